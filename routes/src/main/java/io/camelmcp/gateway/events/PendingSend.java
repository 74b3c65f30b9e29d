package io.camelmcp.gateway.events;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.SendAcknowledgementHandler;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** An exchange whose event is on its way to the disk. Finishes it once, whoever comes first: acknowledgement or error. */
final class PendingSend implements SendAcknowledgementHandler {

    final String address;
    final ClientMessage message;
    private final Exchange exchange;
    private final AsyncCallback callback;
    private final EventSender sender;
    private final AtomicBoolean finished = new AtomicBoolean();

    PendingSend(String address, ClientMessage message, Exchange exchange, AsyncCallback callback, EventSender sender) {
        this.address = address;
        this.message = message;
        this.exchange = exchange;
        this.callback = callback;
        this.sender = sender;
    }

    @Override
    public void sendAcknowledged(Message sent) {
        finish(null);
    }

    @Override
    public void sendFailed(Message sent, Exception cause) {
        fail(cause);
    }

    void fail(Throwable cause) {
        if (cause instanceof ActiveMQException e && e.getType() == ActiveMQExceptionType.ADDRESS_FULL) {
            finish(new EventsBusyException("events:" + address + ": the queue is full", cause));
        } else {
            finish(new EventsException("events:" + address + ": not taken: " + cause.getMessage(), cause));
        }
    }

    private void finish(@Nullable Exception failure) {
        if (finished.compareAndSet(false, true)) {
            sender.forget(this);
            if (failure != null) {
                exchange.setException(failure);
            }
            callback.done(false);
        }
    }
}
