package io.camelmcp.component.session.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of sessions promises. */
public abstract class SessionStoreContract {

    protected static final String SESSION = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final String OTHER_SESSION = "BBBBBBBBBBBBBBBBBBBBBB";
    private static final long START = 1_700_000_000_000L;

    /** Time of the store, milliseconds. */
    protected final AtomicLong clock = new AtomicLong(START);

    protected SessionStore store;

    /** A new, empty store that goes by {@link #clock}. */
    protected abstract SessionStore create() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = create();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    protected void whatIsWrittenIsFoundWithAllItsFields() {
        SessionRecord record =
                new SessionRecord("plant:7", SESSION, "tag-8chr", 42, "näher", 8_192, 1L << 40, in(3_600));

        assertThat(replace(null, record)).isTrue();

        assertThat(find("plant:7")).isEqualTo(record);
        assertThat(find("plant:8")).isNull();
    }

    @Test
    protected void recordIsWrittenOnlyIfTheStoreHoldsTheExpectedEpoch() {
        SessionRecord first = record(1);
        assertThat(replace(first, record(2))).as("there is none yet").isFalse();
        assertThat(replace(null, first)).isTrue();
        assertThat(replace(null, record(1))).as("there is one").isFalse();
        assertThat(replace(record(2), record(3))).as("another epoch").isFalse();
        assertThat(replace(otherSession(1), record(2))).as("another session").isFalse();
        assertThat(find("C1")).isEqualTo(first);

        assertThat(replace(first.withMarks(7, 7), record(2)))
                .as("marks do not matter")
                .isTrue();

        assertThat(find("C1")).isEqualTo(record(2));
        assertThat(replace(first, record(2))).as("the epoch is over").isFalse();
    }

