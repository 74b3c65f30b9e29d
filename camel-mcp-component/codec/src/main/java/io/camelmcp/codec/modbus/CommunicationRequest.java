package io.camelmcp.codec.modbus;

/** A request about the communication itself, which the port answers and not the data of a unit: functions 08, 0B, 0C. */
public sealed interface CommunicationRequest extends ModbusRequest
        permits Diagnostics, GetCommEventCounter, GetCommEventLog {

    @Override
    default boolean isWrite() {
        return false;
    }
}
