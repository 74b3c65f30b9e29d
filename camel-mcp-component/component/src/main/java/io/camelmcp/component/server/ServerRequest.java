package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.session.Session;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request of a device on its way through a route, and the place where its answer goes to. {@link #complete} and {@link #fail}
 * may be called from any thread, the first call counts; everything else of it belongs to the connection's event loop.
 */
public abstract class ServerRequest {

    private static final Logger LOG = LoggerFactory.getLogger(ServerRequest.class);

    private static final AtomicReferenceFieldUpdater<ServerRequest, @Nullable Outcome> OUTCOME =
            AtomicReferenceFieldUpdater.newUpdater(ServerRequest.class, Outcome.class, "outcome");

    /** How a request ended: with an answer's body, or with an error. */
    record Outcome(byte[] answer, @Nullable McpErrorCode error) {}

    static final Outcome EMPTY = new Outcome(McpFrame.EMPTY, null);
    static final Outcome TIMED_OUT = new Outcome(McpFrame.EMPTY, McpErrorCode.TIMEOUT);

    final DeviceConnection connection;
    final Session session;

    /** Of the session when the request was accepted; part of the message id. */
    final long epoch;

    private final Inbox inbox;
    final RequestHandler handler;
    final long receivedAtMillis;
    private long deadlineNanos;

    /** What it ended with, while earlier ones still have to be answered. */
    @Nullable
    Outcome finishedOutcome;

    /** Set by the event loop as soon as an answer is on its way; a later outcome is not told to the device. */
    boolean answered;

    /** What the device is told before the request has run, if it is answered on receipt. */
    @Nullable
    Outcome early;

    /** The run that hands the request over, to tell an outcome during the call from a later one. */
    @Nullable
    HandlerRun run;

    private volatile @Nullable Outcome outcome;

    ServerRequest(
            DeviceConnection connection,
            Session session,
            Inbox inbox,
            RequestHandler handler,
            long receivedAtMillis,
            long nowNanos) {
        this.connection = connection;
        this.session = session;
        this.epoch = session.epoch();
        this.inbox = inbox;
        this.handler = handler;
        this.receivedAtMillis = receivedAtMillis;
        this.deadlineNanos = nowNanos + handler.requestTimeoutNanos();
    }

    /** The request has finished well. */
    public final void complete() {
        end(EMPTY);
    }

    /**
     * The request has finished well.
     *
     * @param answer body of the answer; for Modbus the PDU, of an answer or an exception
     */
    public final void complete(byte[] answer) {
        end(new Outcome(answer, null));
    }

    /** The request has not been served. */
    public final void fail(McpErrorCode error) {
        end(new Outcome(McpFrame.EMPTY, error));
    }

    /** Calls the handler. Whatever it throws against its contract ends this request, and nothing else. */
    void handOver() {
        try {
            handler.handle(this);
        } catch (Throwable e) {
            LOG.error("event=handler-failed peer={} messageId={}", connection, messageId(), e);
            fail(McpErrorCode.FAILED);
        }
    }

    void end(Outcome how) {
        if (OUTCOME.compareAndSet(this, null, how)) {
            inbox.ended(this);
        }
    }

    final @Nullable Outcome outcome() {
        return outcome;
    }

    final long deadlineNanos() {
        return deadlineNanos;
    }

    /** It may take its whole time again from now on. */
    final void extend(long nowNanos) {
        deadlineNanos = nowNanos + handler.requestTimeoutNanos();
    }

    /** The connection that it came on. */
    public final DeviceConnection connection() {
        return connection;
    }

    /** Who sent it. */
    public final Session session() {
        return session;
    }

    /** When the frame was complete, milliseconds since 1970. */
    public final long receivedAtMillis() {
        return receivedAtMillis;
    }

    /** Id of the message, the same for a retransmission. */
    public abstract String messageId();

    /** Octets that the request keeps in memory, counted against the limit of the port. */
    abstract int weight();

    /** Whether its answer has to wait for the answers to earlier requests. */
    abstract boolean isAnsweredInOrder();

    /** Whether it may be answered before it has run, if its handler wants that. */
    abstract boolean isAnswerableOnReceipt();

    /** Whether it may begin while an earlier request of the connection is still running. */
    abstract boolean isOrderedByArrival();

    /** Whether it runs beside the others of its connection, see {@link Inbox#acceptBeside}. */
    boolean isBeside() {
        return false;
    }

    /** Whether it may be handed over in one run with an earlier one. */
    abstract boolean runsWith(ServerRequest earlier);
}
