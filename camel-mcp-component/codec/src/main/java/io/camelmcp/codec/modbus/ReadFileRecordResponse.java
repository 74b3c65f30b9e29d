package io.camelmcp.codec.modbus;

import java.util.ArrayList;
import java.util.List;

/**
 * Answer to function 14 (hex). On the wire it has the values only; file and record are those of the request.
 *
 * @param records what was read, one for each range of the request
 */
public record ReadFileRecordResponse(List<FileRecord> records) implements ModbusResponse {

    private static final int FIXED = 2;
    private static final byte REFERENCE_TYPE = 6;

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if there are no records, or more than fit into a PDU
     */
    public ReadFileRecordResponse {
        records = List.copyOf(records);
        Pdu.checkIn("octets of the records", length(records), FIXED + 2, Pdu.MAX_LENGTH - FIXED);
    }

    @Override
    public int function() {
        return ModbusFunction.READ_FILE_RECORD;
    }

    @Override
    public byte[] encode() {
        byte[] pdu = new byte[FIXED + length(records)];
        pdu[0] = (byte) function();
        pdu[1] = (byte) (pdu.length - FIXED);
        int at = FIXED;
        for (FileRecord record : records) {
            pdu[at] = (byte) (1 + 2 * record.values().length);
            pdu[at + 1] = REFERENCE_TYPE;
            PduValues.putRegisters(pdu, at + 2, record.values());
            at += 2 + 2 * record.values().length;
        }
        return pdu;
    }

    private static int length(List<FileRecord> records) {
        return records.stream()
                .mapToInt(record -> 2 + 2 * record.values().length)
                .sum();
    }

    static ReadFileRecordResponse decode(byte[] pdu, ReadFileRecord request) {
        int octets = request.ranges().stream()
                .mapToInt(range -> 2 + 2 * range.quantity())
                .sum();
        BadResponse.requireCounted(pdu, request, octets);
        List<FileRecord> records = new ArrayList<>();
        int at = FIXED;
        for (FileRange range : request.ranges()) {
            int length = 1 + 2 * range.quantity();
            if (Pdu.u8(pdu, at) != length || Pdu.u8(pdu, at + 1) != REFERENCE_TYPE) {
                throw BadResponse.of(
                        request,
                        "length " + length + " and reference type 6",
                        Pdu.u8(pdu, at) + " and " + Pdu.u8(pdu, at + 1));
            }
            int[] values = PduValues.registers(pdu, at + 2, range.quantity());
            records.add(new FileRecord(range.file(), range.record(), values));
            at += 1 + length;
        }
        return new ReadFileRecordResponse(records);
    }
}
