package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.modbus.ModbusFrame;
import org.jspecify.annotations.Nullable;

/** A request of a Modbus master for a unit that is reached through the port. */
public final class UnitRequest extends ServerRequest {

    private static final int OVERHEAD = 16;

    private final ModbusFrame frame;
    private final boolean inOrder;

    /** What it ended with, while an earlier one of its unit still has to be answered. */
    @Nullable
    Outcome held;

    /** @param inOrder whether it waits for the requests before it, because its answer carries no number */
    UnitRequest(
            ModbusConnection connection,
            RequestHandler handler,
            ModbusFrame frame,
            boolean inOrder,
            long receivedAtMillis,
            long nowNanos) {
        super(connection, connection.session(), connection.inbox(), handler, receivedAtMillis, nowNanos);
        this.frame = frame;
        this.inOrder = inOrder;
    }

    /** Transaction and unit, and the PDU as it came. */
    public ModbusFrame frame() {
        return frame;
    }

    /** It never enters a route, so it has none of its own. */
    @Override
    public String messageId() {
        return session.messageId(0, epoch);
    }

    @Override
    void handOver() {
        if (answered) {
            // the master was told that it failed, while it still waited
            fail(McpErrorCode.TIMEOUT);
        } else {
            super.handOver();
        }
    }

    @Override
    int weight() {
        return frame.pdu().length + OVERHEAD;
    }

    @Override
    boolean isAnsweredInOrder() {
        return inOrder;
    }

    @Override
    boolean isAnswerableOnReceipt() {
        return false;
    }

    @Override
    boolean isOrderedByArrival() {
        return !inOrder;
    }

    @Override
    boolean runsWith(ServerRequest earlier) {
        return false;
    }

    @Override
    boolean isBeside() {
        return !inOrder;
    }
}
