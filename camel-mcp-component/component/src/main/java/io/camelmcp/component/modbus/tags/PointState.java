package io.camelmcp.component.modbus.tags;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a poller knows of a tag, and what it has reported. */
final class PointState {

    /** A value that is older than so many periods is trusted no more. */
    private static final int STALE_PERIODS = 3;

    private static final String NEVER_READ = "not read yet";

    final TagPoint point;
    final Tag tag;
    private final long staleNanos;
    private final long maxAgeNanos;
    private TagValue now;
    private long goodAt;
    private @Nullable TagValue reported;
    private long reportedAt;

    PointState(TagPoint point) {
        this.point = point;
        this.tag = point.tag();
        this.staleNanos = STALE_PERIODS * point.periodMillis() * 1_000_000;
        // half a period less: polls are not as exact as a clock, and a value is not to be a whole period late
        this.maxAgeNanos = tag.maxAge() == null
                ? Long.MAX_VALUE
                : tag.maxAge().toNanos() - Math.min(tag.maxAge().toNanos(), point.periodMillis() * 1_000_000) / 2;
        this.now = new TagValue(point, null, TagQuality.BAD, 0, NEVER_READ);
    }

    TagValue now() {
        return now;
    }

    /** The device has answered. */
    void read(Object value, long nanos, long millis) {
        if (value instanceof TagCodec.NoValue no) {
            bad(no.reason(), millis);
        } else {
            now = new TagValue(point, value, TagQuality.GOOD, millis, null);
            goodAt = nanos;
        }
    }

    /** The device has not answered, which may pass. */
    void failed(String reason, long nanos, long millis) {
        if (now.quality() == TagQuality.BAD || nanos - goodAt > staleNanos) {
            bad(reason, millis);
        } else if (now.quality() != TagQuality.STALE || !reason.equals(now.reason())) {
            now = new TagValue(point, now.value(), TagQuality.STALE, now.timeMillis(), reason);
        }
    }

    /** The device has answered that it has no such value. */
    void bad(String reason, long millis) {
        if (now.quality() != TagQuality.BAD || !reason.equals(now.reason())) {
            now = new TagValue(point, null, TagQuality.BAD, millis, reason);
        }
    }

    boolean isToReport(long nanos) {
        TagValue last = reported;
        if (last == null || nanos - reportedAt >= maxAgeNanos) {
            return true;
        }
        if (last == now) {
            return false;
        }
        return last.quality() != now.quality()
                || !Objects.equals(last.reason(), now.reason())
                || isBeyondDeadband(last.value(), now.value());
    }

    private boolean isBeyondDeadband(@Nullable Object last, @Nullable Object next) {
        Deadband deadband = tag.deadband();
        if (deadband == null || !(last instanceof Number one) || !(next instanceof Number other)) {
            return !Objects.equals(last, next);
        }
        return deadband.isBeyond(one.doubleValue(), other.doubleValue());
    }

    void reported(TagValue value, long nanos) {
        reported = value;
        reportedAt = nanos;
    }
}
