package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.RawResponse;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadRequest;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.SingleWriteRequest;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteRequest;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Values to JSON text. All of it is numbers and hexadecimal digits, so nothing needs an escape; {@link ModbusJsonRare} has the rest. */
final class ModbusJsonWriter {

    private static final int WITHOUT_VALUES = 96;
    private static final int OF_A_VALUE = 6;

    private ModbusJsonWriter() {}

    static String request(@Nullable Integer unitId, ModbusRequest request) {
        StringBuilder out = new StringBuilder(WITHOUT_VALUES);
        begin(out, unitId, request.function());
        if (request instanceof ReadRequest read) {
            range(out, read.address(), read.quantity());
        } else if (request instanceof WriteRequest write) {
            write(out, write);
        } else if (request instanceof ReadWriteMultipleRegisters both) {
            range(out, both.writeAddress(), both.writeQuantity());
            values(out, both.values());
            number(out, "readAddress", both.readAddress());
            number(out, "readQuantity", both.readQuantity());
        } else if (request instanceof RawRequest raw) {
            pdu(out, raw.encode());
        } else {
            ModbusJsonRare.write(out, request);
        }
        return out.append('}').toString();
    }

    static String response(@Nullable Integer unitId, @Nullable ModbusRequest request, ModbusResponse response) {
        StringBuilder out = new StringBuilder(WITHOUT_VALUES);
        begin(out, unitId, response.function());
        if (response instanceof ReadRegistersResponse read) {
            readAddress(out, request);
            number(out, "quantity", read.values().length);
            values(out, read.values());
        } else if (response instanceof ReadBitsResponse read) {
            readAddress(out, request);
            number(out, "quantity", read.values().length);
            values(out, read.values());
        } else if (response instanceof EchoResponse echo) {
            write(out, echo.request());
        } else if (response instanceof WriteMultipleResponse written) {
            range(out, written.address(), written.quantity());
        } else if (response instanceof ModbusExceptionResponse exception) {
            number(out, "exception", exception.code());
        } else if (response instanceof RawResponse raw) {
            pdu(out, raw.encode());
        } else {
            ModbusJsonRare.write(out, request, response);
        }
        return out.append('}').toString();
    }

    private static void begin(StringBuilder out, @Nullable Integer unitId, int function) {
        if (unitId == null) {
            out.append("{\"function\":").append(function);
        } else {
            out.append("{\"unitId\":").append(unitId.intValue());
            number(out, "function", function);
        }
    }

    private static void write(StringBuilder out, WriteRequest write) {
        range(out, write.address(), write.quantity());
        if (write instanceof WriteMultipleRegisters several) {
            values(out, several.values());
        } else if (write instanceof WriteMultipleCoils several) {
            values(out, several.values());
        } else if (write instanceof SingleWriteRequest single) {
            writeSingle(out, single);
        }
    }

    private static void writeSingle(StringBuilder out, SingleWriteRequest single) {
        if (single instanceof WriteSingleRegister register) {
            values(out, register.value());
        } else if (single instanceof WriteSingleCoil coil) {
            values(out, coil.value());
        } else if (single instanceof MaskWriteRegister mask) {
            number(out, "andMask", mask.andMask());
            number(out, "orMask", mask.orMask());
        }
    }

    private static void readAddress(StringBuilder out, @Nullable ModbusRequest request) {
        if (request instanceof ReadRequest read) {
            number(out, "address", read.address());
        } else if (request instanceof ReadWriteMultipleRegisters both) {
            number(out, "address", both.readAddress());
        }
    }

    private static void range(StringBuilder out, int address, int quantity) {
        number(out, "address", address);
        number(out, "quantity", quantity);
    }

    static void number(StringBuilder out, String name, int value) {
        out.append(",\"").append(name).append("\":").append(value);
    }

    static void values(StringBuilder out, int... values) {
        out.ensureCapacity(out.length() + WITHOUT_VALUES + OF_A_VALUE * values.length);
        out.append(",\"values\":[");
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                out.append(',');
            }
            out.append(values[i]);
        }
        out.append(']');
    }

    private static void values(StringBuilder out, boolean... values) {
        out.ensureCapacity(out.length() + WITHOUT_VALUES + 2 * values.length);
        out.append(",\"values\":[");
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                out.append(',');
            }
            out.append(values[i] ? '1' : '0');
        }
        out.append(']');
    }

    private static void pdu(StringBuilder out, byte[] pdu) {
        out.append(",\"pdu\":\"").append(HexFormat.of().formatHex(pdu)).append('"');
    }
}
