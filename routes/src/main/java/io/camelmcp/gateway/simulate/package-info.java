/**
 * Simulated devices: a fleet that connects to a gateway, sends telemetry or Modbus requests, and counts what becomes of them.
 * {@link io.camelmcp.gateway.simulate.DeviceFleet} is the way in.
 */
@NullMarked
package io.camelmcp.gateway.simulate;

import org.jspecify.annotations.NullMarked;
