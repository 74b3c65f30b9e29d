package io.camelmcp.codec.modbus;

/**
 * Request to read holding registers (function 03; section 6.3 of the standard).
 *
 * @param address  first holding register, 0-based, 2 octets, 0..65535
 * @param quantity number of holding registers, 2 octets, 1..125; address + quantity at most 65536
 */
public record ReadHoldingRegisters(int address, int quantity) implements ReadRequest {

    public static final int MAX_QUANTITY = 125;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public ReadHoldingRegisters {
        Pdu.checkRange(address, "quantity", quantity, MAX_QUANTITY);
    }

    @Override
    public int function() {
        return ModbusFunction.READ_HOLDING_REGISTERS;
    }

    static ReadHoldingRegisters decode(byte[] pdu) throws ModbusException {
        return Pdu.decodeRange(pdu, MAX_QUANTITY, ReadHoldingRegisters::new);
    }
}
