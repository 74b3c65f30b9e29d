package io.camelmcp.component.server;

import io.camelmcp.component.modbus.ModbusRanges;
import io.camelmcp.component.modbus.UserFunctions;

/**
 * What a handler takes of Modbus beside what it takes as the one for the rest.
 *
 * @param ranges    addresses that it answers instead of the bank
 * @param functions user-defined functions
 */
public record ModbusClaim(ModbusRanges ranges, UserFunctions functions) {

    public static final ModbusClaim NONE = new ModbusClaim(ModbusRanges.NONE, UserFunctions.NONE);
}
