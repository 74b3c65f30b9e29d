package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.broker.MessageProperties;
import io.camelmcp.gateway.broker.QueueDepth;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.jspecify.annotations.Nullable;

/** Reads a queue in batches, each in one transaction. For one thread. */
final class QueueReader implements AutoCloseable {

    private static final int PREFETCH_BYTES = 4 * 1024 * 1024;
    private static final int MAX_REASON = 1_000;

    private final ServerLocator locator;
    private final ClientSessionFactory factory;
    private final ClientSession session;
    private final ClientConsumer consumer;
    private @Nullable ClientProducer deadLetters;

    /** Events that have come and are not confirmed, in their order; of these the first {@link #taken} were read last. */
    private final ArrayList<Held> held = new ArrayList<>();

    private int taken;
    private final String address;

    // whether events of the packet that comes next have left already, as far as the route is concerned
    private boolean begun;

    /**
     * An event that is not confirmed.
     *
     * @param endOf the message that it is the last event of; a message is confirmed as a whole
     */
    private record Held(Event event, @Nullable ClientMessage endOf) {}

    QueueReader(EmbeddedBroker broker, String queue) throws Exception {
        QueueDepth there = broker.queue(queue);
        address = there == null ? queue : there.address();
        // a dead letter must not wait for the credits of a full broker: the commit of its transaction says what
        // cannot be kept
        locator = broker.newLocator()
                .setConsumerWindowSize(PREFETCH_BYTES)
                .setProducerWindowSize(-1)
                .setBlockOnDurableSend(false)
                .setReconnectAttempts(0)
                .setCallTimeout(30_000);
        try {
            factory = locator.createSessionFactory();
            session = factory.createSession(false, false);
            consumer = session.createConsumer(queue);
            session.start();
        } catch (Exception e) {
            locator.close();
            throw e;
        }
    }

    /**
     * The next events in their order; empty if none came within {@code pollMillis}. Ends with {@code limit} events,
     * {@code maxBytes}, or {@code waitMillis} after the first one.
     */
    List<Event> read(int limit, int maxBytes, long waitMillis, long pollMillis) throws ActiveMQException {
        if (held.isEmpty()) {
            receive(pollMillis);
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        List<Event> events = new ArrayList<>();
        long bytes = 0;
        while (events.size() < limit && bytes < maxBytes) {
            if (events.size() == held.size() && !receive(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()))) {
                break;
            }
            Event event = held.get(events.size()).event;
            events.add(event);
            bytes += event.json().length;
        }
        taken = events.size();
        return events;
    }

    private boolean receive(long millis) throws ActiveMQException {
        ClientMessage message = millis > 0 ? consumer.receive(millis) : consumer.receiveImmediate();
        if (message == null) {
            return false;
        }
        List<Event> events = Packet.isPacket(message) ? Packet.unpack(message) : List.of(event(message));
        for (int i = 0; i < events.size(); i++) {
            held.add(new Held(events.get(i), i == events.size() - 1 ? message : null));
        }
        return true;
    }

    /** The events read last leave the queue. Returns when that is on disk. */
    void commit() throws ActiveMQException {
        List<Held> done = held.subList(0, taken);
        if (taken > 0) {
            begun = done.get(taken - 1).endOf == null;
        }
        ClientMessage whole = null;
        for (Held each : done) {
            whole = each.endOf == null ? whole : each.endOf;
        }
        if (whole != null) {
            whole.acknowledge(); // and all before it
        }
        if (whole != null) {
            session.commit(); // with the dead letters, which would be there twice if they moved before their message
        }
        done.clear();
        taken = 0;
    }

    /** Events that are missing until the packet can be confirmed of which some have been committed; 0 if there is none. */
    int restOfPacket() {
        int rest = 0;
        while (begun && held.get(rest++).endOf == null) {
            // up to the last one of its message
        }
        return rest;
    }

    /** The events read last come again, in their order. */
    void rollback() {
        taken = 0;
    }

    /** Puts an event aside; it moves when its message is confirmed. A long reason is cut: the broker keeps few octets of it. */
    void deadLetter(Event event, String queue, String reason) throws ActiveMQException {
        ClientProducer producer = deadLetters;
        if (producer == null) {
            producer = session.createProducer(EmbeddedBroker.DEAD_LETTERS);
            deadLetters = producer;
        }
        ClientMessage message = session.createMessage(Message.BYTES_TYPE, true);
        message.getBodyBuffer().writeBytes(event.json());
        message.putStringProperty(MessageProperties.MESSAGE_ID, event.messageId());
        message.putStringProperty(MessageProperties.CLIENT_ID, event.clientId());
        message.putStringProperty(MessageProperties.COMMAND, event.command());
        message.putLongProperty(MessageProperties.RECEIVED_AT, event.receivedAt());
        message.putStringProperty(MessageProperties.TRACE_ID, event.traceId());
        message.putStringProperty(MessageProperties.QUEUE, queue);
        message.putStringProperty(MessageProperties.REASON, cut(reason));
        // where the broker gives it back to, when it is told to
        message.putStringProperty(Message.HDR_ORIGINAL_QUEUE, SimpleString.of(queue));
        message.putStringProperty(Message.HDR_ORIGINAL_ADDRESS, SimpleString.of(address));
        producer.send(message);
    }

    /** An engine may say in its reason what stands in the event. */
    static String cut(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "...";
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (ActiveMQException e) {
            // the broker gives back what was read when it sees the connection gone
        }
        factory.close();
        locator.close();
    }

    // a dead letter that comes back, or a message of a route of somebody else, which may have none of the properties
    private static Event event(ClientMessage message) throws ActiveMQException {
        return new Event(
                text(message, MessageProperties.MESSAGE_ID),
                text(message, MessageProperties.CLIENT_ID),
                text(message, MessageProperties.COMMAND),
                message.getObjectProperty(MessageProperties.RECEIVED_AT) instanceof Long receivedAt
                        ? receivedAt
                        : message.getTimestamp(),
                body(message));
    }

    private static byte[] body(ClientMessage message) throws ActiveMQException {
        if (message.isLargeMessage()) {
            return Packet.oneLine(Packet.largeBody(message));
        }
        if (message.getType() == Message.TEXT_TYPE) {
            SimpleString text = message.getBodyBuffer().readNullableSimpleString();
            return Packet.oneLine(text == null ? new byte[0] : text.toString().getBytes(StandardCharsets.UTF_8));
        }
        byte[] body = new byte[message.getBodySize()];
        message.getBodyBuffer().readBytes(body);
        return Packet.oneLine(body);
    }

    private static String text(ClientMessage message, String property) {
        Object value = message.getObjectProperty(property);
        return value == null ? "" : value.toString();
    }
}
