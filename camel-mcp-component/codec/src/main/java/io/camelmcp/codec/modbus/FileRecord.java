package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * Records of a file with their values. Value equality includes the values.
 *
 * @param file   number of the file, 2 octets, 1..65535
 * @param record first record, 2 octets, 0..9999
 * @param values 1..124 records of 0..65535 each; record + number of values at most 10000; not copied
 */
public record FileRecord(int file, int record, int[] values) {

    /**
     * Checked records.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public FileRecord {
        FileRange.check(file, record, values.length);
        PduValues.checkRegisters(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileRecord that
                && file == that.file
                && record == that.record
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * file + record) + Arrays.hashCode(values);
    }

    /** Without the values, which may be private. */
    @Override
    public String toString() {
        return "FileRecord[file=" + file + ", record=" + record + ", quantity=" + values.length + "]";
    }
}
