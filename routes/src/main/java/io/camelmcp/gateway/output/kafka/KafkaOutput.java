package io.camelmcp.gateway.output.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.RefusedEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * One record for each event: the key is the client, so that its events keep their order, and the header
 * {@code messageId} lets readers know a repeat. A batch is done when the last of its records is confirmed.
 */
final class KafkaOutput implements Output {

    private final String target;
    private final String topic;
    private final Map<String, Object> config;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    /** @param type what messages begin with, {@code kafka} or {@code sls} */
    KafkaOutput(String type, String topic, Map<String, Object> config) {
        this.target = type + ": topic " + topic + " at " + config.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG);
        this.topic = topic;
        this.config = Map.copyOf(config);
    }

    @Override
    public List<RefusedEvent> write(List<Event> events) throws IOException, InterruptedException {
        try {
            return send(producer(), events);
        } catch (KafkaException e) {
            close();
            throw failure(e);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close(); // some failures are for the life of a producer, and a new one asks for the addresses again
            throw e;
        }
    }

    private List<RefusedEvent> send(KafkaProducer<byte[], byte[]> to, List<Event> events)
            throws IOException, InterruptedException {
        List<Future<RecordMetadata>> sends = new ArrayList<>(events.size());
        for (Event event : events) {
            Future<RecordMetadata> send = to.send(record(event));
            sends.add(send);
            if (send.isDone() && isFailure(send)) {
                break; // each further one might wait as long for a broker
            }
        }
        List<RefusedEvent> refused = new ArrayList<>();
        @Nullable Throwable failure = null;
        // all of them, also after a failure: what is under way now must not overtake what is sent again
        for (int i = 0; i < sends.size(); i++) {
            Throwable cause = outcome(sends.get(i));
            if (cause instanceof RecordTooLargeException) {
                refused.add(new RefusedEvent(
                        events.get(i),
                        "kafka: " + oneLine(cause) + "; raise the limit of the topic and maxRequestBytes"));
            } else if (cause != null && failure == null) {
                failure = cause;
            }
        }
        if (failure != null) {
            throw failure(failure);
        }
        return refused;
    }

    private static @Nullable Throwable outcome(Future<RecordMetadata> send) throws InterruptedException {
        try {
            send.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static boolean isFailure(Future<RecordMetadata> send) throws InterruptedException {
        Throwable cause = outcome(send);
        return cause != null && !(cause instanceof RecordTooLargeException);
    }

    private ProducerRecord<byte[], byte[]> record(Event event) {
        // a topic that is compacted wants a key, and distinct ones
        String key = event.clientId().isEmpty() ? event.messageId() : event.clientId();
        ProducerRecord<byte[], byte[]> send = new ProducerRecord<>(topic, key.getBytes(UTF_8), event.json());
        send.headers().add("messageId", event.messageId().getBytes(UTF_8));
        send.headers().add("command", event.command().getBytes(UTF_8));
        String traceId = event.traceId();
        if (!traceId.isEmpty()) {
            send.headers().add("traceId", traceId.getBytes(UTF_8));
        }
        return send;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        KafkaProducer<byte[], byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    private IOException failure(Throwable cause) {
        Throwable root = cause;
        while (root instanceof KafkaException && root.getCause() != null) { // "Failed to construct kafka producer"
            root = root.getCause();
        }
        String hint = "";
        if (root instanceof UnknownTopicOrPartitionException) {
            hint = " Create the topic, or correct its name";
        } else if (root instanceof TimeoutException && oneLine(root).contains("not present in metadata")) {
            hint = " No broker can be reached, or there is no such topic";
        }
        return new IOException(target + ": " + oneLine(root) + hint, cause);
    }

    private static String oneLine(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message.replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        KafkaProducer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            // what was sent has ended, or nobody waits for it any more
            open.close(Duration.ZERO);
        }
    }
}
