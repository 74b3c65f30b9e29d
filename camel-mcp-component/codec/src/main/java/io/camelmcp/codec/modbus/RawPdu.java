package io.camelmcp.codec.modbus;

import java.util.Arrays;

/** A function and octets that are not looked into. */
final class RawPdu {

    private RawPdu() {}

    static void check(int function, byte[] data) {
        Pdu.checkIn("function", function, 1, 127);
        Pdu.checkIn("length of data", data.length, 0, Pdu.MAX_LENGTH - 1);
    }

    static int function(byte[] pdu) {
        Pdu.checkIn("length of the PDU", pdu.length, 1, Pdu.MAX_LENGTH);
        return Pdu.u8(pdu, 0);
    }

    static byte[] data(byte[] pdu) {
        return Arrays.copyOfRange(pdu, 1, pdu.length);
    }

    static byte[] encode(int function, byte[] data) {
        byte[] pdu = new byte[1 + data.length];
        pdu[0] = (byte) function;
        System.arraycopy(data, 0, pdu, 1, data.length);
        return pdu;
    }
}
