package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusRequest;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request of a Modbus master that a route takes, or that waits for the one before it. */
public final class ModbusServerRequest extends ServerRequest {

    /** Octets around the PDU in memory that are worth counting. */
    private static final int OVERHEAD = 16;

    /** Who answers. */
    enum Answerer {
        /** The port itself, about the communication. */
        PORT,
        /** The bank, and no handler sees the request. */
        BANK,
        /** The bank, when the handler has finished well. */
        BANK_AFTER_ROUTE,
        /** The handler. */
        ROUTE,
        /** The handler, or the bank if the handler says nothing. */
        ROUTE_OR_BANK
    }

    private final ModbusConnection master;
    private final ModbusFrame frame;
    private final ModbusRequest request;
    private final Answerer answerer;
    private final long number;
    private final AtomicBoolean ending = new AtomicBoolean();

    /** The master has been told that it failed: the bank stays as it is. */
    volatile boolean givenUp;

    /** The outcome is the answer, the bank has been asked on a thread of the handler. */
    private volatile boolean settled;

    ModbusServerRequest(
            ModbusConnection connection,
            RequestHandler handler,
            ModbusFrame frame,
            ModbusRequest request,
            Answerer answerer,
            long number,
            long receivedAtMillis,
            long nowNanos) {
        super(connection, connection.session(), connection.inbox(), handler, receivedAtMillis, nowNanos);
        this.master = connection;
        this.frame = frame;
        this.request = request;
        this.answerer = answerer;
        this.number = number;
    }

    /** Transaction and unit, and the PDU as it came. */
    public ModbusFrame frame() {
        return frame;
    }

    /** What is asked. */
    public ModbusRequest request() {
        return request;
    }

    Answerer answerer() {
        return answerer;
    }

    /** Whether the outcome is the answer. */
    boolean isSettled() {
        return settled;
    }

    /** Whether what the handler returns is the answer; else the bank of the port answers when the handler has finished well. */
    public boolean isAnsweredByHandler() {
        return answerer == Answerer.ROUTE;
    }

    /** Whether what the handler returns is the answer unless it is empty: then the bank answers. */
    public boolean mayBeAnsweredByHandler() {
        return answerer == Answerer.ROUTE_OR_BANK;
    }

    // ------------------------------------------------------------------ a bank that may block

    private boolean asksBlockingBank() {
        return master.isBankBlocking() && answerer != Answerer.PORT && answerer != Answerer.ROUTE;
    }

    @Override
    void handOver() {
        if (givenUp) {
            // the master asks again: what it was refused is not done behind its back
            fail(McpErrorCode.TIMEOUT);
            return;
        }
        if (!asksBlockingBank()) {
            super.handOver();
            return;
        }
        try {
            if (answerer == Answerer.BANK) {
                settle(master.settle(this, McpFrame.EMPTY));
            } else {
                master.checkBank(this);
                super.handOver();
            }
        } catch (ModbusException e) {
            settle(e.response().encode());
        } catch (RuntimeException | Error e) {
            master.bankFailed(e);
            fail(McpErrorCode.FAILED);
        }
    }

    @Override
    void end(Outcome how) {
        if (!asksBlockingBank() || settled) {
            super.end(how);
        } else if (ending.compareAndSet(false, true)) {
            if (how.error() != null || ModbusConnection.isException(how.answer())) {
                super.end(how);
            } else {
                askBank(how.answer());
            }
        }
    }

    /** The handler may end on any thread, an event loop among them: the bank is asked on those of the handler. */
    private void askBank(byte[] fromRoute) {
        Executor executor = handler.executor();
        HandlerRun current = run;
        if (executor == null || current != null && current.isRunner()) {
            endWithBank(fromRoute);
            return;
        }
        try {
            executor.execute(() -> endWithBank(fromRoute));
        } catch (RejectedExecutionException e) {
            super.end(new Outcome(McpFrame.EMPTY, McpErrorCode.BUSY));
        }
    }

    private void endWithBank(byte[] fromRoute) {
        if (givenUp) {
            super.end(TIMED_OUT);
            return;
        }
        try {
            settle(master.settle(this, fromRoute));
        } catch (RuntimeException | Error e) {
            master.bankFailed(e);
            super.end(new Outcome(McpFrame.EMPTY, McpErrorCode.FAILED));
        }
    }

    private void settle(byte[] pdu) {
        settled = true;
        super.end(new Outcome(pdu, null));
    }

    // ------------------------------------------------------------------ its way through the inbox

    @Override
    public String messageId() {
        return session.messageId(number, epoch);
    }

    @Override
    int weight() {
        return frame.pdu().length + OVERHEAD;
    }

    @Override
    boolean isAnsweredInOrder() {
        return true;
    }

    @Override
    boolean isAnswerableOnReceipt() {
        // to a master the answer to a write says that the value is there, and a read has no other answer
        return false;
    }

    @Override
    boolean isOrderedByArrival() {
        return false;
    }

    @Override
    boolean runsWith(ServerRequest earlier) {
        // where a bank is involved, a write goes into it before the next request of its connection looks at it
        return answerer == Answerer.ROUTE
                && earlier instanceof ModbusServerRequest before
                && before.answerer == Answerer.ROUTE
                && before.handler == handler;
    }
}
