package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import java.util.Objects;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Sends an event and finishes the exchange when it is on disk. Never waits, so event loops may call it. */
final class EventsProducer extends DefaultAsyncProducer {

    private static final SimpleString MESSAGE_ID = SimpleString.of(EventsConstants.PROPERTY_MESSAGE_ID);
    private static final SimpleString CLIENT_ID = SimpleString.of(EventsConstants.PROPERTY_CLIENT_ID);
    private static final SimpleString COMMAND = SimpleString.of(EventsConstants.PROPERTY_COMMAND);
    private static final SimpleString RECEIVED_AT = SimpleString.of(EventsConstants.PROPERTY_RECEIVED_AT);

    private final EventsEndpoint endpoint;
    private @Nullable EventSenders senders;
    private @Nullable EmbeddedBroker broker;

    EventsProducer(EventsEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        broker = endpoint.broker();
        senders = endpoint.getComponent().acquireSenders();
    }

    @Override
    protected void doStop() throws Exception {
        if (senders != null) {
            senders = null;
            endpoint.getComponent().releaseSenders();
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        EventSenders pool = Objects.requireNonNull(senders);
        Exception refusal = refusal(Objects.requireNonNull(broker));
        if (refusal == null && !pool.tryAcquire()) {
            refusal = new EventsBusyException("events:" + endpoint.getAddress() + ": " + pool.inFlight()
                    + " events are on their way to the disk");
        }
        if (refusal != null) {
            exchange.setException(refusal);
            callback.done(true);
            return true;
        }
        EventSender sender = pool.forKey(key(exchange));
        PendingSend send;
        try {
            send = new PendingSend(endpoint.getAddress(), message(exchange, sender), exchange, callback, sender);
        } catch (Exception e) {
            pool.release();
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        sender.send(send);
        return false;
    }

    private @Nullable Exception refusal(EmbeddedBroker broker) {
        String why = broker.refusal();
        if (why != null) {
            return new EventsBusyException("events:" + endpoint.getAddress() + ": " + why);
        }
        if (!broker.hasDurableQueue(endpoint.getAddress())) {
            return new EventsException("events:" + endpoint.getAddress()
                    + ": no queue would keep the event; add a route from(\"events:" + endpoint.getAddress()
                    + "?queue=NAME\")");
        }
        return null;
    }

    private static int key(Exchange exchange) {
        String clientId = exchange.getMessage().getHeader(EventsConstants.CLIENT_ID, String.class);
        return clientId == null ? Long.hashCode(Thread.currentThread().getId()) : clientId.hashCode();
    }

    private static ClientMessage message(Exchange exchange, EventSender sender) throws Exception {
        org.apache.camel.Message in = exchange.getMessage();
        ClientMessage message = sender.session().createMessage(Message.BYTES_TYPE, true);
        message.setRoutingType(RoutingType.MULTICAST);
        message.getBodyBuffer().writeBytes(in.getMandatoryBody(byte[].class));
        String messageId = in.getHeader(EventsConstants.MESSAGE_ID, String.class);
        if (messageId != null) {
            SimpleString id = SimpleString.of(messageId);
            message.putStringProperty(MESSAGE_ID, id);
            message.putStringProperty(Message.HDR_DUPLICATE_DETECTION_ID, id);
        }
        put(message, CLIENT_ID, in.getHeader(EventsConstants.CLIENT_ID, String.class));
        put(message, COMMAND, in.getHeader(EventsConstants.COMMAND_NAME, String.class));
        Long receivedAt = in.getHeader(EventsConstants.RECEIVED_AT, Long.class);
        message.putLongProperty(RECEIVED_AT, receivedAt == null ? System.currentTimeMillis() : receivedAt);
        return message;
    }

    private static void put(ClientMessage message, SimpleString name, @Nullable String value) {
        if (value != null) {
            message.putStringProperty(name, SimpleString.of(value));
        }
    }
}
