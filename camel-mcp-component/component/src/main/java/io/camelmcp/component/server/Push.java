package io.camelmcp.component.server;

import io.camelmcp.component.session.store.QueuedPush;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request of ours to one device: on its way, or waiting for the device. Made by any thread, then it belongs to the event loop of the
 * device's session.
 */
public final class Push {

    /** Told once how it ended, or that it waits; on threads that must not wait. */
    public interface Handler {

        /** The device has answered. */
        void answered(byte[] body);

        void failed(PushFailure failure);

        /** It waits for its device, and is kept by the store; {@link LateAnswers} are told what follows. */
        default void queued() {}
    }

    /**
     * What is kept of a request that may wait.
     *
     * @param answerTo who wants the answer, empty for nobody
     * @param headers  what the answer is to carry
     */
    public record Patience(String answerTo, Map<String, String> headers) {}

    private final int command;
    private final long deviceId;
    private final byte[] body;
    private final @Nullable Patience patience;
    private final @Nullable QueuedPush kept;
    private final long timeoutNanos;
    private long deadlineNanos;
    private final Handler handler;

    /** When it was sent last. */
    long sentNanos;

    int seq;
    int retransmits;

    /** Connections that counted as dead because it was not answered. */
    int deaths;

    private boolean done;

    /**
     * A request.
     *
     * @param command  {@code READ_STATUS}, {@code COMMAND} or 0x20..0x6F
     * @param deviceId device behind the connection, 0 for the device itself
     * @param body     not copied
     * @param timeout  until the answer must be there; it does not count for a patient one that waits for its device
     * @param patience for one that waits when the device has no connection; {@code null} for one that fails then
     */
    public Push(
            int command, long deviceId, byte[] body, Duration timeout, @Nullable Patience patience, Handler handler) {
        this.command = command;
        this.deviceId = deviceId;
        this.body = body;
        this.patience = patience;
        this.kept = null;
        this.timeoutNanos = timeout.toNanos();
        this.handler = handler;
    }

    /** One that the store keeps; the handler belongs to whoever wants late answers. */
    Push(QueuedPush kept, Handler handler) {
        this.command = kept.command();
        this.deviceId = kept.deviceId();
        this.body = kept.body();
        this.patience = null;
        this.kept = kept;
        this.timeoutNanos = 0;
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
        return patience != null;
    }

    /** What the store keeps of it, {@code null} if it does not. */
    @Nullable
    QueuedPush kept() {
        return kept;
    }

    /** What the store is to keep of it. */
    QueuedPush toKeep(String clientId, Patience how) {
        return new QueuedPush(clientId, command, deviceId, body, how.answerTo(), how.headers());
    }

    boolean isDone() {
        return done;
    }

    @Nullable
    Patience patience() {
        return patience;
    }

    /** Whether nobody waits for it any more; one that the store keeps has all the time of its session. */
    boolean isLate(long now) {
        return kept == null && now - deadlineNanos >= 0;
    }

    long millisLeft(long now) {
        return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - now) + 1;
    }

    void queued() {
        if (!done) {
            done = true;
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
