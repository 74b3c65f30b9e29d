package io.camelmcp.codec.modbus;

/**
 * Records of a file: what function 14 (hex) asks for. A record is a register of 16 bits.
 *
 * @param file     number of the file, 2 octets, 1..65535
 * @param record   first record, 2 octets, 0..9999
 * @param quantity number of records, 2 octets, 1..124; record + quantity at most 10000
 */
public record FileRange(int file, int record, int quantity) {

    /** Records of one file. */
    public static final int RECORDS = 10_000;

    /** Records that fit into one answer. */
    public static final int MAX_QUANTITY = 124;

    /** Octets of {@link #put}. */
    static final int OCTETS = 7;

    private static final byte REFERENCE_TYPE = 6;

    /**
     * A checked range.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public FileRange {
        check(file, record, quantity);
    }

    static void check(int file, int record, int quantity) {
        Pdu.checkIn("file", file, 1, 0xFFFF);
        Pdu.checkIn("record", record, 0, RECORDS - 1);
        Pdu.checkIn("quantity", quantity, 1, MAX_QUANTITY);
        if (record + quantity > RECORDS) {
            throw new IllegalArgumentException(
                    "record " + record + " + quantity " + quantity + " exceeds the " + RECORDS + " records of a file");
        }
    }

    /** What stands in front of each sub-request: reference type 06, file, record, length. */
    static void put(byte[] pdu, int index, int file, int record, int quantity) {
        pdu[index] = REFERENCE_TYPE;
        Pdu.putU16(pdu, index + 1, file);
        Pdu.putU16(pdu, index + 3, record);
        Pdu.putU16(pdu, index + 5, quantity);
    }

    /** Reference type, file, record and length exist: otherwise 02, as figures 26 and 27 of the standard say. */
    static void require(byte[] pdu, int index) throws ModbusException {
        int type = Pdu.u8(pdu, index);
        int file = Pdu.u16(pdu, index + 1);
        int record = Pdu.u16(pdu, index + 3);
        int quantity = Pdu.u16(pdu, index + 5);
        if (type != REFERENCE_TYPE || file == 0 || record >= RECORDS || record + quantity > RECORDS) {
            throw new ModbusException(
                    Pdu.u8(pdu, 0),
                    ModbusExceptionCode.ILLEGAL_DATA_ADDRESS,
                    ModbusFunction.name(Pdu.u8(pdu, 0)) + ": reference type " + type + ", file " + file + ", record "
                            + record + " + " + quantity + " does not exist");
        }
    }
}
