package io.camelmcp.component.client;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A request of the peer on its way through a route. {@link #complete} and {@link #fail} may be called from any thread, the first
 * call counts; what is not public belongs to the event loop of the connection.
 */
public final class PeerRequest {

    /**
     * Where a request comes from.
     *
     * @param clientId      who this end is: the name of its login, or {@code ~} and 8 random characters
     * @param sessionId     {@code null} without login
     * @param remoteAddress {@code host:port} of the peer
     */
    public record Source(String clientId, @Nullable String sessionId, String remoteAddress) {}

    final PeerHandler handler;
    final long number;
    final int epoch;

    @Nullable
    ScheduledFuture<?> timer;

    /** The peer waits for an answer: it has none yet, or has asked again since it was told TIMEOUT. */
    boolean awaited = true;

    private final PeerInbox inbox;
    private final McpFrame frame;
    private final Source source;
    private final String messageId;
    private final boolean duplicate;
    private final long receivedAtMillis = System.currentTimeMillis();
    private final AtomicBoolean ended = new AtomicBoolean();

    PeerRequest(
            PeerInbox inbox,
            PeerHandler handler,
            McpFrame frame,
            Source source,
            String messageId,
            long number,
            int epoch,
            boolean duplicate) {
        this.inbox = inbox;
        this.handler = handler;
        this.frame = frame;
        this.source = source;
        this.messageId = messageId;
        this.number = number;
        this.epoch = epoch;
        this.duplicate = duplicate;
    }

    public McpFrame frame() {
        return frame;
    }

    public Source source() {
        return source;
    }

    /** {@code clientId/tag/number}, the same when the peer sends the request again within the session. */
    public String messageId() {
        return messageId;
    }

    /** Whether it has been handed over before, and failed then. */
    public boolean isDuplicate() {
        return duplicate;
    }

    /** When the frame was complete, milliseconds since 1970. */
    public long receivedAtMillis() {
        return receivedAtMillis;
    }

    /** The request has finished well. */
    public void complete(byte[] answer) {
        if (ended.compareAndSet(false, true)) {
            inbox.ended(this, answer, null);
        }
    }

    /** The request has not been served. */
    public void fail(McpErrorCode error) {
        if (ended.compareAndSet(false, true)) {
            inbox.ended(this, McpFrame.EMPTY, error);
        }
    }
}
