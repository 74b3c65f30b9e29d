package io.camelmcp.codec.modbus;

/** A request that reads one range of one table: function, address u16, quantity u16. */
public sealed interface ReadRequest extends ModbusRequest
        permits ReadCoils, ReadDiscreteInputs, ReadHoldingRegisters, ReadInputRegisters {

    /** First bit or register, 0-based, 0..65535. */
    int address();

    /** Number of bits (1..2000) or registers (1..125). */
    int quantity();

    @Override
    default boolean isWrite() {
        return false;
    }

    @Override
    default byte[] encode() {
        return Pdu.words(function(), address(), quantity());
    }
}
