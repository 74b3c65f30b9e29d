package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.format.ContentHash;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Sends an event, or all of an {@link EventBatch}, and finishes the exchange when it is on disk. Never waits, so event loops may
 * call it.
 */
final class EventsProducer extends DefaultAsyncProducer {

    private final EventsEndpoint endpoint;
    private @Nullable EventSenders senders;
    private @Nullable KnownIds ids;
    private @Nullable EmbeddedBroker broker;
    private @Nullable RecentEvents recent;

    EventsProducer(EventsEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        broker = endpoint.broker();
        recent = endpoint.getCamelContext().getRegistry().lookupByNameAndType(RecentEvents.BEAN, RecentEvents.class);
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
        Exception refusal = refusal(Objects.requireNonNull(broker));
        if (refusal != null) {
            exchange.setException(refusal);
            callback.done(true);
            return true;
        }
        if (exchange.getMessage().getBody() instanceof EventBatch batch) {
            return sendAll(exchange, batch, callback);
        }
        Event event;
        long hash;
        try {
            byte[] body = exchange.getMessage().getMandatoryBody(byte[].class);
            event = event(exchange.getMessage(), body);
            hash = ContentHash.of(exchange, body);
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        try {
            if (send(event, hash, failure -> end(exchange, failure, callback))) {
                return false;
            }
        } catch (EventsBusyException e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    // each event enters on its own, and the exchange ends with the last of them: those that are on disk are known if
    // all come again
    private boolean sendAll(Exchange exchange, EventBatch batch, AsyncCallback callback) {
        AtomicInteger under = new AtomicInteger(1);
        AtomicReference<@Nullable Exception> problem = new AtomicReference<>();
        Consumer<@Nullable Exception> ended = failure -> {
            if (failure != null) {
                problem.compareAndSet(null, failure);
            }
            if (under.decrementAndGet() == 0) {
                end(exchange, problem.get(), callback);
            }
        };
        Long whole = ContentHash.kept(exchange, batch);
        try {
            for (Event event : batch) {
                under.incrementAndGet();
                if (!send(event, whole == null ? ContentHash.of(event.json()) : whole, ended)) {
                    under.decrementAndGet();
                }
            }
            ended.accept(null);
        } catch (EventsBusyException e) {
            under.decrementAndGet();
            ended.accept(e);
        }
        return false;
    }

    private static void end(Exchange exchange, @Nullable Exception failure, AsyncCallback callback) {
        if (failure != null) {
            exchange.setException(failure);
        }
        callback.done(false);
    }

    /**
     * Sends an event, never waiting.
     *
     * @return whether {@code whenEnded} will be told; false if the event has been taken before
     * @throws EventsBusyException if too many are under way
     */
    private boolean send(Event event, long hash, Consumer<@Nullable Exception> whenEnded) {
        EventSenders pool = Objects.requireNonNull(senders);
        KnownIds known = Objects.requireNonNull(ids);
        if (!pool.tryAcquire()) {
            throw new EventsBusyException("events:" + endpoint.getAddress() + ": " + pool.inFlight()
                    + " events are on their way to the disk");
        }
        RecentEvents shown = recent;
        Consumer<@Nullable Exception> noted = shown == null
                ? whenEnded
                : failure -> {
                    if (failure == null) {
                        shown.add(event);
                    }
                    whenEnded.accept(failure);
                };
        PendingSend send = new PendingSend(endpoint.getAddress(), known, event, hash, noted, pool::release);
        switch (known.begin(send)) {
            case NEW -> pool.forClient(event.clientId()).send(send);
            case FOLLOWS -> {}
            case TAKEN -> {
                pool.release();
                return false;
            }
        }
        return true;
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
