package io.camelmcp.component.modbus.tags;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a tag.
 *
 * @param point      the tag
 * @param value      Boolean, Integer, Long, BigInteger, Double or String; {@code null} if the quality is bad
 * @param quality    whether it can be trusted
 * @param timeMillis when the answer with this value came, or, if the quality is bad, when that was found out; since 1970
 * @param reason     why the quality is not good, else {@code null}
 */
public record TagValue(
        TagPoint point, @Nullable Object value, TagQuality quality, long timeMillis, @Nullable String reason) {

    public String name() {
        return point.name();
    }
}
