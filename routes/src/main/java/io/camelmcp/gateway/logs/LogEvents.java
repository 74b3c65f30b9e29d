package io.camelmcp.gateway.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.events.EventBatch;
import io.camelmcp.gateway.events.EventsConstants;
import io.camelmcp.gateway.format.ContentHash;
import io.camelmcp.gateway.format.EventFormatter;
import io.camelmcp.gateway.format.PayloadField;
import io.camelmcp.gateway.trace.TraceIds;
import io.camelmcp.logs.LogParser;
import io.camelmcp.logs.LogRecord;
import io.camelmcp.logs.LogRecords;
import io.camelmcp.logs.RuleLibrary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of lines of a log: the body becomes an {@link EventBatch} for {@code events:}, which takes all of them before the
 * exchange has finished. In a YAML route:
 *
 * <pre>{@code
 * - process:
 *     ref: logEvents
 * - to: events:mcp.events
 * }</pre>
 *
 * <p>Each line, with what belongs to it, is an event as {@link EventFormatter} makes one, whose {@code body} is what the rules say.
 * If there are several, {@code #0}, {@code #1}, … stand behind the message id. A message, or a line, that is a JSON object is the
 * {@code body} as it is, a line with the trace id that it names; and octets that are no text are one event, as without rules.
 */
public final class LogEvents implements Processor {

    /** Lines of one message that are parsed; what is behind them is one more event, as text. */
    static final int MAX_LINES = 5_000;

    /**
     * What an event says.
     *
     * @param traceId that it names itself; null for that of the message
     */
    @SuppressWarnings("ArrayRecordComponent") // shared, and nobody writes into it
    private record Payload(byte[] octets, @Nullable String traceId) {}

    private final RuleLibrary library;
    private final boolean withRaw;

    /** @param withRaw whether every event has the line as it came, and not only those that no rule knows */
    public LogEvents(RuleLibrary library, boolean withRaw) {
        this.library = library;
        this.withRaw = withRaw;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        long receivedAt = EventFormatter.receivedAt(message);
        String traceId = TraceIds.of(exchange); // before the body is another one
        byte[] octets;
        List<Payload> payloads;
        if (message.getBody() instanceof LogChunk chunk) {
            octets = chunk.records().toString().getBytes(UTF_8);
            payloads = parsed(chunk.records().iterator(), receivedAt);
        } else {
            byte[] body = message.getBody(byte[].class);
            octets = body == null ? new byte[0] : body;
            payloads = payloads(octets, receivedAt);
        }
        String messageId = EventFormatter.messageId(exchange);
        List<Event> events = new ArrayList<>(payloads.size());
        for (Payload payload : payloads) {
            String id = messageId == null || payloads.size() == 1 ? messageId : messageId + "#" + events.size();
            events.add(new Event(
                    id == null ? "" : id,
                    text(message, EventsConstants.CLIENT_ID),
                    text(message, EventsConstants.COMMAND_NAME),
                    receivedAt,
                    EventFormatter.line(
                            message,
                            id,
                            payload.traceId() == null ? traceId : payload.traceId(),
                            receivedAt,
                            payload.octets())));
        }
        EventBatch batch = new EventBatch(events);
        message.setBody(batch);
        ContentHash.keep(exchange, batch, octets);
    }

    private static String text(Message message, String header) {
        String value = message.getHeader(header, String.class);
        return value == null ? "" : value;
    }

    private List<Payload> payloads(byte[] octets, long receivedAt) {
        if (PayloadField.isUtf8(octets) ? isJson(octets) : !isNearlyText(octets)) {
            return List.of(new Payload(octets, null));
        }
        int end = endOfLines(octets);
        List<Payload> payloads = parsed(new LogRecords(new String(octets, 0, end, UTF_8)), receivedAt);
        if (end < octets.length) {
            payloads.add(new Payload(Arrays.copyOfRange(octets, end, octets.length), null));
        }
        return payloads.isEmpty() ? List.of(new Payload(octets, null)) : payloads;
    }

    // a log with a character that was cut, or of an old encoding: it becomes U+FFFD, and the lines can be read
    private static boolean isNearlyText(byte[] octets) {
        int ascii = 0;
        for (byte octet : octets) {
            if (octet >= 0 && octet < ' ' && "\t\n\f\r\u001b".indexOf(octet) < 0) {
                return false;
            }
            ascii += octet >= 0 ? 1 : 0;
        }
        return 2 * ascii >= octets.length;
    }

    // of any number of lines; a number alone is rather a line of a log
    private static boolean isJson(byte[] octets) {
        int at = 0;
        while (at < octets.length && octets[at] >= 0 && octets[at] <= ' ') {
            at++;
        }
        return at < octets.length && (octets[at] == '{' || octets[at] == '[') && PayloadField.compact(octets) != null;
    }

    private List<Payload> parsed(Iterator<LogRecord> records, long receivedAt) {
        return library.rules().parsing(parser -> {
            List<Payload> payloads = new ArrayList<>();
            records.forEachRemaining(record -> payloads.add(payload(parser, record, receivedAt)));
            return payloads;
        });
    }

    private static int endOfLines(byte[] octets) {
        int lines = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n' && ++lines == MAX_LINES) {
                return i + 1;
            }
        }
        return octets.length;
    }

    private Payload payload(LogParser parser, LogRecord record, long receivedAt) {
        if (record.line().startsWith("{") && record.more().isEmpty() && !record.isCut()) {
            byte[] json = PayloadField.compact(record.line().getBytes(UTF_8));
            if (json != null) {
                return new Payload(json, TraceIds.inJson(json));
            }
        }
        return new Payload(parser.parse(record, receivedAt).toJson(withRaw), null);
    }
}
