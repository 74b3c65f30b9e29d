package io.camelmcp.component.modbus;

import static io.camelmcp.component.modbus.ModbusJsonFields.DATA;
import static io.camelmcp.component.modbus.ModbusJsonFields.LOG;
import static io.camelmcp.component.modbus.ModbusJsonFields.MORE_FOLLOWS;
import static io.camelmcp.component.modbus.ModbusJsonFields.OBJECTS;
import static io.camelmcp.component.modbus.ModbusJsonFields.RECORDS;
import static io.camelmcp.component.modbus.ModbusJsonFields.TEXT;
import static io.camelmcp.component.modbus.ModbusJsonFields.VALUE;
import static io.camelmcp.component.modbus.ModbusJsonFields.VALUES;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.camelmcp.codec.modbus.CommEventCounterResponse;
import io.camelmcp.codec.modbus.CommEventLogResponse;
import io.camelmcp.codec.modbus.DeviceIdentificationResponse;
import io.camelmcp.codec.modbus.Diagnostics;
import io.camelmcp.codec.modbus.DiagnosticsResponse;
import io.camelmcp.codec.modbus.ExceptionStatusResponse;
import io.camelmcp.codec.modbus.FileRange;
import io.camelmcp.codec.modbus.FileRecord;
import io.camelmcp.codec.modbus.GetCommEventCounter;
import io.camelmcp.codec.modbus.GetCommEventLog;
import io.camelmcp.codec.modbus.IdentificationObject;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadDeviceIdentification;
import io.camelmcp.codec.modbus.ReadExceptionStatus;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadFifoQueueResponse;
import io.camelmcp.codec.modbus.ReadFileRecord;
import io.camelmcp.codec.modbus.ReadFileRecordResponse;
import io.camelmcp.codec.modbus.ReportServerId;
import io.camelmcp.codec.modbus.ServerIdResponse;
import io.camelmcp.codec.modbus.WriteFileRecord;
import io.camelmcp.codec.modbus.WriteFileRecordResponse;
import io.camelmcp.component.modbus.ModbusJsonFields.Field;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The functions beside the tables as JSON text: 07, 08, 0B, 0C, 11, 14, 15, 18 and 2B/0E. */
final class ModbusJsonRare {

    private static final Set<Field> COMMON = EnumSet.of(Field.unitId, Field.function);

    private ModbusJsonRare() {}

    // ------------------------------------------------------------------ reading

    /** {@code null} for a function that has no fields of its own. */
    static @Nullable ModbusRequest request(ModbusJsonFields fields, int code) {
        return switch (code) {
            case ModbusFunction.READ_EXCEPTION_STATUS -> only(fields, code, new ReadExceptionStatus());
            case ModbusFunction.GET_COMM_EVENT_COUNTER -> only(fields, code, new GetCommEventCounter());
            case ModbusFunction.GET_COMM_EVENT_LOG -> only(fields, code, new GetCommEventLog());
            case ModbusFunction.REPORT_SERVER_ID -> only(fields, code, new ReportServerId());
            case ModbusFunction.DIAGNOSTICS -> {
                allow(fields, code, Set.of(DATA), Field.subFunction);
                yield new Diagnostics(fields.require(Field.subFunction), fields.octets(DATA));
            }
            case ModbusFunction.READ_FILE_RECORD -> {
                allow(fields, code, Set.of(RECORDS));
                yield new ReadFileRecord(ranges(fields, code));
            }
            case ModbusFunction.WRITE_FILE_RECORD -> writeFile(fields, code);
            case ModbusFunction.READ_FIFO_QUEUE -> {
                allow(fields, code, Set.of(), Field.address);
                yield new ReadFifoQueue(fields.require(Field.address));
            }
            case ModbusFunction.ENCAPSULATED_INTERFACE -> {
                allow(fields, code, Set.of(), Field.code, Field.object);
                Integer object = fields.get(Field.object);
                yield new ReadDeviceIdentification(fields.require(Field.code), object == null ? 0 : object);
            }
            default -> null;
        };
    }

