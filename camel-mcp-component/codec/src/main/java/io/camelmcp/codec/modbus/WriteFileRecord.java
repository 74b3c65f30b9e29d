package io.camelmcp.codec.modbus;

import java.util.ArrayList;
import java.util.List;

/**
 * Request to write records of files (function 15 hex; section 6.15 of the standard).
 *
 * @param records what to write: 7 octets each and 2 octets a record, 9..251 in all
 */
public record WriteFileRecord(List<FileRecord> records) implements ModbusRequest {

    private static final int FIXED = 2;
    private static final int MIN_BYTE_COUNT = 0x09;
    private static final int MAX_BYTE_COUNT = 0xFB;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if there are no records, or more than fit into a PDU
     */
    public WriteFileRecord {
        records = List.copyOf(records);
        Pdu.checkIn("octets of the records", length(records), MIN_BYTE_COUNT, MAX_BYTE_COUNT);
    }

    @Override
    public int function() {
        return ModbusFunction.WRITE_FILE_RECORD;
    }

    @Override
    public boolean isWrite() {
        return true;
    }

    @Override
    public byte[] encode() {
        byte[] pdu = new byte[FIXED + length(records)];
        pdu[0] = (byte) function();
        pdu[1] = (byte) (pdu.length - FIXED);
        int at = FIXED;
        for (FileRecord record : records) {
            FileRange.put(pdu, at, record.file(), record.record(), record.values().length);
            PduValues.putRegisters(pdu, at + FileRange.OCTETS, record.values());
            at += FileRange.OCTETS + 2 * record.values().length;
        }
        return pdu;
    }

    private static int length(List<FileRecord> records) {
        return records.stream()
                .mapToInt(record -> FileRange.OCTETS + 2 * record.values().length)
                .sum();
    }

    /** The byte count, and that the records fill it (03), then what is referred to (02). */
    static WriteFileRecord decode(byte[] pdu) throws ModbusException {
        Pdu.requireAtLeast(pdu, FIXED);
        int byteCount = Pdu.u8(pdu, 1);
        if (byteCount < MIN_BYTE_COUNT || byteCount > MAX_BYTE_COUNT) {
            throw Pdu.illegalValue(pdu, "byte count " + byteCount + " is not in 9..251");
        }
        Pdu.requireLength(pdu, FIXED + byteCount);
        List<Integer> starts = new ArrayList<>();
        int at = FIXED;
        while (at + FileRange.OCTETS <= pdu.length && Pdu.u16(pdu, at + 5) > 0) {
            starts.add(at);
            at += FileRange.OCTETS + 2 * Pdu.u16(pdu, at + 5);
        }
        if (at != pdu.length) {
            throw Pdu.illegalValue(pdu, "the records do not fill the byte count " + byteCount);
        }
        List<FileRecord> records = new ArrayList<>(starts.size());
        for (int start : starts) {
            FileRange.require(pdu, start);
            int[] values = PduValues.registers(pdu, start + FileRange.OCTETS, Pdu.u16(pdu, start + 5));
            records.add(new FileRecord(Pdu.u16(pdu, start + 1), Pdu.u16(pdu, start + 3), values));
        }
        return new WriteFileRecord(records);
    }
}
