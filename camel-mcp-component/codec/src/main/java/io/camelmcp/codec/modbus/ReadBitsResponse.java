package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * Answer to a read of coils or discrete inputs (functions 01, 02): byte count u8, then 8 bits an octet, first bit lowest.
 * Value equality includes the values.
 *
 * @param function 01 or 02
 * @param values   as many as were asked for, 1..2000; not copied: whoever makes a response gives the array away
 */
public record ReadBitsResponse(int function, boolean[] values) implements ModbusResponse {

    private static final int FIXED = 2;

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public ReadBitsResponse {
        Pdu.checkIn("function", function, ModbusFunction.READ_COILS, ModbusFunction.READ_DISCRETE_INPUTS);
        Pdu.checkIn("quantity", values.length, 1, ReadCoils.MAX_QUANTITY);
    }

    /** The octets of the PDU, 3..252; unused bits of the last one are zero. */
    @Override
    public byte[] encode() {
        int octets = PduValues.bitOctets(values.length);
        byte[] pdu = new byte[FIXED + octets];
        pdu[0] = (byte) function;
        pdu[1] = (byte) octets;
        PduValues.putBits(pdu, FIXED, values);
        return pdu;
    }

    static ReadBitsResponse decode(byte[] pdu, ReadRequest request) {
        // unused bits are not looked at: devices that leave something there are many, and nothing depends on it
        BadResponse.requireCounted(pdu, request, PduValues.bitOctets(request.quantity()));
        return new ReadBitsResponse(request.function(), PduValues.bits(pdu, FIXED, request.quantity()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReadBitsResponse that
                && function == that.function
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * function + Arrays.hashCode(values);
    }

    /** Without the values, which may be private. */
    @Override
    public String toString() {
        return "ReadBitsResponse[" + ModbusFunction.name(function) + ", quantity=" + values.length + "]";
    }
}
