package io.camelmcp.component.session.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.component.session.store.QueuedPush;
import io.camelmcp.component.session.store.SessionRecord;
import io.camelmcp.component.session.store.SessionStore;
import io.camelmcp.component.session.store.SessionStoreContract;
import io.camelmcp.component.session.store.SessionStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MvSessionStoreTest extends SessionStoreContract {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    // whoever writes the file asks for the time: holds it up
    private volatile Runnable beforeTime = () -> {};

    @Override
    protected SessionStore create() {
        return MvSessionStore.open(directory.resolve("a/b"), () -> {
            beforeTime.run();
            return clock.get();
        });
    }

    @Test
    void sessionsAreThereAfterTheStoreIsOpenedAgain() {
        replace(null, record(1));
        reserve(record(1).withMarks(8_192, 3));
        store.refresh(List.of(record(1).withExpiry(in(7_200))));
        replace(null, client("gone", in(60)));
        store.remove(client("gone", in(60)));

        store.close();
        store = create();

        assertThat(find("C1")).isEqualTo(record(1).withMarks(8_192, 3).withExpiry(in(7_200)));
        assertThat(find("gone")).isNull();
    }

    @Test
    void requestsThatWaitAreThereAfterTheStoreIsOpenedAgainAndNewOnesComeBehindThem() {
        replace(null, record(1));
        QueuedPush first =
                join(store.pushes().append(push("C1", "first"), "node", 9)).push();
        join(store.pushes().append(push("C1", "second"), "node", 9));
        store.pushes().sent(first, 41);
        store.close();
        clock.addAndGet(-1_000_000); // a clock that was put back must not put them in front
        store = create();

        join(store.pushes().append(push("C1", "third"), "node", 9));

        assertThat(bodies(record(1))).containsExactly("first", "second", "third");
        assertThat(join(store.pushes().list(record(1))))
                .extracting(QueuedPush::sentNumber)
                .containsExactly(41L, 0L, 0L);
    }

    @Test
    void requestsWhoseSessionHasExpiredWhileNoProcessRanAreGivenOut() {
        replace(null, record(1).withExpiry(in(60)));
        join(store.pushes().append(push("C1", "a"), "node", 9));
        assertThat(orphans()).isEmpty();
        store.close();
        clock.addAndGet(60_000);
        store = create();
        assertThat(orphans()).containsExactly("a");

        store.close();
        store = create();
        assertThat(orphans()).as("nobody has removed it").containsExactly("a");
    }

    @Test
    void fileThatIsOpenIsRefusedByNameAndNotDisturbed() {
        replace(null, record(1));

        assertThatThrownBy(this::create)
                .isInstanceOf(SessionStoreException.class)
                .hasMessage(file() + ": in use by another process or store; stop it, or choose another directory");

        assertThat(replace(record(1), record(2))).isTrue();
    }

    @Test
    void damagedFileIsRefusedAndLeftAsItIs() throws Exception {
        for (int n = 0; n < 1_000; n++) {
            store.replace(null, client("C" + n, in(60)));
            if (n % 100 == 0) {
                find("C" + n); // so that they are not all one write
            }
        }
        store.close();
        byte[] good = Files.readAllBytes(file());
        int refused = 0;
        for (int part = 0; part < 10; part++) {
            byte[] damaged = good.clone();
            byte[] garbage = new byte[damaged.length / 10];
            new Random(part).nextBytes(garbage);
            System.arraycopy(garbage, 0, damaged, part * garbage.length, garbage.length);
            Files.write(file(), damaged);
            try (SessionStore opened = create()) {
                // useless octets were hit
                for (int n = 0; n < 1_000; n++) {
                    assertThat(join(opened.find("C" + n)))
                            .as("part %d: C%d", part, n)
                            .isNotNull();
                }
            } catch (SessionStoreException e) {
                refused++;
                assertThat(e)
                        .hasMessageMatching("\\Q" + file() + "\\E: damaged \\(.+\\); restore it, or move it away .+");
                assertThat(Files.readAllBytes(file())).isEqualTo(damaged);
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void fileThatHasLostItsLastWritesIsRefused() throws Exception {
        replace(null, record(1));
        store.close();
        byte[] before = Files.readAllBytes(file());
        store = create();
        replace(record(1), record(2));
        store.close();
        Files.write(file(), before);

        assertThatThrownBy(this::create)
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining(file() + ": damaged (it ends with write ")
                .hasMessageEndingWith("move it away to start without sessions: all devices log in anew");

        Files.delete(file());
        store = create();
        assertThat(find("C1")).isNull();
        store.close();
        store = create();
    }

    @Test
    void expiredSessionsLeaveTheFile() {
        MvSessionStore file = (MvSessionStore) store;
        for (int n = 0; n < 3_000; n++) {
            store.replace(null, client("C" + n, in(n < 2_999 ? 60 : 600)));
        }
        assertThat(join(file.size())).isEqualTo(3_000);

        clock.addAndGet(60_000);

        await().atMost(SOON).until(() -> join(file.size()) == 1);
        assertThat(find("C2999")).isNotNull();
    }

    @Test
    void fileStaysSmallHoweverOftenItIsWritten() throws Exception {
        replace(null, record(1));
        for (int n = 0; n < 200; n++) {
            replace(null, client("C" + n, in(60)));
        }
        for (int n = 1; n <= 4_000; n++) {
            reserve(record(1).withMarks(n, 0));
        }
        assertThat(Files.size(file())).as("8 KiB a commit: 32 MiB of them").isLessThan(20 * 1024 * 1024);
    }

    @Test
    void moreThanMayWaitIsRefusedAtOnce() throws Exception {
        CountDownLatch inTheWay = new CountDownLatch(1);
        beforeTime = () -> pass(inTheWay);
        List<CompletionStage<SessionRecord>> finds = new ArrayList<>();
        while (finds.size() < 3 * SessionWriter.MOST_WAITING) {
            finds.add(store.find("C1"));
        }

        assertThatThrownBy(() -> join(finds.get(finds.size() - 1)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(SessionStoreException.class)
                .hasMessageContaining("wait already; try again later");

        inTheWay.countDown();
        await().atMost(SOON).until(() -> finds.stream()
                .allMatch(find -> find.toCompletableFuture().isDone()));
        assertThat(join(finds.get(0))).isNull();
        assertThat(replace(null, record(1))).isTrue();
    }

    @Test
    void closedStoreFailsWhatComesLater() {
        store.close();

        assertThatThrownBy(() -> find("C1")).hasMessageContaining(file() + ": closed");
        assertThatThrownBy(() -> replace(null, record(1))).hasMessageContaining(file() + ": closed");
        store.remove(record(1));
        store.close();
    }

    @Test
    void writeThatFailsIsToldAndTheStoreIsBackWhenTheDiskIs() throws Exception {
        FailingDisk disk = new FailingDisk();
        FilePath.register(disk);
        try (SessionStore onDisk =
                MvSessionStore.open(FailingDisk.SCHEME + ":" + directory.resolve("x.mv.db"), clock::get)) {
            assertThat(join(onDisk.replace(null, record(1)))).isTrue();

            FailingDisk.full = true;
            assertThatThrownBy(() -> join(onDisk.replace(record(1), record(2))))
                    .hasCauseInstanceOf(SessionStoreException.class)
                    .hasMessageContaining("cannot be written");
            assertThatThrownBy(() -> join(onDisk.find("C1"))).hasCauseInstanceOf(SessionStoreException.class);

            FailingDisk.full = false;
            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(join(onDisk.find("C1")))
                    .isEqualTo(record(1)));
            assertThat(join(onDisk.replace(record(1), record(2)))).isTrue();
        } finally {
            FailingDisk.full = false;
            FilePath.unregister(disk);
        }
    }

    @Test
    void directoryThatCannotBeMadeIsNamed() throws IOException {
        Path taken = Files.createFile(directory.resolve("taken"));

        assertThatThrownBy(() -> MvSessionStore.open(taken.resolve("sessions")))
                .isInstanceOf(SessionStoreException.class)
                .hasMessageContaining(taken + "/sessions: cannot be created");
    }

    private Path file() {
        return directory.resolve("a/b").resolve(MvSessionStore.FILE);
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SessionRecord client(String clientId, long expiresAt) {
        return new SessionRecord(clientId, SESSION, "tag", 1, "node", 0, 0, expiresAt);
    }
}
