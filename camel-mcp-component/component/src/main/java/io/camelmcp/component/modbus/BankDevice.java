package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.DeviceIdentificationResponse;
import io.camelmcp.codec.modbus.FileRange;
import io.camelmcp.codec.modbus.FileRecord;
import io.camelmcp.codec.modbus.IdentificationObject;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ReadDeviceIdentification;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadFifoQueueResponse;
import io.camelmcp.codec.modbus.ReadFileRecord;
import io.camelmcp.codec.modbus.ReadFileRecordResponse;
import io.camelmcp.codec.modbus.ServerIdResponse;
import io.camelmcp.codec.modbus.WriteFileRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a unit of a {@link RegisterBank} has beside its tables: files (functions 14, 15 hex), queues (18), and what it says of itself
 * (07, 11, 2B/0E). Files and queues exist when the application has made them. Thread safe.
 *
 * <pre>{@code
 * bank.device(1).createFile(4, 100);
 * bank.device(1).setIdentification(0, "ACME");
 * }</pre>
 */
public final class BankDevice {

    private static final int BASIC_END = 2;
    private static final int REGULAR_END = 6;
    private static final int FIRST_OWN_OBJECT = 0x80;
    private static final int MAX_QUEUE = 1_000;
    private static final int CONFORMITY_REGULAR = 0x82;
    private static final int CONFORMITY_EXTENDED = 0x83;
    private static final int CONFORMITY_BASIC = 0x81;

    private final Map<Integer, short[]> files = new ConcurrentHashMap<>(0);
    private final Map<Integer, int[]> queues = new ConcurrentHashMap<>(0);
    private volatile NavigableMap<Integer, String> identification =
            new TreeMap<>(Map.of(0, "Apache Camel", 1, "mcp", 2, "1"));

    private volatile ServerIdResponse serverId = new ServerIdResponse(1, ServerIdResponse.ON, "camel-mcp");

    private volatile int exceptionStatusAddress;

    // ------------------------------------------------------------------ files

    BankDevice() {}

    /**
     * Makes a file, or makes it anew: all its records are 0.
     *
     * @param file    1..65535
     * @param records number of records of 16 bits, 1..10000; record 0 is the first
     */
    public void createFile(int file, int records) {
        checkIn("file", file, 1, 0xFFFF);
        checkIn("records", records, 1, FileRange.RECORDS);
        files.put(file, new short[records]);
    }

    /**
     * Sets records of a file.
     *
     * @param values as {@link RegisterBank#setHoldingRegisters}
     * @throws IllegalArgumentException if the file has no such records
     */
    public synchronized void setFileRecords(int file, int record, int... values) {
        checkIn("record", record, 0, FileRange.RECORDS - 1);
        RegisterBank.checkRegisters(record, values);
        short[] content = files.get(file);
        if (content == null || record + values.length > content.length) {
            throw new IllegalArgumentException("file " + file + " has "
                    + (content == null ? 0 : content.length) + " records, " + record + " + " + values.length
                    + " exceed them; create it larger");
        }
        for (int i = 0; i < values.length; i++) {
            content[record + i] = (short) values[i];
        }
    }

    /** Records of a file, 0..65535 each; 0 where there is none. */
    public synchronized int[] getFileRecords(int file, int record, int quantity) {
        short[] content = files.get(file);
        int[] values = new int[quantity];
        for (int i = 0; content != null && i < quantity && record + i < content.length; i++) {
            values[i] = content[record + i] & 0xFFFF;
        }
        return values;
    }

    /** @throws ModbusException 02 if a file or queue that is asked for does not exist */
    void check(ModbusRequest request) throws ModbusException {
        if (request instanceof ReadFileRecord read) {
            for (FileRange range : read.ranges()) {
                requireFile(request, range.file(), range.record(), range.quantity());
            }
        } else if (request instanceof WriteFileRecord write) {
            for (FileRecord record : write.records()) {
                requireFile(request, record.file(), record.record(), record.values().length);
            }
        } else if (request instanceof ReadFifoQueue queue && !queues.containsKey(queue.address())) {
            throw ModbusBank.noSuchAddress(request);
        }
    }

    private void requireFile(ModbusRequest request, int file, int record, int quantity) throws ModbusException {
        short[] content = files.get(file);
        if (content == null || record + quantity > content.length) {
            throw ModbusBank.noSuchAddress(request);
        }
    }

    synchronized ReadFileRecordResponse read(ReadFileRecord request) throws ModbusException {
        check(request);
        List<FileRecord> records = new ArrayList<>(request.ranges().size());
        for (FileRange range : request.ranges()) {
            int[] values = getFileRecords(range.file(), range.record(), range.quantity());
            records.add(new FileRecord(range.file(), range.record(), values));
        }
        return new ReadFileRecordResponse(records);
    }

