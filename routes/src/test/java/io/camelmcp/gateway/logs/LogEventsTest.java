package io.camelmcp.gateway.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.McpConstants;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.events.EventBatch;
import io.camelmcp.gateway.format.ContentHash;
import io.camelmcp.logs.RuleLibrary;
import java.io.ByteArrayInputStream;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class LogEventsTest {

    private static final String SSH = "Nov 23 04:02:52 gate sshd[7]: Invalid user admin from 203.0.113.9 port 4242";
    private static final RuleLibrary RULES = RuleLibrary.open(null, true, rule -> {});

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private List<Event> events(byte[] body) {
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader(McpConstants.MESSAGE_ID, "dev/1.7");
        exchange.getMessage().setHeader(McpConstants.CLIENT_ID, "dev");
        exchange.getMessage().setHeader(McpConstants.COMMAND_NAME, "LOG");
        exchange.getMessage().setHeader(McpConstants.RECEIVED_AT, 1_795_406_573_000L);
        new LogEvents(RULES, false).process(exchange);
        return exchange.getMessage().getBody(EventBatch.class);
    }

    private static String json(Event event) {
        return new String(event.json(), UTF_8);
    }

    @Test
    void eachLineIsAnEventWithAnIdOfItsOwn() {
        List<Event> events = events((SSH + "\nwho knows\n").getBytes(UTF_8));

        assertThat(events).extracting(Event::messageId).containsExactly("dev/1.7#0", "dev/1.7#1");
        assertThat(events).extracting(Event::command).containsOnly("LOG");
        assertThat(json(events.get(0)))
                .startsWith("{\"messageId\":\"dev/1.7#0\",\"clientId\":\"dev\",\"command\":\"LOG\","
                        + "\"receivedAt\":\"2026-11-23T04:02:53.000Z\",\"traceId\":\"")
                .contains("\",\"body\":{\"event_type\":\"ssh.invalid-user\","
                        + "\"timestamp\":\"2026-11-23T04:02:52.000Z\",\"severity\":\"warning\",")
                .endsWith("\"category\":\"authentication\",\"outcome\":\"failure\"}}}");
        assertThat(json(events.get(1)))
                .endsWith("\"body\":{\"event_type\":\"unknown\",\"timestamp\":\"2026-11-23T04:02:53.000Z\","
                        + "\"severity\":\"info\",\"message\":\"who knows\",\"raw\":\"who knows\"}}");
    }

    @Test
    void oneLineKeepsTheIdOfItsMessageAndAStackTraceIsOneEvent() {
        assertThat(events("ERROR\njava.lang.Error: x\n\tat A.b(A.java:1)".getBytes(UTF_8)))
                .extracting(Event::messageId)
                .containsExactly("dev/1.7");
    }

    @Test
    void partOfASplitHasItsNumberBeforeThatOfTheLine() {
        exchange.setProperty(ExchangePropertyKey.SPLIT_INDEX, 3);

        assertThat(events("a\nb".getBytes(UTF_8)))
                .extracting(Event::messageId)
                .containsExactly("dev/1.7#3#0", "dev/1.7#3#1");
    }

    @Test
    void jsonAndOctetsThatAreNoTextAreTakenAsWithoutRules() {
        assertThat(json(events("{ \"level\": 1.10 }".getBytes(UTF_8)).get(0))).endsWith("\"body\":{\"level\":1.10}}");
        assertThat(events("{\n \"a\": [1,\n2]\n}\n".getBytes(UTF_8)))
                .singleElement()
                .satisfies(event -> assertThat(json(event)).endsWith("\"body\":{\"a\":[1,2]}}"));
        assertThat(events("{\"a\":1}\n{\"a\":2}\nline".getBytes(UTF_8)))
                .hasSize(3)
                .satisfies(lines -> assertThat(json(lines.get(1))).endsWith("\"body\":{\"a\":2}}"));
        assertThat(json(events(new byte[] {(byte) 0xff, 0}).get(0))).endsWith("\"bodyBase64\":\"/wA=\"}");
        assertThat(events(new byte[0])).hasSize(1);
    }

    @Test
    void octetThatIsNoTextCostsACharacterAndNotTheFrame() {
        byte[] octets = (SSH + "\nM?nchen\u001b[0m").getBytes(UTF_8);
        octets[SSH.length() + 2] = (byte) 0xFC; // of ISO 8859-1

        List<Event> events = events(octets);

        assertThat(events).hasSize(2);
        assertThat(json(events.get(0))).contains("\"event_type\":\"ssh.invalid-user\"");
        assertThat(json(events.get(1))).contains("\"message\":\"M\uFFFDnchen");
        assertThat(json(events(new byte[] {(byte) 0xff, 'a', 'b', 1}).get(0)))
                .as("control characters are no text")
                .contains("\"bodyBase64\"");
        assertThat(json(events(new byte[] {(byte) 0xff, (byte) 0xfe, 'a'}).get(0)))
                .contains("\"bodyBase64\"");
    }

    @Test
    void lineOfJsonHasTheTraceThatItNames() {
        String one = "0af7651916cd43dd8448eb211c80319c";
        String two = one.replace('0', '1');

        List<Event> events = events(
                ("{\"traceId\":\"" + one + "\"}\n{\"traceId\":\"" + two + "\"}\na \"traceId\":\"" + two + "\"\nb")
                        .getBytes(UTF_8));

        assertThat(events).extracting(Event::traceId).containsExactly(one, two, one, one);
    }

    @Test
    void linesBeyondTheMostAreOneMoreEventAndNothingIsLost() {
        String body = "x\n".repeat(LogEvents.MAX_LINES) + "last\nof all";

        List<Event> events = events(body.getBytes(UTF_8));

        assertThat(events).hasSize(LogEvents.MAX_LINES + 1);
        assertThat(json(events.get(LogEvents.MAX_LINES))).endsWith("\"bodyText\":\"last\\nof all\"}");
    }

    @Test
    void sameFrameHasTheSameHashWhenItComesAgain() {
        EventBatch first = (EventBatch) events(SSH.getBytes(UTF_8));
        long hash = ContentHash.kept(exchange, first);
        EventBatch again = (EventBatch) events(SSH.getBytes(UTF_8));
        long other = ContentHash.kept(exchange, (EventBatch) events("x".getBytes(UTF_8)));

        assertThat(hash).isNotZero();
        assertThat(again).isNotSameAs(first);
        exchange.getMessage().setBody(again);
        assertThat(other).isNotEqualTo(hash);
    }

    @Test
    void linesOfOneFrameHaveOneTrace() {
        assertThat(events("a\nb\nc".getBytes(UTF_8)).stream()
                        .map(event -> json(event).replaceAll(".*\"traceId\":\"([^\"]*)\".*", "$1"))
                        .distinct())
                .singleElement()
                .asString()
                .matches("[0-9a-f]{32}");
    }

    @Test
    void fileIsSplitIntoChunksAndNeverBetweenALineAndItsStackTrace() {
        String text = "ERROR x\n\tat A.b(A.java:1)\n".repeat(LogChunks.MAX_LINES + 1);
        Iterator<LogChunk> chunks = new LogChunks().split(new ByteArrayInputStream(text.getBytes(UTF_8)));

        LogChunk first = chunks.next();
        LogChunk second = chunks.next();

        assertThat(first.records()).hasSize(LogChunks.MAX_LINES).allMatch(record -> record.more()
                .startsWith("\tat "));
        assertThat(second.records()).hasSize(1);
        assertThat(chunks).isExhausted();
        exchange.getMessage().setBody(second);
        new LogEvents(RULES, false).process(exchange);
        assertThat(json(exchange.getMessage().getBody(EventBatch.class).get(0))).contains("A.java:1");
    }

    @Test
    void rawLineIsKeptIfItIsAskedFor() {
        exchange.getMessage().setBody(SSH.getBytes(UTF_8));
        new LogEvents(RULES, true).process(exchange);

        assertThat(json(exchange.getMessage().getBody(EventBatch.class).get(0))).contains("\"raw\":\"" + SSH + "\"");
    }
}
