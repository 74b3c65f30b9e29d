package io.camelmcp.gateway.broker;

import io.camelmcp.gateway.format.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.filter.impl.FilterImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.jspecify.annotations.Nullable;

/**
 * What outputs could not take. It waits until somebody looks: it can be given back to the queue that it comes from, and to no
 * other, or be dropped.
 */
public final class DeadLetters {

    private static final String UNTOLD = "delivered again and again without success";

    private static final long MOST_OCTETS = 16L * 1024 * 1024;

    private final ActiveMQServer server;

    DeadLetters(ActiveMQServer server) {
        this.server = server;
    }

    /**
     * Which of them are meant; null means any.
     *
     * @param queue     the queue they come from
     * @param messageId the id of the event
     */
    public record Selection(@Nullable String queue, @Nullable String messageId) {

        public static final Selection ALL = new Selection(null, null);

        private boolean takes(Message message) {
            return (queue == null || queue.equals(queueOf(message)))
                    && (messageId == null || messageId.equals(messageIdOf(message)));
        }

        private Selection of(String one) {
            return new Selection(one, messageId);
        }

        // what the broker itself puts aside has the queue under a name of its own
        private @Nullable Filter filter() throws ActiveMQException {
            List<String> terms = new ArrayList<>();
            if (queue != null) {
                terms.add("(" + MessageProperties.QUEUE + " = " + quoted(queue) + " OR (" + MessageProperties.QUEUE
                        + " IS NULL AND " + Message.HDR_ORIGINAL_QUEUE + " = " + quoted(queue) + "))");
            }
            if (messageId != null) {
                terms.add(MessageProperties.MESSAGE_ID + " = " + quoted(messageId));
            }
            return terms.isEmpty() ? null : FilterImpl.createFilter(String.join(" AND ", terms));
        }

        private static String quoted(String value) {
            return "'" + value.replace("'", "''") + "'";
        }
    }

    /**
     * What was given back.
     *
     * @param replayed   how many are in their queues again
     * @param homeless   how many stay, because their queue is gone, by its name
     */
    public record Replay(int replayed, Map<String, Integer> homeless) {}

    /** How many there are. */
    public long count() {
        return queue().getMessageCount();
    }

    /**
     * Some of them.
     *
     * @param more whether there are others behind these
     */
    public record Listing(List<DeadLetter> letters, boolean more) {}

    /** The oldest ones first, at most {@code limit}, and no more when their bodies are 16 MiB together. */
    public Listing list(Selection selection, int limit) {
        List<DeadLetter> letters = new ArrayList<>();
        long octets = 0;
        try (LinkedListIterator<MessageReference> all = queue().browserIterator()) {
            while (all.hasNext()) {
                Message message = all.next().getMessage();
                if (!selection.takes(message)) {
                    continue;
                }
                if (letters.size() >= limit || octets >= MOST_OCTETS) {
                    return new Listing(letters, true);
                }
                DeadLetter letter = letter(message);
                letters.add(letter);
                octets += letter.body() == null ? 0 : letter.body().length();
            }
        }
        return new Listing(letters, false);
    }

    /**
     * Gives them back to their queues, where they come last.
     *
     * @throws Exception if the broker cannot; what it has moved until then is moved
     */
    public Replay replay(Selection selection) throws Exception {
        int replayed = 0;
        Map<String, Integer> homeless = new TreeMap<>();
        for (Map.Entry<String, Integer> each : byQueue(selection).entrySet()) {
            if (each.getKey().isEmpty() || server.locateQueue(SimpleString.of(each.getKey())) == null) {
                homeless.put(each.getKey(), each.getValue());
            } else {
                replayed += queue().retryMessages(selection.of(each.getKey()).filter());
            }
        }
        return new Replay(replayed, homeless);
    }

    /**
     * Drops them for good.
     *
     * @return how many
     * @throws Exception if the broker cannot
     */
    public int drop(Selection selection) throws Exception {
        return queue().deleteMatchingReferences(selection.filter());
    }

    private Map<String, Integer> byQueue(Selection selection) {
        Map<String, Integer> queues = new TreeMap<>();
        try (LinkedListIterator<MessageReference> all = queue().browserIterator()) {
            while (all.hasNext()) {
                Message message = all.next().getMessage();
                if (selection.takes(message)) {
                    queues.merge(queueOf(message), 1, Integer::sum);
                }
            }
        }
        return queues;
    }

    private Queue queue() {
        return Objects.requireNonNull(server.locateQueue(SimpleString.of(EmbeddedBroker.DEAD_LETTERS)));
    }

    private static DeadLetter letter(Message message) {
        String reason = message.getStringProperty(MessageProperties.REASON);
        Object receivedAt = message.getObjectProperty(MessageProperties.RECEIVED_AT);
        return new DeadLetter(
                queueOf(message),
                reason == null ? UNTOLD : reason,
                messageIdOf(message),
                text(message.getStringProperty(MessageProperties.CLIENT_ID)),
                receivedAt instanceof Long millis ? millis : message.getTimestamp(),
                body(message));
    }

    private static String queueOf(Message message) {
        String queue = message.getStringProperty(MessageProperties.QUEUE);
        return text(queue == null ? message.getAnnotationString(Message.HDR_ORIGINAL_QUEUE) : queue);
    }

    private static String messageIdOf(Message message) {
        return text(message.getStringProperty(MessageProperties.MESSAGE_ID));
    }

    private static @Nullable String body(Message message) {
        ICoreMessage core = message.toCore();
        byte[] octets = new byte[core.getReadOnlyBodyBuffer().readableBytes()];
        core.getReadOnlyBodyBuffer().readBytes(octets);
        return Utf8.isValid(octets) ? new String(octets, StandardCharsets.UTF_8) : null;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
