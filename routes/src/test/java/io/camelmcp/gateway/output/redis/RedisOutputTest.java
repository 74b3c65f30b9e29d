package io.camelmcp.gateway.output.redis;

import static io.camelmcp.gateway.output.TestEvents.RECEIVED;
import static io.camelmcp.gateway.output.TestEvents.event;
import static io.camelmcp.gateway.output.TestEvents.events;
import static io.camelmcp.gateway.output.TestEvents.ids;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.engines.RedisEngine;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.SettingsOf;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RedisOutputTest {

    private final RedisEngine redis;
    private final String key = Engine.unique("redis");

    RedisOutputTest() throws IOException {
        redis = RedisEngine.running();
    }

    @Test
    void entryOfTheStreamHasTheEventAndWhatIsKnownOfIt() {
        try (Output output = open()) {
            write(output, List.of(event("a")));
        }

        List<StreamMessage<String, String>> entries = ask(commands -> commands.xrange(key, Range.unbounded()));
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).getBody())
                .isEqualTo(Map.of(
                        "messageId", "a",
                        "clientId", "7",
                        "command", "REPORT",
                        "receivedAt", Long.toString(RECEIVED.toEpochMilli()),
                        "event", new String(event("a").json(), UTF_8)));
    }

    @Test
    void eventThatCameBeforeIsNotAddedAgain() {
        try (Output output = open()) {
            write(output, events("e", 0, 10));
            write(output, events("e", 5, 15));
        }

        assertThat(streamed()).isEqualTo(ids(events("e", 0, 15)));
    }

    @Test
    void listHasTheEventsInTheirOrderEachOnce() {
        try (Output output = open("mode", "list")) {
            write(output, events("e", 0, 10));
            write(output, events("e", 5, 15));
        }

        assertThat(this.<List<String>>ask(commands -> commands.lrange(key, 0, -1)))
                .isEqualTo(events("e", 0, 15).stream()
                        .map(each -> new String(each.json(), UTF_8))
                        .toList());
    }

    @Test
    void idsThatAreRememberedAreBounded() {
        try (Output output = open("rememberedIds", "10")) {
            write(output, events("e", 0, 50));
            write(output, events("e", 45, 55));
        }

        assertThat(streamed()).isEqualTo(ids(events("e", 0, 55)));
        assertThat(this.<List<String>>ask(commands -> commands.zrange("{" + key + "}:ids", 0, -1)))
                .containsExactlyElementsOf(ids(events("e", 45, 55)));
    }

    @Test
    void eventsWithoutIdAreAllKept() {
        Event event = new Event("", "", "", 0, "{}".getBytes(UTF_8));
        try (Output output = open()) {
            write(output, List.of(event, event));
        }

        assertThat(streamed()).containsExactly("", "");
    }

    @Test
    void streamLosesItsOldestBeyondMaxLengthAndAListTakesNoMore() {
        try (Output output = open("maxLength", "100")) {
            for (int i = 0; i < 20; i++) {
                write(output, events("e", i * 100, i * 100 + 100));
            }
        }
        assertThat(streamed()).hasSizeBetween(100, 300).endsWith("e-1999");

        String list = Engine.unique("redis");
        try (Output output = open("mode", "list", "maxLength", "15", "key", list)) {
            write(output, events("e", 0, 20));
            assertThatThrownBy(() -> output.write(events("e", 20, 30)))
                    .hasMessage("redis: " + list + " at 127.0.0.1:" + redis.port()
                            + ": the list has 15 events that nobody has taken (maxLength)");
            ask(commands -> commands.lpop(list, 10));
            write(output, events("e", 20, 30));
        }
        assertThat(this.<Long>ask(commands -> commands.llen(list))).isEqualTo(20);
    }

    @Test
    void nothingIsMissingAndNothingDoubleWhenRedisWasAwayInBetween() throws Exception {
        try (Output output = open("timeout", "2s")) {
            write(output, events("e", 0, 10));
            redis.stop();

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> output.write(events("e", 5, 20)))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("redis: " + key + " at 127.0.0.1:" + redis.port() + ": ");
            }

            redis.start();
            write(output, events("e", 5, 20));
        } finally {
            redis.start();
        }

        assertThat(streamed()).isEqualTo(ids(events("e", 0, 20)));
    }

    @Test
    void batchThatFailsInTheMiddleIsAddedWholeWhenItComesAgain() {
        ask(commands -> commands.set(key, "a string"));
        try (Output output = open()) {
            assertThatThrownBy(() -> output.write(events("e", 0, 5)))
                    .hasMessageEndingWith(
                            "the key holds something else than mode says; set another key, or another mode");

            ask(commands -> commands.del(key));
            write(output, events("e", 0, 5));
        }

        assertThat(streamed()).isEqualTo(ids(events("e", 0, 5)));
    }

    @Test
    void memoryThatIsFullIsTold() {
        ask(commands -> commands.configSet("maxmemory", "1"));
        try (Output output = open()) {
            assertThatThrownBy(() -> output.write(events("e", 0, 5)))
                    .hasMessageEndingWith("Redis has reached its maxmemory; give it more, or lower maxLength");

            ask(commands -> commands.configSet("maxmemory", "0"));
            write(output, events("e", 0, 5));
        } finally {
            ask(commands -> commands.configSet("maxmemory", "0"));
        }

        assertThat(streamed()).hasSize(5);
    }

    @Test
    void redisThatDoesNotAnswerIsGivenUpAfterTheTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                Output output = open("url", "redis://127.0.0.1:" + silent.getLocalPort(), "timeout", "300ms")) {
            assertThatThrownBy(() -> output.write(events("e", 0, 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("timed out");
        }
    }

    @Test
    void passwordsAreSentAndDoNotShow() {
        ask(commands -> commands.configSet("requirepass", "open-sesame"));
        try (Output good = open("password", "open-sesame");
                Output inUrl = open("url", "redis://:open-sesame@127.0.0.1:" + redis.port());
                Output bad = open("password", "wrong-open-sesame")) {
            write(good, events("e", 0, 1));
            write(inUrl, events("e", 1, 2));
            assertThatThrownBy(() -> bad.write(events("e", 2, 3)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("open-sesame");
        } finally {
            try (RedisClient client = RedisClient.create("redis://:open-sesame@127.0.0.1:" + redis.port());
                    StatefulRedisConnection<String, String> connection = client.connect()) {
                connection.sync().configSet("requirepass", "");
            }
        }

        assertThat(streamed()).isEqualTo(ids(events("e", 0, 2)));
    }

    @Test
    void settingsThatCannotWorkAreToldWithoutSecrets(@TempDir Path temp) throws Exception {
        String pem = Files.writeString(temp.resolve("ca.pem"), "x").toString();
        assertThatThrownBy(() -> open("url", "http://:open-sesame@h"))
                .hasMessage("test.properties: output.redis.url: is no URL of a Redis; write redis://HOST:PORT,"
                        + " or rediss://HOST:PORT for TLS");
        assertThatThrownBy(() -> open("user", "u")).hasMessageStartingWith("OUTPUT_REDIS_PASSWORD: is missing");
        assertThatThrownBy(() -> open("mode", "hash")).hasMessageContaining("is none of stream, list");
        assertThatThrownBy(() -> open("ca", pem)).hasMessageContaining("is not used by a url that is not rediss://");
        assertThatThrownBy(() -> open("url", "rediss://h", "ca", pem))
                .hasMessageContaining("cannot be used: it has no block BEGIN CERTIFICATE");
        assertThatThrownBy(() -> SettingsOf.open(new RedisOutputType()))
                .hasMessageStartingWith("OUTPUT_REDIS_URL: is missing");
    }

    private Output open(String... more) {
        return SettingsOf.open(
                new RedisOutputType(),
                Stream.concat(Stream.of("url", redis.url(), "key", key), Stream.of(more))
                        .toArray(String[]::new));
    }

    private static void write(Output output, List<Event> events) {
        try {
            assertThat(output.write(events)).isEmpty();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> streamed() {
        return ask(commands -> commands.xrange(key, Range.unbounded())).stream()
                .map(entry -> entry.getBody().get("messageId"))
                .toList();
    }

    private <T> T ask(Function<RedisCommands<String, String>, T> question) {
        try (RedisClient client = RedisClient.create(redis.url());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        }
    }
}
