package io.camelmcp.gateway.jsonl;

import static io.camelmcp.gateway.output.TestEvents.event;
import static io.camelmcp.gateway.output.TestEvents.events;
import static io.camelmcp.gateway.output.TestEvents.ids;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.SettingsOf;
import io.camelmcp.gateway.output.TestEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollingTest {

    private static final long DAY = LocalDate.parse("2026-03-01").toEpochDay();
    private static final Rolling SMALL = new Rolling(1_000, false, Duration.ZERO, 0);
    private static final Rolling PACKED = new Rolling(1_000, true, Duration.ZERO, 0);

    @TempDir
    private Path dir;

    @Test
    void fileThatIsFullIsClosedAndTheNextOneBegun() throws IOException {
        JsonlWriter writer = JsonlWriter.open(dir, SMALL);
        for (int i = 0; i < 25; i += 5) {
            writer.append(events("e", i, i + 5));
        }
        writer.close();

        assertThat(names()).containsExactly("2026-03-01.1.jsonl", "2026-03-01.2.jsonl", "2026-03-01.jsonl");
        assertThat(read()).isEqualTo(ids(events("e", 0, 25)));
    }

    @Test
    void directoryHasOneOutput() throws Exception {
        String where = dir.resolve("shared").toString();
        FileOutputType type = new FileOutputType();
        try (Output first = SettingsOf.open(type, "directory", where)) {
            assertThatThrownBy(() -> SettingsOf.open(type, "directory", where + "/../shared"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("output.file.directory=" + where)
                    .hasMessageContaining("is that of another file output already");
            JsonlComponent jsonl = new JsonlComponent();
            JsonlWriter route = jsonl.acquire(Path.of(where));
            assertThatThrownBy(() -> first.write(events("e", 0, 1)))
                    .hasMessageContaining("a route writes there already");
            jsonl.release(route);
            first.write(events("e", 0, 1));
            assertThatThrownBy(() -> jsonl.acquire(Path.of(where)))
                    .hasMessageContaining("a file output writes there already");
        }
        SettingsOf.open(type, "directory", where).close();
    }

    @Test
    void batchThatComesAgainAfterACrashIsWrittenOnce() throws IOException {
        JsonlWriter.open(dir, Rolling.NONE).append(events("e", 0, 10)); // killed: never closed
        Files.writeString(dir.resolve("2026-03-01.jsonl"), "{\"messageId\":\"half", StandardOpenOption.APPEND);

        JsonlWriter writer = JsonlWriter.open(dir, Rolling.NONE);
        writer.append(events("e", 5, 8));
        writer.append(events("e", 8, 15));
        writer.append(events("e", 12, 16));
        writer.close();

        assertThat(read()).isEqualTo(ids(events("e", 0, 16)));
    }

    @Test
    void batchThatComesAgainAfterItsFileWasClosedIsWrittenOnce() throws IOException {
        JsonlWriter writer = JsonlWriter.open(dir, SMALL);
        writer.append(events("e", 0, 10));
        writer.append(events("e", 5, 12));
        writer.append(events("e", 12, 20)); // closes the second one, and dies

        JsonlWriter after = JsonlWriter.open(dir, SMALL);
        Files.delete(dir.resolve("2026-03-01.jsonl"));
        after.append(events("e", 8, 20));
        after.close();
        writer.close();

        assertThat(read()).isEqualTo(ids(events("e", 0, 20)));
    }

    @Test
    void anotherEventWithTheSameIdAndEventsWithoutIdAreAllWritten() throws IOException {
        JsonlWriter writer = JsonlWriter.open(dir, Rolling.NONE);
        Event nameless = new Event("", "", "", TestEvents.RECEIVED.toEpochMilli(), "{}".getBytes(UTF_8));
        writer.append(List.of(event("a", "1"), nameless));
        writer.append(List.of(event("a", "2"), nameless));
        writer.close();

        assertThat(lines()).hasSize(4);
    }

    @Test
    void whatOthersHaveCutAwayIsWrittenAgain() throws IOException {
        JsonlWriter writer = JsonlWriter.open(dir, Rolling.NONE);
        writer.append(events("e", 0, 5));
        Files.writeString(dir.resolve("2026-03-01.jsonl"), "", StandardOpenOption.TRUNCATE_EXISTING);
        writer.append(events("e", 0, 5));
        writer.close();

        assertThat(read()).isEqualTo(ids(events("e", 0, 5)));
    }

    @Test
    void closedFilesArePackedAndThoseThatAreWrittenAreNot() throws IOException {
        JsonlWriter writer = JsonlWriter.open(dir, SMALL);
        FileArchive archive = new FileArchive(writer, PACKED);
        writer.append(events("e", 0, 10));
        writer.append(events("e", 10, 12));

        archive.tidy(DAY + 1); // yesterday's still gets what waited over midnight
        assertThat(names()).containsExactly("2026-03-01.1.jsonl.gz", "2026-03-01.jsonl");

        archive.tidy(DAY + 2);
        assertThat(names()).containsExactly("2026-03-01.1.jsonl.gz", "2026-03-01.2.jsonl.gz");

        writer.append(events("e", 12, 15)); // very late
        archive.tidy(DAY + 2);
        writer.close();
        archive.close();

        assertThat(names()).containsExactly("2026-03-01.1.jsonl.gz", "2026-03-01.2.jsonl.gz", "2026-03-01.3.jsonl.gz");
        assertThat(read()).isEqualTo(ids(events("e", 0, 15)));
    }

    @Test
    void halfALineOfAnOldFileIsCutOffBeforeItIsPacked() throws IOException {
        Files.writeString(dir.resolve("2026-02-01.jsonl"), new String(event("a").json(), UTF_8) + "\n{\"half");
        JsonlWriter writer = JsonlWriter.open(dir, SMALL);
        FileArchive archive = new FileArchive(writer, PACKED);
        archive.tidy(DAY);
        writer.close();
        archive.close();

        assertThat(names()).containsExactly("2026-02-01.1.jsonl.gz");
        assertThat(lines()).containsExactly(new String(event("a").json(), UTF_8));
    }

    @Test
    void packingThatWasKilledIsEndedWithoutLosingOrDoublingALine() throws IOException {
        JsonlWriter writer = JsonlWriter.open(dir, SMALL);
        for (int i = 0; i < 30; i += 10) {
            writer.append(events("e", i, i + 10));
        }
        // killed in the middle of the first one, and of the second one before the file was deleted
        Files.writeString(dir.resolve("2026-03-01.1.jsonl.gz.tmp"), "half");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(dir.resolve("2026-03-01.2.jsonl")));
        }
        Files.write(dir.resolve("2026-03-01.2.jsonl.gz"), packed.toByteArray());

        FileArchive archive = new FileArchive(writer, PACKED);
        archive.tidy(DAY);
        writer.close();
        archive.close();

        assertThat(names()).containsExactly("2026-03-01.1.jsonl.gz", "2026-03-01.2.jsonl.gz", "2026-03-01.jsonl");
        assertThat(read()).containsExactlyInAnyOrderElementsOf(ids(events("e", 0, 30)));
    }

    @Test
    void filesThatAreTooOldOrTooMuchAreDeletedTheOldestFirstAndNeverTheOneThatIsWritten() throws IOException {
        for (String old : new String[] {"2026-02-01.1.jsonl.gz", "2026-02-27.1.jsonl", "2026-02-27.2.jsonl"}) {
            Files.write(dir.resolve(old), new byte[1_000]);
        }
        Files.writeString(dir.resolve("notes.jsonl"), "mine");
        JsonlWriter writer = JsonlWriter.open(dir, SMALL);
        writer.append(events("e", 0, 10));

        new FileArchive(writer, new Rolling(1_000, false, Duration.ofDays(7), 0)).tidy(DAY);
        assertThat(names())
                .containsExactly("2026-02-27.1.jsonl", "2026-02-27.2.jsonl", "2026-03-01.jsonl", "notes.jsonl");

        new FileArchive(writer, new Rolling(1_000, false, Duration.ZERO, 3_000)).tidy(DAY);
        assertThat(names()).containsExactly("2026-02-27.2.jsonl", "2026-03-01.jsonl", "notes.jsonl");

        new FileArchive(writer, new Rolling(1_000, false, Duration.ofDays(1), 1)).tidy(DAY);
        writer.close();
        assertThat(names()).containsExactly("2026-03-01.jsonl", "notes.jsonl");
    }

    @Test
    void outputPacksInTheBackground() throws Exception {
        try (Output output = SettingsOf.open(
                new FileOutputType(), "directory", dir.toString(), "fileBytes", "1024", "keepDays", "99999")) {
            output.write(events("e", 0, 10));
            output.write(events("e", 10, 20));
        }
        try (Output output = SettingsOf.open(new FileOutputType(), "directory", dir.toString())) {
            output.write(events("e", 20, 21));
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(names())
                    .noneMatch(name -> name.endsWith(".jsonl") && name.contains(".1.")));
        }

        assertThat(read()).isEqualTo(ids(events("e", 0, 21)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (JsonlName name : JsonlName.list(dir)) {
            try (InputStream in = Files.newInputStream(dir.resolve(name.toString()));
                    InputStream text = name.packed() ? new GZIPInputStream(in) : in) {
                lines.addAll(new String(text.readAllBytes(), UTF_8).lines().toList());
            }
        }
        return lines;
    }

    private List<String> read() throws IOException {
        return lines().stream()
                .map(line -> line.replaceAll("\\{\"messageId\":\"([^\"]*)\".*", "$1"))
                .toList();
    }
}
