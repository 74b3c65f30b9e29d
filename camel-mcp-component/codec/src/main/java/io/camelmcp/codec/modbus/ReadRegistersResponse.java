package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * Answer to a read of registers (functions 03, 04, 17 hex): byte count u8, then 2 octets a register. Value equality includes
 * the values.
 *
 * @param function 03, 04 or 17 hex
 * @param values   as many as were asked for, 1..125, 0..65535 each; not copied: whoever makes a response gives the array away
 */
public record ReadRegistersResponse(int function, int[] values) implements ModbusResponse {

    private static final int FIXED = 2;

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public ReadRegistersResponse {
        if (function != ModbusFunction.READ_HOLDING_REGISTERS
                && function != ModbusFunction.READ_INPUT_REGISTERS
                && function != ModbusFunction.READ_WRITE_MULTIPLE_REGISTERS) {
            throw new IllegalArgumentException(
                    "function " + ModbusFunction.name(function) + " does not read registers");
        }
        Pdu.checkIn("quantity", values.length, 1, ReadHoldingRegisters.MAX_QUANTITY);
        PduValues.checkRegisters(values);
    }

    /** The octets of the PDU, 4..252. */
    @Override
    public byte[] encode() {
        byte[] pdu = new byte[FIXED + 2 * values.length];
        pdu[0] = (byte) function;
        pdu[1] = (byte) (2 * values.length);
        PduValues.putRegisters(pdu, FIXED, values);
        return pdu;
    }

    static ReadRegistersResponse decode(byte[] pdu, ModbusRequest request, int quantity) {
        BadResponse.requireCounted(pdu, request, 2 * quantity);
        return new ReadRegistersResponse(request.function(), PduValues.registers(pdu, FIXED, quantity));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReadRegistersResponse that
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
        return "ReadRegistersResponse[" + ModbusFunction.name(function) + ", quantity=" + values.length + "]";
    }
}
