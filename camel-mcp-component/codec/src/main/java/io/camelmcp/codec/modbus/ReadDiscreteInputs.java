package io.camelmcp.codec.modbus;

/**
 * Request to read discrete inputs (function 02; section 6.2 of the standard).
 *
 * @param address  first discrete input, 0-based, 2 octets, 0..65535
 * @param quantity number of discrete inputs, 2 octets, 1..2000; address + quantity at most 65536
 */
public record ReadDiscreteInputs(int address, int quantity) implements ReadRequest {

    public static final int MAX_QUANTITY = 2000;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public ReadDiscreteInputs {
        Pdu.checkRange(address, "quantity", quantity, MAX_QUANTITY);
    }

    @Override
    public int function() {
        return ModbusFunction.READ_DISCRETE_INPUTS;
    }

    static ReadDiscreteInputs decode(byte[] pdu) throws ModbusException {
        return Pdu.decodeRange(pdu, MAX_QUANTITY, ReadDiscreteInputs::new);
    }
}
