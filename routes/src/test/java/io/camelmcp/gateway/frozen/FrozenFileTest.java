package io.camelmcp.gateway.frozen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.component.session.directory.Freeze;
import io.camelmcp.component.session.directory.FrozenClients;
import io.camelmcp.gateway.config.ConfigurationException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrozenFileTest {

    @TempDir
    Path directory;

    private final Instant later = Instant.now().plus(Duration.ofHours(1));

    @Test
    void freezesOutliveTheProcessAndOneThatHasEndedDoesNot() throws Exception {
        FrozenClients first = new FrozenClients();
        try (FrozenFile file = FrozenFile.open(directory, first)) {
            first.freeze("a", later, "one \"quoted\" reason");
            first.freeze("b", later, "x");
            first.unfreeze("b");
            // as if the process had died in the middle of a write
            Files.writeString(
                    directory.resolve("frozen.jsonl"), "{\"clientId\":\"c\",\"unt", StandardOpenOption.APPEND);
        }

        FrozenClients next = new FrozenClients();
        try (FrozenFile file = FrozenFile.open(directory, next)) {
            assertThat(next.all())
                    .extracting(Freeze::clientId, Freeze::until, Freeze::reason)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("a", later, "one \"quoted\" reason"));
            next.freeze("d", later, "x");
        }
        assertThat(Files.readAllLines(directory.resolve("frozen.jsonl"))).hasSize(2);
    }

    @Test
    void changeThatWasInterruptedIsWrittenWithTheNextOne() throws Exception {
        FrozenClients first = new FrozenClients();
        try (FrozenFile file = FrozenFile.open(directory, first)) {
            first.freeze("a", later, "x");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> first.freeze("b", later, "x")).isInstanceOf(UncheckedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            first.freeze("c", later, "x");
            first.freeze("d", later, "x");
        }

        FrozenClients next = new FrozenClients();
        try (FrozenFile file = FrozenFile.open(directory, next)) {
            assertThat(next.all()).extracting(Freeze::clientId).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void characterThatACrashHasCutDoesNotEndTheStart() throws Exception {
        FrozenClients first = new FrozenClients();
        try (FrozenFile file = FrozenFile.open(directory, first)) {
            first.freeze("ä", later, "x");
        }
        Files.write(
                directory.resolve("frozen.jsonl"),
                new byte[] {'{', '"', 'c', '"', ':', '"', (byte) 0xC3},
                StandardOpenOption.APPEND);

        FrozenClients next = new FrozenClients();
        try (FrozenFile file = FrozenFile.open(directory, next)) {
            assertThat(next.all()).extracting(Freeze::clientId).containsExactly("ä");
        }
    }

    @Test
    void whatHasEndedMeanwhileIsForgotten() throws Exception {
        Files.writeString(
                directory.resolve("frozen.jsonl"),
                "{\"clientId\":\"a\",\"since\":\"2020-01-01T00:00:00Z\",\"until\":\"2020-01-02T00:00:00Z\",\"reason\":\"\"}\n");
        FrozenClients clients = new FrozenClients();
        try (FrozenFile file = FrozenFile.open(directory, clients)) {
            assertThat(clients.all()).isEmpty();
        }
        assertThat(directory.resolve("frozen.jsonl")).isEmptyFile();
    }

    @Test
    void fileThatCannotBeReadIsNamed() throws Exception {
        Files.createDirectories(directory.resolve("frozen.jsonl/x"));
        assertThatThrownBy(() -> FrozenFile.open(directory, new FrozenClients()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("frozen.jsonl: cannot be read and written");
    }
}
