package io.camelmcp.codec.modbus;

/**
 * Request to read a queue of registers, which stays as it is (function 18 hex; section 6.18 of the standard).
 *
 * @param address FIFO pointer address, 2 octets, 0..65535
 */
public record ReadFifoQueue(int address) implements ModbusRequest {

    private static final int LENGTH = 3;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if the address is out of its range
     */
    public ReadFifoQueue {
        Pdu.checkWord("address", address);
    }

    @Override
    public int function() {
        return ModbusFunction.READ_FIFO_QUEUE;
    }

    @Override
    public boolean isWrite() {
        return false;
    }

    @Override
    public byte[] encode() {
        return new byte[] {(byte) function(), (byte) (address >> 8), (byte) address};
    }

    static ReadFifoQueue decode(byte[] pdu) throws ModbusException {
        Pdu.requireLength(pdu, LENGTH);
        return new ReadFifoQueue(Pdu.u16(pdu, 1));
    }
}
