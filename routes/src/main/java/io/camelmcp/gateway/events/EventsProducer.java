package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.format.ContentHash;
import java.util.Objects;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/** Sends an event and finishes the exchange when it is on disk. Never waits, so event loops may call it. */
final class EventsProducer extends DefaultAsyncProducer {

    private final EventsEndpoint endpoint;
    private @Nullable EventSenders senders;
    private @Nullable KnownIds ids;
    private @Nullable EmbeddedBroker broker;

    EventsProducer(EventsEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        broker = endpoint.broker();
        EventSenders pool = endpoint.getComponent().acquireSenders();
        senders = pool;
        ids = pool.knownIds(endpoint.getAddress());
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
        KnownIds known = Objects.requireNonNull(ids);
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
        PendingSend send;
        try {
            byte[] body = exchange.getMessage().getMandatoryBody(byte[].class);
            send = new PendingSend(
                    endpoint.getAddress(),
                    known,
                    event(exchange.getMessage(), body),
                    ContentHash.of(exchange, body),
                    exchange,
                    callback,
                    pool::release);
        } catch (Exception e) {
            pool.release();
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        switch (known.begin(send)) {
            case NEW -> pool.forClient(send.event.clientId()).send(send);
            case FOLLOWS -> {}
            case TAKEN -> {
                pool.release();
                callback.done(true);
                return true;
            }
        }
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

    private static Event event(Message in, byte[] body) {
        Long receivedAt = in.getHeader(EventsConstants.RECEIVED_AT, Long.class);
        return new Event(
                text(in, EventsConstants.MESSAGE_ID),
                text(in, EventsConstants.CLIENT_ID),
                text(in, EventsConstants.COMMAND_NAME),
                receivedAt == null ? System.currentTimeMillis() : receivedAt,
                Packet.oneLine(body));
    }

    private static String text(Message message, String header) {
        String value = message.getHeader(header, String.class);
        return value == null ? "" : value;
    }
}
