package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * A request of a function that has no record here: user-defined (65..72, 100..110), or public and rarely used. {@link
 * ModbusRequest#decode} never makes one; an endpoint that lists such a function does. Value equality includes the data.
 *
 * @param function 1 octet, 1..127
 * @param data     what follows the function, 0..252 octets; not copied: whoever makes a request gives the array away
 */
public record RawRequest(int function, byte[] data) implements ModbusRequest {

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public RawRequest {
        RawPdu.check(function, data);
    }

    /**
     * The request that a PDU carries, whatever it says.
     *
     * @param pdu function and data, 1..253 octets; not kept
     * @throws IllegalArgumentException if the function is not in 1..127, or the length not in 1..253
     */
    public static RawRequest of(byte[] pdu) {
        return new RawRequest(RawPdu.function(pdu), RawPdu.data(pdu));
    }

    @Override
    public boolean isWrite() {
        return true;
    }

    @Override
    public byte[] encode() {
        return RawPdu.encode(function, data);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawRequest that && function == that.function && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * function + Arrays.hashCode(data);
    }

    /** Without the data, which may be private. */
    @Override
    public String toString() {
        return "RawRequest[" + ModbusFunction.name(function) + ", data=" + data.length + "]";
    }
}
