package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * The answer to a {@link RawRequest}. Value equality includes the data.
 *
 * @param function function of the request, 1 octet, 1..127
 * @param data     what follows the function, 0..252 octets; not copied: whoever makes a response gives the array away
 */
public record RawResponse(int function, byte[] data) implements ModbusResponse {

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public RawResponse {
        RawPdu.check(function, data);
    }

    @Override
    public byte[] encode() {
        return RawPdu.encode(function, data);
    }

    static RawResponse decode(byte[] pdu) {
        return new RawResponse(RawPdu.function(pdu), RawPdu.data(pdu));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawResponse that && function == that.function && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * function + Arrays.hashCode(data);
    }

    /** Without the data, which may be private. */
    @Override
    public String toString() {
        return "RawResponse[" + ModbusFunction.name(function) + ", data=" + data.length + "]";
    }
}
