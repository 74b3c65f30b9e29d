package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * Answer to function 08. Value equality includes the data.
 *
 * @param subFunction that of the request, 2 octets
 * @param data        2 octets: a counter, or the data of the request; of sub-function 00 as many as were sent; not copied
 */
public record DiagnosticsResponse(int subFunction, byte[] data) implements ModbusResponse {

    private static final int FIXED = 3;

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public DiagnosticsResponse {
        Pdu.checkWord("subFunction", subFunction);
        Pdu.checkIn("length of data", data.length, 2, Pdu.MAX_LENGTH - FIXED);
    }

    /** An answer with a counter, of which the lowest 16 bits are sent. */
    public static DiagnosticsResponse of(int subFunction, int counter) {
        return new DiagnosticsResponse(subFunction, new byte[] {(byte) (counter >> 8), (byte) counter});
    }

    @Override
    public int function() {
        return ModbusFunction.DIAGNOSTICS;
    }

    /** The data as a number, 0..65535. */
    public int value() {
        return Pdu.u16(data, 0);
    }

    @Override
    public byte[] encode() {
        return encode(subFunction, data);
    }

    static byte[] encode(int subFunction, byte[] data) {
        byte[] pdu = new byte[FIXED + data.length];
        pdu[0] = ModbusFunction.DIAGNOSTICS;
        Pdu.putU16(pdu, 1, subFunction);
        System.arraycopy(data, 0, pdu, FIXED, data.length);
        return pdu;
    }

    static DiagnosticsResponse decode(byte[] pdu, Diagnostics request) {
        if (request.subFunction() == Diagnostics.RETURN_QUERY_DATA) {
            BadResponse.requireEcho(pdu, request, request.encode());
        }
        BadResponse.requireLength(pdu, request, FIXED + request.data().length);
        if (Pdu.u16(pdu, 1) != request.subFunction()) {
            throw BadResponse.of(request, "sub-function " + request.subFunction(), Integer.toString(Pdu.u16(pdu, 1)));
        }
        return new DiagnosticsResponse(request.subFunction(), Arrays.copyOfRange(pdu, FIXED, pdu.length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DiagnosticsResponse that
                && subFunction == that.subFunction
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * subFunction + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "DiagnosticsResponse[subFunction=" + subFunction + ", data=" + data.length + "]";
    }
}
