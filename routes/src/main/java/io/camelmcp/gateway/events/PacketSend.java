package io.camelmcp.gateway.events;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.SendAcknowledgementHandler;
import org.jspecify.annotations.Nullable;

/** A packet on its way to the disk. Ends once, whoever comes first: acknowledgement or error. */
final class PacketSend implements SendAcknowledgementHandler {

    final String address;
    final List<PendingSend> sends;
    private final EventSender sender;
    private final AtomicBoolean ended = new AtomicBoolean();

    PacketSend(String address, List<PendingSend> sends, EventSender sender) {
        this.address = address;
        this.sends = sends;
        this.sender = sender;
    }

    @Override
    public void sendAcknowledged(Message sent) {
        end(null);
    }

    @Override
    public void sendFailed(Message sent, Exception cause) {
        fail(cause);
    }

    void fail(Throwable cause) {
        end(failure(address, cause));
    }

    static Exception failure(String address, Throwable cause) {
        return cause instanceof ActiveMQException e && e.getType() == ActiveMQExceptionType.ADDRESS_FULL
                ? new EventsBusyException("events:" + address + ": the queue is full", cause)
                : new EventsException("events:" + address + ": not taken: " + cause.getMessage(), cause);
    }

    private void end(@Nullable Exception failure) {
        if (ended.compareAndSet(false, true)) {
            sender.ended(this, failure);
        }
    }
}