    /** {@code null} for a function that has no fields of its own. */
    static @Nullable ModbusResponse response(ModbusJsonFields fields, int code) {
        return switch (code) {
            case ModbusFunction.READ_EXCEPTION_STATUS -> {
                allow(fields, code, Set.of(), Field.status);
                yield new ExceptionStatusResponse(fields.require(Field.status));
            }
            case ModbusFunction.DIAGNOSTICS -> {
                allow(fields, code, Set.of(DATA), Field.subFunction);
                yield new DiagnosticsResponse(fields.require(Field.subFunction), fields.octets(DATA));
            }
            case ModbusFunction.GET_COMM_EVENT_COUNTER -> {
                allow(fields, code, Set.of(), Field.status, Field.events);
                yield new CommEventCounterResponse(fields.require(Field.status), fields.require(Field.events));
            }
            case ModbusFunction.GET_COMM_EVENT_LOG -> {
                allow(fields, code, Set.of(LOG), Field.status, Field.events, Field.messages);
                yield new CommEventLogResponse(
                        fields.require(Field.status),
                        fields.require(Field.events),
                        fields.require(Field.messages),
                        fields.octets(LOG));
            }
            case ModbusFunction.REPORT_SERVER_ID -> {
                allow(fields, code, Set.of(TEXT), Field.id, Field.runIndicator);
                yield new ServerIdResponse(
                        fields.require(Field.id), fields.require(Field.runIndicator), fields.text(TEXT));
            }
            case ModbusFunction.READ_FILE_RECORD -> {
                allow(fields, code, Set.of(RECORDS));
                yield new ReadFileRecordResponse(records(fields, code));
            }
            case ModbusFunction.WRITE_FILE_RECORD -> new WriteFileRecordResponse(writeFile(fields, code));
            case ModbusFunction.READ_FIFO_QUEUE -> {
                allow(fields, code, Set.of(VALUES), Field.address);
                yield new ReadFifoQueueResponse(fields.registers());
            }
            case ModbusFunction.ENCAPSULATED_INTERFACE -> {
                allow(fields, code, Set.of(OBJECTS, MORE_FOLLOWS), Field.code, Field.conformity, Field.nextObject);
                yield new DeviceIdentificationResponse(
                        fields.require(Field.code),
                        fields.require(Field.conformity),
                        fields.moreFollows(),
                        fields.require(Field.nextObject),
                        objects(fields, code));
            }
            default -> null;
        };
    }

    private static ModbusRequest only(ModbusJsonFields fields, int code, ModbusRequest request) {
        allow(fields, code, Set.of());
        return request;
    }

    private static WriteFileRecord writeFile(ModbusJsonFields fields, int code) {
        allow(fields, code, Set.of(RECORDS));
        return new WriteFileRecord(records(fields, code));
    }

    private static List<FileRange> ranges(ModbusJsonFields fields, int code) {
        List<FileRange> ranges = new ArrayList<>();
        for (ModbusJsonFields part : fields.parts(RECORDS)) {
            part.allowOnly(code, EnumSet.of(Field.file, Field.record, Field.quantity), Set.of());
            ranges.add(
                    new FileRange(part.require(Field.file), part.require(Field.record), part.require(Field.quantity)));
        }
        return ranges;
    }

    private static List<FileRecord> records(ModbusJsonFields fields, int code) {
        List<FileRecord> records = new ArrayList<>();
        for (ModbusJsonFields part : fields.parts(RECORDS)) {
            part.allowOnly(code, EnumSet.of(Field.file, Field.record), Set.of(VALUES));
            records.add(new FileRecord(part.require(Field.file), part.require(Field.record), part.registers()));
        }
        return records;
    }

    private static List<IdentificationObject> objects(ModbusJsonFields fields, int code) {
        List<IdentificationObject> objects = new ArrayList<>();
        for (ModbusJsonFields part : fields.parts(OBJECTS)) {
            part.allowOnly(code, EnumSet.of(Field.id), Set.of(VALUE));
            objects.add(new IdentificationObject(part.require(Field.id), part.text(VALUE)));
        }
        return objects;
    }

    private static void allow(ModbusJsonFields fields, int code, Set<String> others, Field... numbers) {
        Set<Field> allowed = EnumSet.copyOf(COMMON);
        allowed.addAll(List.of(numbers));
        fields.allowOnly(code, allowed, others);
    }

