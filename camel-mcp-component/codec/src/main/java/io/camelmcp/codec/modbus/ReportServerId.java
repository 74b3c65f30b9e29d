package io.camelmcp.codec.modbus;

/** Request to describe the device, its type and whether it runs (function 11 hex; section 6.13 of the standard). */
public record ReportServerId() implements ModbusRequest {

    @Override
    public int function() {
        return ModbusFunction.REPORT_SERVER_ID;
    }

    @Override
    public boolean isWrite() {
        return false;
    }

    @Override
    public byte[] encode() {
        return new byte[] {(byte) function()};
    }

    static ReportServerId decode(byte[] pdu) throws ModbusException {
        Pdu.requireLength(pdu, 1);
        return new ReportServerId();
    }
}