    @Test
    protected void oneOfManyThatRaceForAnEpochGetsIt() throws Exception {
        int racers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        try {
            SessionRecord held = null;
            for (int epoch = 1; epoch <= 50; epoch++) {
                SessionRecord expected = held;
                CyclicBarrier barrier = new CyclicBarrier(racers);
                List<CompletableFuture<SessionRecord>> races = new ArrayList<>();
                for (int racer = 0; racer < racers; racer++) {
                    SessionRecord next = new SessionRecord("C1", SESSION, "tag", epoch, "n" + racer, 0, 0, in(60));
                    races.add(CompletableFuture.supplyAsync(
                            () -> {
                                await(barrier);
                                return replace(expected, next) ? next : null;
                            },
                            threads));
                }
                List<SessionRecord> winners = races.stream()
                        .map(CompletableFuture::join)
                        .filter(winner -> winner != null)
                        .toList();
                assertThat(winners).hasSize(1);
                held = winners.get(0);
                assertThat(find("C1")).isEqualTo(held);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    protected void marksOnlyRise() {
        replace(null, record(1));

        assertThat(reserve(record(1).withMarks(8_192, 0))).isTrue();
        assertThat(reserve(record(1).withMarks(0, 100))).isTrue();
        assertThat(find("C1")).isEqualTo(record(1).withMarks(8_192, 100));

        store.refresh(List.of(record(1).withMarks(8_193, 99)));
        assertThat(find("C1")).isEqualTo(record(1).withMarks(8_193, 100));
    }

    @Test
    protected void resumeKeepsMarksThatWereReservedAfterTheSessionWasFound() {
        replace(null, record(1));
        reserve(record(1).withMarks(8_192, 5));

        assertThat(replace(record(1), record(2))).isTrue();

        assertThat(find("C1")).isEqualTo(record(2).withMarks(8_192, 5));
    }

    @Test
    protected void newSessionBeginsWithMarksOfItsOwn() {
        replace(null, record(1));
        reserve(record(1).withMarks(8_192, 5));

        assertThat(replace(record(1), otherSession(2))).isTrue();

        assertThat(find("C1")).isEqualTo(otherSession(2));
    }

    @Test
    protected void whoeverHasLostTheEpochCanChangeNothing() {
        replace(null, record(1));
        replace(record(1), record(2));

        assertThat(reserve(record(1).withMarks(9, 9))).isFalse();
        assertThat(reserve(otherSession(2).withMarks(9, 9))).isFalse();
        store.refresh(List.of(record(1).withExpiry(in(9_000)), otherSession(2).withExpiry(in(9_000))));
        store.remove(record(1));
        store.remove(otherSession(2));
        assertThat(find("C1")).isEqualTo(record(2));

        store.remove(record(2).withMarks(1, 1));
        assertThat(find("C1")).isNull();
        assertThat(reserve(record(2))).isFalse();
    }

    @Test
    protected void expiredSessionIsNotFoundAndItsClientBeginsAnew() {
        replace(null, record(1).withExpiry(in(60)));
        clock.addAndGet(59_999);
        assertThat(find("C1")).isNotNull();
        assertThat(replace(null, otherSession(1))).isFalse();

        clock.addAndGet(1);

        assertThat(find("C1")).isNull();
        assertThat(replace(null, otherSession(1).withExpiry(in(60)))).isTrue();
        assertThat(find("C1")).isEqualTo(otherSession(1).withExpiry(in(60)));
    }

    @Test
    protected void refreshedSessionExpiresLater() {
        replace(null, record(1).withExpiry(in(60)));
        store.refresh(List.of(record(1).withExpiry(in(120))));
        clock.addAndGet(60_000);
        assertThat(find("C1")).isEqualTo(record(1).withExpiry(in(60)));
    }

    @Test
    protected void requestsWaitInTheOrderInWhichTheyCame() {
        replace(null, record(1));
        List<QueuedPush> kept = new ArrayList<>();
        for (String body : List.of("a", "b", "c")) {
            PushQueue.Appended appended = append(push("C1", body));
            assertThat(appended.standing()).isEqualTo(PushQueue.Standing.KEPT);
            kept.add(appended.push());
        }
        replace(null, new SessionRecord("C10", OTHER_SESSION, "tag", 1, "node", 0, 0, in(60)));
        append(push("C10", "of another client"));

        assertThat(bodies(record(1))).containsExactly("a", "b", "c");
        assertThat(kept).extracting(QueuedPush::number).isSorted().doesNotHaveDuplicates();

        store.pushes().remove(kept.get(1));
        assertThat(bodies(record(1))).containsExactly("a", "c");
    }

    @Test
    protected void requestIsKeptWithAllThatItsAnswerNeeds() {
        replace(null, record(1));
        byte[] body = {0, -1, 77};
        append(new QueuedPush("C1", 0x6F, 0xFFFF_FFFFL, body, "jms:queue:answers", Map.of("id", "näher", "n", "")));

        QueuedPush push = join(store.pushes().list(record(1))).get(0);

        assertThat(push.clientId()).isEqualTo("C1");
        assertThat(push.tag()).isEqualTo("tag");
        assertThat(push.command()).isEqualTo(0x6F);
        assertThat(push.deviceId()).isEqualTo(0xFFFF_FFFFL);
        assertThat(push.body()).isEqualTo(body);
        assertThat(push.answerTo()).isEqualTo("jms:queue:answers");
        assertThat(push.headers()).isEqualTo(Map.of("id", "näher", "n", ""));
        assertThat(push.sentNumber()).isZero();
        assertThat(push.toString()).doesNotContain("jms").doesNotContain("näher");

        store.pushes().sent(push, 1L << 33);
        assertThat(join(store.pushes().list(record(1))).get(0).sentNumber()).isEqualTo(1L << 33);
    }

    @Test
    protected void requestIsKeptOnlyForASessionOfThisNodeAndUpToALimit() {
        assertThat(append(push("C1", "a")).standing()).as("no session").isEqualTo(PushQueue.Standing.NO_SESSION);
        replace(null, record(1).withExpiry(in(60)));
        assertThat(join(store.pushes().append(push("C1", "a"), "elsewhere", 2)).standing())
                .isEqualTo(PushQueue.Standing.NO_SESSION);
        assertThat(append(push("C1", "a")).standing()).isEqualTo(PushQueue.Standing.KEPT);
        assertThat(append(push("C1", "b")).standing()).isEqualTo(PushQueue.Standing.KEPT);
        assertThat(append(push("C1", "c")).standing()).isEqualTo(PushQueue.Standing.KEPT);
        assertThat(append(push("C1", "d")).standing()).isEqualTo(PushQueue.Standing.FULL);
        clock.addAndGet(60_000);
        assertThat(append(push("C1", "e")).standing()).as("expired").isEqualTo(PushQueue.Standing.NO_SESSION);
    }

    @Test
    protected void takeoverMovesWhatHasNotBeenSentAndTheRestIsLeftBehind() {
        replace(null, record(1));
        QueuedPush sent = append(push("C1", "sent")).push();
        QueuedPush waiting = append(push("C1", "waiting")).push();
        store.pushes().sent(sent, 7);

        replace(record(1), record(2));
        assertThat(bodies(record(2))).as("resumed").containsExactly("sent", "waiting");
        assertThat(orphans()).isEmpty();
        replace(record(2), otherSession(3));

        assertThat(bodies(otherSession(3))).containsExactly("waiting");
        store.pushes().sent(waiting, 8);
        assertThat(join(store.pushes().list(otherSession(3))).get(0).sentNumber())
                .as("a number of the session before means nothing")
                .isZero();
        assertThat(orphans()).containsExactly("sent");
    }

    @Test
    protected void requestsOfASessionThatIsOverAreGivenOutOnce() {
        replace(null, record(1).withExpiry(in(60)));
        QueuedPush push = append(push("C1", "a")).push();
        append(push("C1", "b"));
        assertThat(orphans()).isEmpty();
        clock.addAndGet(60_000);

        assertThat(orphans()).containsExactly("a", "b");
        assertThat(orphans()).isEmpty();

        replace(null, otherSession(1));
        assertThat(bodies(otherSession(1))).as("they are not for the next one").isEmpty();
        append(push("C1", "c"));
        store.pushes().remove(push);
        store.remove(otherSession(1));
        assertThat(orphans()).containsExactly("c");
    }

    private PushQueue.Appended append(QueuedPush push) {
        return join(store.pushes().append(push, "node", 3));
    }

    protected static QueuedPush push(String clientId, String body) {
        return new QueuedPush(clientId, 0x0B, 0, body.getBytes(UTF_8), "", Map.of());
    }

    protected final List<String> bodies(SessionRecord session) {
        return texts(join(store.pushes().list(session)));
    }

    protected final List<String> orphans() {
        return texts(join(store.pushes().orphans(10)));
    }

    private static List<String> texts(List<QueuedPush> pushes) {
        return pushes.stream().map(push -> new String(push.body(), UTF_8)).toList();
    }

    protected final SessionRecord find(String clientId) {
        return join(store.find(clientId));
    }

    protected final boolean replace(SessionRecord expected, SessionRecord next) {
        return join(store.replace(expected, next));
    }

    protected final boolean reserve(SessionRecord marks) {
        return join(store.reserve(marks));
    }

    /** C1 in an epoch, without marks, for an hour from the start. */
    protected static SessionRecord record(long epoch) {
        return new SessionRecord("C1", SESSION, "tag", epoch, "node", 0, 0, START + 3_600_000);
    }

    private static SessionRecord otherSession(long epoch) {
        return new SessionRecord("C1", OTHER_SESSION, "gat", epoch, "node", 0, 0, START + 3_600_000);
    }

    /** So many seconds from now, as the store sees it. */
    protected final long in(int seconds) {
        return clock.get() + seconds * 1_000L;
    }

    protected static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
