package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.ModbusRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request as its JSON text says it.
 *
 * @param unitId  0..255, or {@code null} when the text names none
 * @param request what is asked
 */
public record ModbusJsonRequest(@Nullable Integer unitId, ModbusRequest request) {

    /** The unit id, or {@code other} when the text names none. */
    public int unitIdOr(int other) {
        return unitId == null ? other : unitId;
    }
}
