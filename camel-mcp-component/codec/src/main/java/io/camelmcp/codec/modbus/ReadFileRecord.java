package io.camelmcp.codec.modbus;

import java.util.ArrayList;
import java.util.List;

/**
 * Request to read records of files (function 14 hex; section 6.14 of the standard).
 *
 * @param ranges 1..35, whose answer fits into one PDU: 2 octets each and 2 octets a record, 251 at most
 */
public record ReadFileRecord(List<FileRange> ranges) implements ModbusRequest {

    private static final int FIXED = 2;
    private static final int MIN_BYTE_COUNT = 0x07;
    private static final int MAX_BYTE_COUNT = 0xF5;
    private static final int MAX_ANSWER = Pdu.MAX_LENGTH - FIXED;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if there is no range, or the answer does not fit into a PDU
     */
    public ReadFileRecord {
        ranges = List.copyOf(ranges);
        Pdu.checkIn("number of ranges", ranges.size(), 1, MAX_BYTE_COUNT / FileRange.OCTETS);
        int answer = ranges.stream().mapToInt(range -> 2 + 2 * range.quantity()).sum();
        Pdu.checkIn("octets of the answer", answer, 0, MAX_ANSWER);
    }

    @Override
    public int function() {
        return ModbusFunction.READ_FILE_RECORD;
    }

    @Override
    public boolean isWrite() {
        return false;
    }

    @Override
    public byte[] encode() {
        byte[] pdu = new byte[FIXED + FileRange.OCTETS * ranges.size()];
        pdu[0] = (byte) function();
        pdu[1] = (byte) (pdu.length - FIXED);
        int at = FIXED;
        for (FileRange range : ranges) {
            FileRange.put(pdu, at, range.file(), range.record(), range.quantity());
            at += FileRange.OCTETS;
        }
        return pdu;
    }

    /** The byte count and the length of the answer (03), then what is referred to (02). */
    static ReadFileRecord decode(byte[] pdu) throws ModbusException {
        Pdu.requireAtLeast(pdu, FIXED);
        int byteCount = Pdu.u8(pdu, 1);
        if (byteCount < MIN_BYTE_COUNT || byteCount > MAX_BYTE_COUNT || byteCount % FileRange.OCTETS != 0) {
            throw Pdu.illegalValue(pdu, "byte count " + byteCount + " is not a multiple of 7 in 7..245");
        }
        Pdu.requireLength(pdu, FIXED + byteCount);
        int answer = 0;
        for (int at = FIXED; at < pdu.length; at += FileRange.OCTETS) {
            int quantity = Pdu.u16(pdu, at + 5);
            answer += 2 + 2 * quantity;
            if (quantity == 0 || answer > MAX_ANSWER) {
                throw Pdu.illegalValue(pdu, "record length " + quantity + " is 0, or the answer is longer than a PDU");
            }
        }
        List<FileRange> ranges = new ArrayList<>(byteCount / FileRange.OCTETS);
        for (int at = FIXED; at < pdu.length; at += FileRange.OCTETS) {
            FileRange.require(pdu, at);
            ranges.add(new FileRange(Pdu.u16(pdu, at + 1), Pdu.u16(pdu, at + 3), Pdu.u16(pdu, at + 5)));
        }
        return new ReadFileRecord(ranges);
    }
}
