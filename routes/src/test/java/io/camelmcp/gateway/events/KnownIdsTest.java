package io.camelmcp.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.gateway.events.KnownIds.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownIdsTest {

    private static final int CAPACITY = 10;

    @TempDir
    private Path dir;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicInteger permits = new AtomicInteger();
    private Path file;
    private KnownIds ids;

    @BeforeEach
    void open() throws IOException {
        file = dir.resolve("ids");
        ids = KnownIds.open(file, CAPACITY);
    }

    @AfterEach
    void close() {
        ids.close();
    }

    @Test
    void idThatWasTakenIsKnownAlsoAfterARestart() throws IOException {
        take("a");
        assertThat(ids.begin(send("a"))).isEqualTo(Verdict.TAKEN);

        reopen();

        assertThat(ids.begin(send("a"))).isEqualTo(Verdict.TAKEN);
        assertThat(ids.begin(send("b"))).isEqualTo(Verdict.NEW);
    }

    @Test
    void idThatWasRefusedIsNewAgain() {
        PendingSend first = send("a");
        assertThat(ids.begin(first)).isEqualTo(Verdict.NEW);

        ids.refused(first);

        assertThat(ids.begin(send("a"))).isEqualTo(Verdict.NEW);
    }

    @Test
    void sendOfAnIdUnderWayEndsWithTheFirstInGoodAndBad() {
        for (Exception how : new Exception[] {null, new IllegalStateException("disk")}) {
            PendingSend first = send("a" + how);
            Exchange second = new DefaultExchange(context);
            assertThat(ids.begin(first)).isEqualTo(Verdict.NEW);
            permits.set(2);
            assertThat(ids.begin(send("a" + how, second))).isEqualTo(Verdict.FOLLOWS);

            ids.refused(first);
            first.end(how);

            assertThat(second.getException()).isSameAs(how);
            assertThat(permits).hasValue(0);
        }
    }

    @Test
    void theLastIdsAreRememberedAndNoMore() throws IOException {
        IntStream.range(0, 3 * CAPACITY).forEach(n -> take("id" + n));
        for (int round = 0; round < 2; round++) {
            for (int n = 0; n < 3 * CAPACITY; n++) {
                PendingSend send = send("id" + n);
                assertThat(ids.begin(send)).as("id%d", n).isEqualTo(n < 2 * CAPACITY ? Verdict.NEW : Verdict.TAKEN);
                ids.refused(send);
            }
            reopen();
        }
        assertThat(Files.size(file)).isLessThan(2 * CAPACITY * 8L);
    }

    @Test
    void idCutOffInTheMiddleCostsNoOther() throws IOException {
        take("first");
        long first = Files.size(file);
        take("second");
        for (long size = Files.size(file) - 1; size >= first; size--) {
            ids.close();
            try (var channel = java.nio.channels.FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(size);
            }
            ids = KnownIds.open(file, CAPACITY);
            assertThat(ids.begin(send("first"))).isEqualTo(Verdict.TAKEN);
            take("second");
            reopen();
            assertThat(ids.begin(send("second"))).isEqualTo(Verdict.TAKEN);
        }
    }

    @Test
    void idsAreWrittenAgainAfterAFailureAndWhatItLeftIsCut() throws IOException {
        take("a");
        Thread.currentThread().interrupt(); // closes the file in the middle of the write
        take("lost");
        assertThat(Thread.interrupted()).isTrue();
        Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);

        take("b");
        take("c");

        reopen();
        for (String id : List.of("a", "b", "c")) {
            assertThat(ids.begin(send(id))).as(id).isEqualTo(Verdict.TAKEN);
        }
        assertThat(ids.begin(send("lost"))).isEqualTo(Verdict.NEW);
    }

    @Test
    void idsAreWrittenAgainAfterTheFilesCouldNotChangePlaces() throws IOException {
        Path older = dir.resolve("ids.old");
        Files.createDirectories(older.resolve("in the way"));
        IntStream.range(0, CAPACITY + 2).forEach(n -> take("id" + n));
        Files.delete(older.resolve("in the way"));

        take("last");

        reopen();
        assertThat(ids.begin(send("last"))).isEqualTo(Verdict.TAKEN);
        assertThat(ids.begin(send("id" + CAPACITY))).isEqualTo(Verdict.TAKEN);
    }

    @Test
    void eventsWithoutIdAndWithAnEndlessOneAreAlwaysNew() {
        for (String id : List.of("", "x".repeat(100_000))) {
            take(id);
            assertThat(ids.begin(send(id))).isEqualTo(Verdict.NEW);
        }
    }

    private void take(String id) {
        PendingSend send = send(id);
        ids.begin(send);
        ids.taken(List.of(send));
    }

    private PendingSend send(String id) {
        return send(id, new DefaultExchange(context));
    }

    private PendingSend send(String id, Exchange exchange) {
        Event event = new Event(id, "", "", 0, new byte[0]);
        return new PendingSend("a", ids, event, 0, exchange::setException, permits::decrementAndGet);
    }

    private void reopen() throws IOException {
        ids.close();
        ids = KnownIds.open(file, CAPACITY);
    }
}
