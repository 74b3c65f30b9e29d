package io.camelmcp.component.modbus.units;

import java.time.Duration;

/**
 * Where the requests of a unit go.
 *
 * @param device        who has the unit
 * @param unitId        its number there, 0..255
 * @param timeout       from the sending of a request to its answer
 * @param retryDelay    how long nothing is sent after the first failure
 * @param retryMaxDelay how long at most, after further ones
 */
public record UnitTarget(
        UnitDevice device, int unitId, Duration timeout, Duration retryDelay, Duration retryMaxDelay) {}
