package io.camelmcp.gateway.jsonl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.events.EventBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonlTest {

    private static final long LATE = Instant.parse("2026-03-01T23:59:59.999Z").toEpochMilli();
    private static final long MIDNIGHT = LATE + 1;

    @TempDir
    private Path temp;

    private Path dir;
    private DefaultCamelContext context;

    @BeforeEach
    void start() {
        dir = temp.resolve("a/b");
        context = new DefaultCamelContext();
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void eventGoesToTheFileOfTheUtcDayOnWhichItWasReceived() throws Exception {
        send(event(LATE, "{\"n\":1}"), event(MIDNIGHT, "{\"n\":2}"), event(LATE, "{\"n\":3}"));

        assertThat(dir.resolve("2026-03-01.jsonl")).hasContent("{\"n\":1}\n{\"n\":3}\n");
        assertThat(dir.resolve("2026-03-02.jsonl")).hasContent("{\"n\":2}\n");
    }

    @Test
    void halfALineLeftByACrashIsCutBeforeTheNext() throws Exception {
        Files.createDirectories(dir);
        Files.writeString(dir.resolve("2026-03-01.jsonl"), "{\"n\":1}\n{\"n\":" + "2".repeat(20_000));

        send(event(LATE, "{\"n\":2}"));

        assertThat(dir.resolve("2026-03-01.jsonl")).hasContent("{\"n\":1}\n{\"n\":2}\n");
    }

    @Test
    void aFileOfHalfALineOnlyIsCutToNothing() throws Exception {
        Files.createDirectories(dir);
        Files.writeString(dir.resolve("2026-03-01.jsonl"), "{\"n\"");

        send(event(LATE, "{\"n\":2}"));

        assertThat(dir.resolve("2026-03-01.jsonl")).hasContent("{\"n\":2}\n");
    }

    @Test
    void fileMovedAwayIsBegunAnew() throws Exception {
        send(event(LATE, "{\"n\":1}"));
        Files.move(dir.resolve("2026-03-01.jsonl"), dir.resolve("old"));

        send(event(LATE, "{\"n\":2}"));

        assertThat(dir.resolve("old")).hasContent("{\"n\":1}\n");
        assertThat(dir.resolve("2026-03-01.jsonl")).hasContent("{\"n\":2}\n");
    }

    @Test
    void fileCutOrWrittenByOthersNeverGetsAHoleOrHalfALine() throws Exception {
        send(event(LATE, "{\"n\":1}"));
        Path file = dir.resolve("2026-03-01.jsonl");

        Files.writeString(file, "", StandardOpenOption.TRUNCATE_EXISTING);
        send(event(LATE, "{\"n\":2}"));
        assertThat(file).hasContent("{\"n\":2}\n");

        Files.writeString(file, "{\"half", StandardOpenOption.APPEND);
        send(event(LATE, "{\"n\":3}"));
        assertThat(file).hasContent("{\"n\":2}\n{\"n\":3}\n");
    }

    @Test
    void batchOfWhichOneFileCannotBeWrittenLeavesNothingBehind() throws Exception {
        send(event(LATE, "{\"n\":1}"));
        Files.createDirectories(dir.resolve("2026-03-02.jsonl"));

        assertThatThrownBy(() -> send(event(LATE, "{\"n\":2}"), event(MIDNIGHT, "{\"n\":3}")))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseInstanceOf(IOException.class)
                .cause()
                .hasMessageContaining("jsonl: cannot write " + dir.resolve("2026-03-02.jsonl"));
        assertThat(dir.resolve("2026-03-01.jsonl")).hasContent("{\"n\":1}\n");

        Files.delete(dir.resolve("2026-03-02.jsonl"));
        send(event(LATE, "{\"n\":2}"), event(MIDNIGHT, "{\"n\":3}"));
        assertThat(dir.resolve("2026-03-01.jsonl")).hasContent("{\"n\":1}\n{\"n\":2}\n");
    }

    @Test
    void oldDaysAreClosedAndMayStillBeWritten() throws Exception {
        for (int day = 0; day < 4; day++) {
            send(event(LATE + day * 86_400_000L, "{\"n\":" + day + "}"));
        }
        send(event(LATE, "{\"n\":9}"));

        assertThat(dir.resolve("2026-03-01.jsonl")).hasContent("{\"n\":0}\n{\"n\":9}\n");
    }

    @Test
    void plainBodyIsOneLineAndManyLinesAreRefused() throws Exception {
        context.createProducerTemplate().sendBodyAndHeader("jsonl:" + dir, "{}", "CamelMcpReceivedAt", LATE);
        assertThat(dir.resolve("2026-03-01.jsonl")).hasContent("{}\n");

        assertThatThrownBy(() -> send(event(LATE, "{\n}"))).hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThat(dir.resolve("2026-03-01.jsonl")).hasContent("{}\n");
    }

    @Test
    void writeThatWasInterruptedDoesNotCloseTheFileForLaterOnes() throws Exception {
        send(event(LATE, "{\"n\":1}"));

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> send(event(LATE, "{\"n\":2}"))).isInstanceOf(CamelExecutionException.class);
        assertThat(Thread.interrupted()).isTrue();

        send(event(LATE, "{\"n\":2}"));
        assertThat(dir.resolve("2026-03-01.jsonl")).hasContent("{\"n\":1}\n{\"n\":2}\n");
    }

    @Test
    void directoryThatCannotBeMadeFailsTheStart() throws Exception {
        Files.writeString(temp.resolve("file"), "");

        assertThatThrownBy(() -> context.createProducerTemplate().sendBody("jsonl:" + temp.resolve("file/x"), "{}"))
                .hasStackTraceContaining(temp.resolve("file").toString());
    }

    private void send(Event... events) {
        context.createProducerTemplate().sendBody("jsonl:" + dir, new EventBatch(List.of(events)));
    }

    private static Event event(long receivedAt, String json) {
        return new Event("m", "c", "REPORT", receivedAt, json.getBytes(UTF_8));
    }
}
