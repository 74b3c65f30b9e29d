package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * Answer to function 18 (hex): byte count u16, FIFO count u16, then 2 octets a register. Value equality includes the values.
 *
 * @param values what is in the queue, 0..31 registers of 0..65535 each; not copied
 */
public record ReadFifoQueueResponse(int[] values) implements ModbusResponse {

    /** Registers that a queue may have to be read. */
    public static final int MAX_COUNT = 31;

    private static final int FIXED = 5;

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if there are too many values, or one is out of its range
     */
    public ReadFifoQueueResponse {
        Pdu.checkIn("count", values.length, 0, MAX_COUNT);
        PduValues.checkRegisters(values);
    }

    @Override
    public int function() {
        return ModbusFunction.READ_FIFO_QUEUE;
    }

    @Override
    public byte[] encode() {
        byte[] pdu = new byte[FIXED + 2 * values.length];
        pdu[0] = (byte) function();
        Pdu.putU16(pdu, 1, 2 + 2 * values.length);
        Pdu.putU16(pdu, 3, values.length);
        PduValues.putRegisters(pdu, FIXED, values);
        return pdu;
    }

    static ReadFifoQueueResponse decode(byte[] pdu, ReadFifoQueue request) {
        if (pdu.length < FIXED) {
            throw BadResponse.of(request, "at least " + FIXED + " octets", Integer.toString(pdu.length));
        }
        int count = Pdu.u16(pdu, 3);
        if (count > MAX_COUNT || Pdu.u16(pdu, 1) != 2 + 2 * count) {
            throw BadResponse.of(
                    request,
                    "a count of 0.." + MAX_COUNT + " and 2 octets each",
                    count + " in " + Pdu.u16(pdu, 1) + " octets");
        }
        BadResponse.requireLength(pdu, request, FIXED + 2 * count);
        return new ReadFifoQueueResponse(PduValues.registers(pdu, FIXED, count));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReadFifoQueueResponse that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Without the values, which may be private. */
    @Override
    public String toString() {
        return "ReadFifoQueueResponse[count=" + values.length + "]";
    }
}
