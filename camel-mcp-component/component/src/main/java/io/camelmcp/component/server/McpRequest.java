package io.camelmcp.component.server;

import io.camelmcp.codec.McpFrame;

/** A frame of the Message Communication Protocol that a route takes. */
public final class McpRequest extends ServerRequest {

    private final McpFrame frame;
    private final long number;

    McpRequest(
            McpConnection connection,
            RequestHandler handler,
            McpFrame frame,
            long number,
            long receivedAtMillis,
            long nowNanos) {
        super(connection, handler, receivedAtMillis, nowNanos);
        this.frame = frame;
        this.number = number;
    }

    public McpFrame frame() {
        return frame;
    }

    @Override
    public String messageId() {
        return connection.session().messageId(number);
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
