package io.camelmcp.codec.modbus;

/** Request to read the communication event counter (function 0B; section 6.9 of the standard). */
public record GetCommEventCounter() implements CommunicationRequest {

    @Override
    public int function() {
        return ModbusFunction.GET_COMM_EVENT_COUNTER;
    }

    @Override
    public byte[] encode() {
        return new byte[] {(byte) function()};
    }

    static GetCommEventCounter decode(byte[] pdu) throws ModbusException {
        Pdu.requireLength(pdu, 1);
        return new GetCommEventCounter();
    }
}