    synchronized void write(WriteFileRecord request) throws ModbusException {
        check(request);
        for (FileRecord record : request.records()) {
            setFileRecords(record.file(), record.record(), record.values());
        }
    }

    // ------------------------------------------------------------------ queues

    /**
     * Sets what function 18 (hex) reads.
     *
     * @param address FIFO pointer address, 0..65535
     * @param values  the queue, as {@link RegisterBank#setHoldingRegisters}, 1000 at most; of more than 31 the master is told 03
     */
    public void setFifoQueue(int address, int... values) {
        checkIn("address", address, 0, 0xFFFF);
        checkIn("number of values", values.length, 0, MAX_QUEUE);
        RegisterBank.checkRegisters(0, values);
        queues.put(address, Arrays.stream(values).map(value -> value & 0xFFFF).toArray());
    }

    /** @throws ModbusException 02 if there is no such queue, 03 if it has more registers than an answer may have */
    ReadFifoQueueResponse read(ReadFifoQueue request) throws ModbusException {
        int[] values = queues.get(request.address());
        if (values == null) {
            throw ModbusBank.noSuchAddress(request);
        }
        if (values.length > ReadFifoQueueResponse.MAX_COUNT) {
            throw new ModbusException(
                    request.function(),
                    ModbusExceptionCode.ILLEGAL_DATA_VALUE,
                    "queue " + request.address() + " has " + values.length + " registers, 31 can be read");
        }
        return new ReadFifoQueueResponse(values.clone());
    }

    // ------------------------------------------------------------------ identification

    /**
     * Sets an object of the identification that function 2B/0E reads.
     *
     * @param object 0 vendor name, 1 product code, 2 revision, 3 vendor URL, 4 product name, 5 model name, 6 application name,
     *               128..255 of the device's own
     * @param value  0..244 characters of ISO 8859-1
     */
    public synchronized void setIdentification(int object, String value) {
        if (object > REGULAR_END && object < FIRST_OWN_OBJECT) {
            throw new IllegalArgumentException("object " + object + " is reserved; use 0..6 or 128..255");
        }
        NavigableMap<Integer, String> next = new TreeMap<>(identification);
        next.put(object, new IdentificationObject(object, value).value());
        identification = next;
    }

    /** @throws ModbusException 02 if a single object is asked for that does not exist */
    DeviceIdentificationResponse read(ReadDeviceIdentification request) throws ModbusException {
        NavigableMap<Integer, String> objects = identification;
        int conformity = conformity(objects);
        if (request.code() == ReadDeviceIdentification.INDIVIDUAL) {
            String value = objects.get(request.objectId());
            if (value == null) {
                throw ModbusBank.noSuchAddress(request);
            }
            return new DeviceIdentificationResponse(
                    request.code(), conformity, false, 0, List.of(new IdentificationObject(request.objectId(), value)));
        }
        NavigableMap<Integer, String> category = objects.headMap(lastOf(request.code()), true);
        // an object that is not there begins the stream again, as the standard says
        int first = category.containsKey(request.objectId()) ? request.objectId() : 0;
        List<IdentificationObject> page = new ArrayList<>();
        int octets = 0;
        for (Map.Entry<Integer, String> entry : category.tailMap(first, true).entrySet()) {
            var object = new IdentificationObject(entry.getKey(), entry.getValue());
            octets += object.octets();
            if (octets > DeviceIdentificationResponse.MAX_OBJECTS) {
                return new DeviceIdentificationResponse(request.code(), conformity, true, object.id(), page);
            }
            page.add(object);
        }
        return new DeviceIdentificationResponse(request.code(), conformity, false, 0, page);
    }

    ServerIdResponse serverId() {
        return serverId;
    }

    /** Sets the answer to function 11 (hex). */
    public void setServerId(ServerIdResponse serverId) {
        this.serverId = serverId;
    }

    int exceptionStatusAddress() {
        return exceptionStatusAddress;
    }

    /** Sets the first of the eight coils that function 07 reads; it is 0 unless it is set. */
    public void setExceptionStatusAddress(int address) {
        checkIn("address", address, 0, 0xFFFF);
        exceptionStatusAddress = address;
    }

    private static void checkIn(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " " + value + " is not in " + min + ".." + max);
        }
    }

    private static int lastOf(int code) {
        return switch (code) {
            case ReadDeviceIdentification.BASIC -> BASIC_END;
            // what lies between is reserved
            case ReadDeviceIdentification.REGULAR -> REGULAR_END;
            default -> 0xFF;
        };
    }

    private static int conformity(NavigableMap<Integer, String> objects) {
        int last = objects.lastKey();
        return last <= BASIC_END ? CONFORMITY_BASIC : last <= REGULAR_END ? CONFORMITY_REGULAR : CONFORMITY_EXTENDED;
    }
}
