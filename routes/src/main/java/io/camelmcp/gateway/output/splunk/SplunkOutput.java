package io.camelmcp.gateway.output.splunk;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.format.OctetBuffer;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.RefusedEvent;
import io.camelmcp.gateway.output.fields.EventMapper;
import io.camelmcp.gateway.output.http.Halves;
import io.camelmcp.gateway.output.http.HttpAnswer;
import io.camelmcp.gateway.output.http.HttpTarget;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.camel.util.ObjectHelper;
import org.apache.hc.core5.http.ContentType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts batches to {@code /services/collector/event}. Splunk cannot tell a repeat, so whatever may have come twice is
 * counted and logged; each event carries its message id as the indexed field {@code event_id}.
 */
final class SplunkOutput implements Output {

    private static final Logger LOG = LoggerFactory.getLogger(SplunkOutput.class);

    private static final String EVENTS = "/services/collector/event";
    private static final String ACKS = "/services/collector/ack";
    private static final long FIRST_QUESTION_MILLIS = 50;

    private final String name;
    private final HttpTarget target;
    private final HecBody encoder;
    private final boolean ack;
    private final String channel;
    private final Map<String, String> headers = new HashMap<>();
    private final long ackIntervalMillis;
    private final long ackTimeoutNanos;
    private final OctetBuffer body = new OctetBuffer(1024 * 1024);
    private long maybeRepeated;

    SplunkOutput(OutputSettings settings, HttpTarget target) {
        this.name = settings.output();
        this.target = target;
        this.encoder = new HecBody(settings);
        this.ack = settings.flag("ack");
        this.channel = settings.isSet("channel")
                ? settings.text("channel")
                : ack ? UUID.randomUUID().toString() : "";
        this.ackIntervalMillis = settings.duration("ackInterval").toMillis();
        this.ackTimeoutNanos = settings.duration("ackTimeout").toNanos();
        headers.put("Authorization", "Splunk " + settings.text("token"));
        if (!channel.isEmpty()) {
            headers.put("X-Splunk-Request-Channel", channel);
        }
    }

    @Override
    public List<RefusedEvent> write(List<Event> events) throws IOException, InterruptedException {
        Halves halves = new Halves(events);
        int sent = 0;
        try {
            for (List<Event> part = halves.next(); part != null; part = halves.next()) {
                List<Event> batch = encode(part, halves);
                if (!batch.isEmpty() && send(batch, halves)) {
                    sent += batch.size();
                }
            }
        } catch (IOException e) {
            mayComeTwice(sent);
            throw e;
        }
        return halves.refused();
    }

    private List<Event> encode(List<Event> events, Halves halves) {
        body.truncate(0);
        List<Event> batch = new ArrayList<>(events.size());
        for (Event event : events) {
            try {
                encoder.append(event, body);
                batch.add(event);
            } catch (IOException e) {
                halves.refuse(event, EventMapper.problem(e));
            }
        }
        return batch;
    }

    /** @return whether the collector has them; otherwise the halves know what is to be done */
    private boolean send(List<Event> batch, Halves halves) throws IOException, InterruptedException {
        HttpAnswer answer;
        try {
            answer = target.post(EVENTS, ContentType.APPLICATION_JSON, body, headers);
        } catch (IOException e) {
            if (ObjectHelper.getException(ConnectException.class, e) == null) {
                mayComeTwice(batch.size());
            }
            throw e;
        }
        HecAnswer said = HecAnswer.read(answer);
        if (answer.status() == 200 && said.code() == 0) {
            if (ack) {
                awaitIndexed(said, batch.size());
            }
            return true;
        }
        if (answer.status() == 413 || (answer.status() == 400 && said.blamesAnEvent())) {
            isolate(batch, said, answer, halves);
            return false;
        }
        if (answer.status() < 400) { // it may have been taken all the same
            mayComeTwice(batch.size());
        }
        throw new IOException(target.line(answer.line() + said.wayOut()));
    }

    // whether those before the named one have been taken differs by version: once too often is better than never
    private void isolate(List<Event> batch, HecAnswer said, HttpAnswer answer, Halves halves) {
        int bad = said.invalid();
        if (bad < 0 || bad >= batch.size()) {
            halves.halve(batch, answer.line());
            return;
        }
        halves.refuse(batch.get(bad), answer.line());
        mayComeTwice(bad);
        List<Event> rest = new ArrayList<>(batch);
        rest.remove(bad);
        halves.again(rest);
    }

    private void awaitIndexed(HecAnswer said, int events) throws IOException, InterruptedException {
        if (said.ackId() < 0) {
            throw new IOException(target.line(
                    "takes events without an ackId; set ack=false, or enable acknowledgements for the token"));
        }
        long deadline = System.nanoTime() + ackTimeoutNanos;
        long pause = Math.min(FIRST_QUESTION_MILLIS, ackIntervalMillis);
        OctetBuffer question = new OctetBuffer(32);
        question.append("{\"acks\":[").append(said.ackId()).append("]}");
        while (true) {
            TimeUnit.MILLISECONDS.sleep(pause);
            String last;
            boolean mayChange = true;
            try {
                HttpAnswer answer =
                        target.post(ACKS + "?channel=" + channel, ContentType.APPLICATION_JSON, question, headers);
                if (answer.status() == 200 && HecAnswer.isAcknowledged(answer, said.ackId())) {
                    return;
                }
                last = answer.line();
                mayChange = answer.status() == 200 || answer.status() == 429 || answer.status() >= 500;
            } catch (IOException e) {
                // the events are there all the same: asking again costs less than sending them again
                last = String.valueOf(e.getMessage());
            }
            if (!mayChange || System.nanoTime() - deadline > 0) {
                mayComeTwice(events);
                throw new IOException(target.line(
                        "the indexer has not acknowledged ackId " + said.ackId() + (mayChange ? " in time" : "")
                                + "; the last answer was " + last + "; the events are sent again"));
            }
            pause = Math.min(pause * 2, ackIntervalMillis);
        }
    }

    private void mayComeTwice(int events) {
        if (events == 0) {
            return;
        }
        maybeRepeated += events;
        LOG.info("event=output.repeat output={} events={} total={}", name, events, maybeRepeated);
    }

    /** Events that may be in Splunk more than once, since the start. */
    long maybeRepeated() {
        return maybeRepeated;
    }

    @Override
    public void close() {
        target.close();
    }
}
