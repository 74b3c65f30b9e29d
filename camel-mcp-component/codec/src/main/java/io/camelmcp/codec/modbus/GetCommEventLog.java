package io.camelmcp.codec.modbus;

/** Request to read the communication event log (function 0C; section 6.10 of the standard). */
public record GetCommEventLog() implements CommunicationRequest {

    @Override
    public int function() {
        return ModbusFunction.GET_COMM_EVENT_LOG;
    }

    @Override
    public byte[] encode() {
        return new byte[] {(byte) function()};
    }

    static GetCommEventLog decode(byte[] pdu) throws ModbusException {
        Pdu.requireLength(pdu, 1);
        return new GetCommEventLog();
    }
}
