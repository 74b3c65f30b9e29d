package io.camelmcp.component.server;

/** A clock that a test sets. */
final class StepClock implements ServerClock {

    private static final long BEGIN_MILLIS = 1_700_000_000_000L;
    private static final long BEGIN_NANOS = 1_000_000_000_000L;

    private long nanos = BEGIN_NANOS;

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long millis() {
        return BEGIN_MILLIS + (nanos - BEGIN_NANOS) / 1_000_000;
    }

    void set(long now) {
        nanos = now;
    }
}
