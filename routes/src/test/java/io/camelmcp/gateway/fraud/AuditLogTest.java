package io.camelmcp.gateway.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    private static final long NOON = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong(NOON);

    private AuditLog open(String secret) throws IOException {
        return AuditLog.open(directory, new AuditHash(secret), now::get);
    }

    private static List<ObjectNode> records(String... texts) {
        List<ObjectNode> all = new ArrayList<>();
        for (String text : texts) {
            all.add(new ObjectMapper().createObjectNode().put("event", text));
        }
        return all;
    }

    private Path first() {
        return directory.resolve("2026-11-23.jsonl");
    }

    private void threeLinesOnTwoDays(String secret) throws IOException {
        try (AuditLog log = open(secret)) {
            log.append(records("ä \"one\"", "two"));
        }
        now.addAndGet(86_400_000);
        try (AuditLog log = open(secret)) {
            log.append(records("three"));
        }
    }

    @Test
    void chainGoesOnOverRestartsAndDays() throws Exception {
        threeLinesOnTwoDays(null);
        assertThat(Files.readAllLines(first())).hasSize(2);
        AuditCheck check = AuditCheck.of(directory, null);
        assertThat(check.problem()).isNull();
        assertThat(List.of(check.files(), check.first(), check.last())).hasToString("[2, 1, 3]");
        assertThat(Files.readString(directory.resolve("2026-11-24.jsonl"))).contains(check.head());
    }

    @Test
    void lineThatIsChangedIsFound() throws Exception {
        threeLinesOnTwoDays(null);
        Files.writeString(first(), Files.readString(first()).replace("two", "too"));
        assertThat(AuditCheck.of(directory, null).problem())
                .startsWith(first() + ":2: it does not have the hash of its content");
    }

    @Test
    void lineThatIsTakenOutIsFound() throws Exception {
        threeLinesOnTwoDays(null);
        Files.writeString(first(), Files.readAllLines(first()).get(0) + "\n");
        assertThat(AuditCheck.of(directory, null).problem())
                .endsWith("2026-11-24.jsonl:1: it does not follow line seq=1: lines are missing, or were put in");
    }

    @Test
    void chainThatIsMadeAnewIsFoundWhenThereIsASecret() throws Exception {
        threeLinesOnTwoDays(null);
        assertThat(AuditCheck.of(directory, "secret").problem()).contains(":1: it does not have the hash");
        assertThatThrownBy(() -> open("secret")).hasMessageContaining("its last line is not one of this log");
    }

    @Test
    void olderFilesMayBeMovedAway() throws Exception {
        threeLinesOnTwoDays("secret");
        Files.delete(first());
        AuditCheck check = AuditCheck.of(directory, "secret");
        assertThat(check.problem()).isNull();
        assertThat(check.first()).isEqualTo(3);
    }

    @Test
    void halfALineOfACrashIsCutAndTheChainGoesOn() throws Exception {
        threeLinesOnTwoDays(null);
        Path last = directory.resolve("2026-11-24.jsonl");
        Files.writeString(last, "{\"seq\":4,\"at\":\"20", StandardOpenOption.APPEND);
        try (AuditLog log = open(null)) {
            log.append(records("four"));
        }
        AuditCheck check = AuditCheck.of(directory, null);
        assertThat(check.problem()).isNull();
        assertThat(check.last()).isEqualTo(4);
    }

    @Test
    void clockThatIsSetBackOverMidnightDoesNotPartTheChain() throws Exception {
        threeLinesOnTwoDays(null);
        try (AuditLog log = open(null)) {
            now.addAndGet(-86_400_000);
            log.append(records("four"));
            now.addAndGet(86_400_000);
            log.append(records("five"));
            now.addAndGet(-86_400_000);
            log.append(records("six"));
        }
        try (AuditLog log = open(null)) {
            log.append(records("seven"));
        }
        AuditCheck check = AuditCheck.of(directory, null);
        assertThat(check.problem()).isNull();
        assertThat(List.of(check.files(), check.first(), check.last())).hasToString("[2, 1, 7]");
    }

    @Test
    void appendThatIsInterruptedLeavesNothingAndTheNextOneGoesOn() throws Exception {
        try (AuditLog log = open(null)) {
            log.append(records("one"));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> log.append(records("lost"))).isInstanceOf(IOException.class);
            assertThat(Thread.interrupted()).isTrue();
            // what a write that was interrupted may have left
            Files.writeString(first(), "{\"seq\":2,\"half", StandardOpenOption.APPEND);

            log.append(records("two"));
            log.append(records("three"));
        }
        assertThat(Files.readAllLines(first())).hasSize(3);
        assertThat(AuditCheck.of(directory, null).problem()).isNull();
    }

    @Test
    void lineWithoutAnEndIsATornOneInTheNewestFileAndAProblemInAnother() throws Exception {
        threeLinesOnTwoDays(null);
        Path newest = directory.resolve("2026-11-24.jsonl");
        Files.write(newest, new byte[] {'{', '"', (byte) 0xC3}, StandardOpenOption.APPEND);
        AuditCheck check = AuditCheck.of(directory, null);
        assertThat(check.problem()).isNull();
        assertThat(check.torn()).isEqualTo(newest + ":2");
        assertThat(check.last()).isEqualTo(3);

        Files.writeString(first(), "{\"half", StandardOpenOption.APPEND);
        assertThat(AuditCheck.of(directory, null).problem()).startsWith(first() + ":3: it does not have the hash");
    }

    @Test
    void octetsThatAreNoTextAreFoundWithTheirLine() throws Exception {
        threeLinesOnTwoDays(null);
        byte[] octets = Files.readAllBytes(first());
        octets[30] = (byte) 0xFF;
        Files.write(first(), octets);
        assertThat(AuditCheck.of(directory, null).problem()).startsWith(first() + ":1: it does not have the hash");
    }

    @Test
    void emptyLogIsInOrder() throws Exception {
        Files.writeString(first(), "{\"half");
        open(null).close();
        assertThat(AuditCheck.of(directory, null).problem()).isNull();
        assertThat(AuditCheck.of(directory, null).last()).isZero();
    }
}
