package io.camelmcp.codec.modbus;

/**
 * Request to read input registers (function 04; section 6.4 of the standard).
 *
 * @param address  first input register, 0-based, 2 octets, 0..65535
 * @param quantity number of input registers, 2 octets, 1..125; address + quantity at most 65536
 */
public record ReadInputRegisters(int address, int quantity) implements ReadRequest {

    public static final int MAX_QUANTITY = 125;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public ReadInputRegisters {
        Pdu.checkRange(address, "quantity", quantity, MAX_QUANTITY);
    }

    @Override
    public int function() {
        return ModbusFunction.READ_INPUT_REGISTERS;
    }

    static ReadInputRegisters decode(byte[] pdu) throws ModbusException {
        return Pdu.decodeRange(pdu, MAX_QUANTITY, ReadInputRegisters::new);
    }
}
