package io.camelmcp.component.server;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A request of ours to one device: on its way, or waiting for the device. Made by any thread, then it belongs to the event loop of the
 * device's session.
 */
public final class Push {

    /** Told once how it ended, on an event loop: it must not wait. */
    public interface Handler {

        /** The device has answered. */
        void answered(byte[] body);

        void failed(PushFailure failure);

        /** It waits for the device to come back; {@link #answered} or {@link #failed} follows. */
        default void queued() {}
    }

    private final int command;
    private final long deviceId;
    private final byte[] body;
    private final boolean patient;
    private final long timeoutNanos;
    private long deadlineNanos;
    private final Handler handler;

    /** When it was sent last. */
    long sentNanos;

    int seq;
    int retransmits;
    private boolean queued;
    private boolean done;

    /**
     * A request.
     *
     * @param command  {@code READ_STATUS}, {@code COMMAND} or 0x20..0x6F
     * @param deviceId device behind the connection, 0 for the device itself
     * @param body     not copied
     * @param timeout  until the answer must be there; it does not count for a patient one that waits for its device
     * @param patient  whether it waits when the device has no connection
     */
    public Push(int command, long deviceId, byte[] body, Duration timeout, boolean patient, Handler handler) {
        this.command = command;
        this.deviceId = deviceId;
        this.body = body;
        this.patient = patient;
        this.timeoutNanos = timeout.toNanos();
        this.handler = handler;
    }

    /** Its time begins. */
    void begin(long now) {
        deadlineNanos = now + timeoutNanos;
    }

    int command() {
        return command;
    }

    long deviceId() {
        return deviceId;
    }

    byte[] body() {
        return body;
    }

    boolean isPatient() {
        return patient;
    }

    boolean isQueued() {
        return queued;
    }

    boolean isDone() {
        return done;
    }

    /** Whether nobody waits for it any more; one that waits for its device has all the time of its session. */
    boolean isLate(long now) {
        return !queued && now - deadlineNanos >= 0;
    }

    long millisLeft(long now) {
        return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - now) + 1;
    }

    void queue() {
        if (!queued) {
            queued = true;
            handler.queued();
        }
    }

    void answered(byte[] answer) {
        if (!done) {
            done = true;
            handler.answered(answer);
        }
    }

    void failed(PushFailure failure) {
        if (!done) {
            done = true;
            handler.failed(failure);
        }
    }
}
