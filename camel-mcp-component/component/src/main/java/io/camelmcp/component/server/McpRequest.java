package io.camelmcp.component.server;

import io.camelmcp.codec.McpFrame;

/** A frame of the Message Communication Protocol that a route takes. */
public final class McpRequest extends ServerRequest {

    private final McpFrame frame;
    private final long number;
    private final boolean duplicate;

    McpRequest(
            McpConnection connection,
            ServerSession owner,
            RequestHandler handler,
            McpFrame frame,
            long number,
            boolean duplicate,
            long receivedAtMillis,
            long nowNanos) {
        super(connection, owner.session(), owner.inbox(), handler, receivedAtMillis, nowNanos);
        this.frame = frame;
        this.number = number;
        this.duplicate = duplicate;
    }

    /** Extended sequence number; negative for a request that has none. */
    long number() {
        return number;
    }

    /** Whether the device has sent it before, so that a route may have seen it. */
    public boolean isDuplicate() {
        return duplicate;
    }

    public McpFrame frame() {
        return frame;
    }

    @Override
    public String messageId() {
        return session.messageId(number, epoch);
    }

    @Override
    int weight() {
        return frame.encodedLength();
    }

    @Override
    boolean isAnsweredInOrder() {
        return frame.version() == McpFrame.PLAIN;
    }

    @Override
    boolean isAnswerableOnReceipt() {
        return true;
    }

    @Override
    boolean isOrderedByArrival() {
        return handler.isOrderedByArrival();
    }

    @Override
    boolean runsWith(ServerRequest earlier) {
        return earlier instanceof McpRequest && earlier.handler == handler;
    }
}