    // ------------------------------------------------------------------ writing

    static void write(StringBuilder out, ModbusRequest request) {
        if (request instanceof Diagnostics diagnostics) {
            diagnostics(out, diagnostics.subFunction(), diagnostics.data());
        } else if (request instanceof ReadFileRecord read) {
            array(out, RECORDS, read.ranges(), range -> {
                file(out, range.file(), range.record());
                ModbusJsonWriter.number(out, "quantity", range.quantity());
            });
        } else if (request instanceof WriteFileRecord write) {
            records(out, write.records());
        } else if (request instanceof ReadFifoQueue queue) {
            ModbusJsonWriter.number(out, "address", queue.address());
        } else if (request instanceof ReadDeviceIdentification identification) {
            ModbusJsonWriter.number(out, "code", identification.code());
            ModbusJsonWriter.number(out, "object", identification.objectId());
        }
    }

    static void write(StringBuilder out, @Nullable ModbusRequest request, ModbusResponse response) {
        if (response instanceof ExceptionStatusResponse status) {
            ModbusJsonWriter.number(out, "status", status.status());
        } else if (response instanceof DiagnosticsResponse diagnostics) {
            diagnostics(out, diagnostics.subFunction(), diagnostics.data());
        } else if (response instanceof CommEventCounterResponse counter) {
            ModbusJsonWriter.number(out, "status", counter.status());
            ModbusJsonWriter.number(out, "events", counter.events());
        } else if (response instanceof CommEventLogResponse log) {
            ModbusJsonWriter.number(out, "status", log.status());
            ModbusJsonWriter.number(out, "events", log.events());
            ModbusJsonWriter.number(out, "messages", log.messages());
            text(out, LOG, HexFormat.of().formatHex(log.log()));
        } else if (response instanceof ServerIdResponse id) {
            ModbusJsonWriter.number(out, "id", id.id());
            ModbusJsonWriter.number(out, "runIndicator", id.runIndicator());
            text(out, TEXT, id.text());
        } else if (response instanceof ReadFileRecordResponse read) {
            records(out, read.records());
        } else if (response instanceof WriteFileRecordResponse written) {
            records(out, written.request().records());
        } else if (response instanceof ReadFifoQueueResponse queue) {
            if (request instanceof ReadFifoQueue asked) {
                ModbusJsonWriter.number(out, "address", asked.address());
            }
            ModbusJsonWriter.values(out, queue.values());
        } else if (response instanceof DeviceIdentificationResponse identification) {
            identification(out, identification);
        }
    }

    private static void identification(StringBuilder out, DeviceIdentificationResponse identification) {
        ModbusJsonWriter.number(out, "code", identification.code());
        ModbusJsonWriter.number(out, "conformity", identification.conformity());
        out.append(",\"").append(MORE_FOLLOWS).append("\":").append(identification.moreFollows());
        ModbusJsonWriter.number(out, "nextObject", identification.nextObject());
        array(out, OBJECTS, identification.objects(), object -> {
            out.append("\"id\":").append(object.id());
            text(out, VALUE, object.value());
        });
    }

    private static void diagnostics(StringBuilder out, int subFunction, byte[] data) {
        ModbusJsonWriter.number(out, "subFunction", subFunction);
        text(out, DATA, HexFormat.of().formatHex(data));
    }

    private static void records(StringBuilder out, List<FileRecord> records) {
        array(out, RECORDS, records, record -> {
            file(out, record.file(), record.record());
            ModbusJsonWriter.values(out, record.values());
        });
    }

    private static void file(StringBuilder out, int file, int record) {
        out.append("\"file\":").append(file);
        ModbusJsonWriter.number(out, "record", record);
    }

    private static <T> void array(StringBuilder out, String name, List<T> elements, Consumer<T> element) {
        out.append(",\"").append(name).append("\":[");
        for (int i = 0; i < elements.size(); i++) {
            out.append(i == 0 ? "{" : ",{");
            element.accept(elements.get(i));
            out.append('}');
        }
        out.append(']');
    }

    private static void text(StringBuilder out, String name, String value) {
        out.append(",\"").append(name).append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, out);
        out.append('"');
    }
}
