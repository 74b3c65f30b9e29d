package io.camelmcp.codec.modbus;

/**
 * Request to read coils (function 01; section 6.1 of the standard).
 *
 * @param address  first coil, 0-based, 2 octets, 0..65535
 * @param quantity number of coils, 2 octets, 1..2000; address + quantity at most 65536
 */
public record ReadCoils(int address, int quantity) implements ReadRequest {

    public static final int MAX_QUANTITY = 2000;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public ReadCoils {
        Pdu.checkRange(address, "quantity", quantity, MAX_QUANTITY);
    }

    @Override
    public int function() {
        return ModbusFunction.READ_COILS;
    }

    static ReadCoils decode(byte[] pdu) throws ModbusException {
        return Pdu.decodeRange(pdu, MAX_QUANTITY, ReadCoils::new);
    }
}
