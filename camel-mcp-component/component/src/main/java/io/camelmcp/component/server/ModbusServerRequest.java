package io.camelmcp.component.server;

import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusRequest;

/** A request of a Modbus master that a route takes, or that waits for the one before it. */
public final class ModbusServerRequest extends ServerRequest {

    /** Octets around the PDU in memory that are worth counting. */
    private static final int OVERHEAD = 16;

    private final ModbusFrame frame;
    private final ModbusRequest request;
    private final long number;

    /** Whether the bank answers it in its turn, and no handler sees it. */
    final boolean bankOnly;

    ModbusServerRequest(
            ModbusConnection connection,
            RequestHandler handler,
            ModbusFrame frame,
            ModbusRequest request,
            boolean bankOnly,
            long number,
            long receivedAtMillis,
            long nowNanos) {
        super(connection, connection.session(), connection.inbox(), handler, receivedAtMillis, nowNanos);
        this.frame = frame;
        this.request = request;
        this.bankOnly = bankOnly;
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

    /** Whether what the handler returns is the answer; else the bank of the port answers when the handler has finished well. */
    public boolean isAnsweredByHandler() {
        return !connection.server.options().bank();
    }

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
        // with a bank, a write goes into it before the next request of its connection looks at it
        return isAnsweredByHandler() && earlier instanceof ModbusServerRequest && earlier.handler == handler;
    }
}
