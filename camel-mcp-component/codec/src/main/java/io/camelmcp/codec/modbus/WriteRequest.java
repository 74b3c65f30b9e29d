package io.camelmcp.codec.modbus;

/** A request that writes one range of the coils or of the holding registers. */
public sealed interface WriteRequest extends ModbusRequest
        permits SingleWriteRequest, WriteMultipleCoils, WriteMultipleRegisters {

    /** First coil or register, 0-based, 0..65535. */
    int address();

    /** Number of coils (1..1968) or registers (1..123). */
    int quantity();

    @Override
    default boolean isWrite() {
        return true;
    }
}
