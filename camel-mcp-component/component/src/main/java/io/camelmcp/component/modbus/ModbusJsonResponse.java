package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.ModbusResponse;
import org.jspecify.annotations.Nullable;

/**
 * A response as its JSON text says it.
 *
 * @param unitId   0..255, or {@code null} when the text names none
 * @param response what is answered
 */
public record ModbusJsonResponse(@Nullable Integer unitId, ModbusResponse response) {

    /** The unit id, or {@code other} when the text names none. */
    public int unitIdOr(int other) {
        return unitId == null ? other : unitId;
    }
}
