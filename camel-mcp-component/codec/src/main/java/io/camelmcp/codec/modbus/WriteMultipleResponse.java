package io.camelmcp.codec.modbus;

/**
 * Answer to a write of several coils or registers (functions 0F, 10 hex).
 *
 * @param function 0F or 10 hex
 * @param address  first coil or register, 0-based, 2 octets, 0..65535
 * @param quantity number of coils (1..1968) or registers (1..123), 2 octets
 */
public record WriteMultipleResponse(int function, int address, int quantity) implements ModbusResponse {

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public WriteMultipleResponse {
        Pdu.checkIn("function", function, ModbusFunction.WRITE_MULTIPLE_COILS, ModbusFunction.WRITE_MULTIPLE_REGISTERS);
        Pdu.checkRange(address, "quantity", quantity, maxQuantity(function));
    }

    @Override
    public byte[] encode() {
        return Pdu.words(function, address, quantity);
    }

    static WriteMultipleResponse decode(byte[] pdu, WriteRequest request) {
        var expected = new WriteMultipleResponse(request.function(), request.address(), request.quantity());
        BadResponse.requireEcho(pdu, request, expected.encode());
        return expected;
    }

    private static int maxQuantity(int function) {
        return function == ModbusFunction.WRITE_MULTIPLE_COILS
                ? WriteMultipleCoils.MAX_QUANTITY
                : WriteMultipleRegisters.MAX_QUANTITY;
    }
}
