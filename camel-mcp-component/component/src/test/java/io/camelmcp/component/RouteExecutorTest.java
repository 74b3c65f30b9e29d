package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Few threads while tasks are short, more when they block, and no task is ever forgotten. */
@Timeout(60)
class RouteExecutorTest {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final Duration SOON = Duration.ofSeconds(20);

    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger blocked = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private ExecutorService threads;

    private RouteExecutor executor(int most) {
        threads = new ThreadPoolExecutor(1, RouteExecutor.threads(most), 1, TimeUnit.MINUTES, new SynchronousQueue<>());
        return RouteExecutor.ofFewThreads(threads, most);
    }

    @AfterEach
    void close() {
        open.countDown();
        threads.shutdownNow();
    }

    private void block() {
        blocked.incrementAndGet();
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        done.incrementAndGet();
    }

    @Test
    void noMoreThreadsThanProcessorsUnlessTasksStall() {
        RouteExecutor executor = executor(200);
        for (int i = 0; i < PROCESSORS + 5; i++) {
            executor.execute(this::block);
        }
        await().atMost(SOON).until(() -> blocked.get() == PROCESSORS);

        executor.stalled();
        executor.stalled();

        await().atMost(SOON).until(() -> blocked.get() == PROCESSORS + 2);
        open.countDown();
        await().atMost(SOON).until(() -> done.get() == PROCESSORS + 5);
        assertThat(((ThreadPoolExecutor) threads).getLargestPoolSize()).isLessThanOrEqualTo(PROCESSORS + 2);
    }

    @Test
    void withoutAWatchAsManyTasksMayBlockAsThereMayBeThreads() {
        executor(PROCESSORS + 3);
        RouteExecutor executor = new RouteExecutor(threads, PROCESSORS + 3);
        for (int i = 0; i < PROCESSORS + 5; i++) {
            executor.execute(this::block);
        }

        await().atMost(SOON).until(() -> blocked.get() == PROCESSORS + 3);
        open.countDown();
        await().atMost(SOON).until(() -> done.get() == PROCESSORS + 5);
    }

    @Test
    void neverMoreThreadsThanAllowed() {
        RouteExecutor executor = executor(1);
        executor.execute(this::block);
        executor.execute(this::block);
        await().atMost(SOON).until(() -> blocked.get() == 1);

        executor.stalled();
        executor.stalled();

        assertThat(((ThreadPoolExecutor) threads).getLargestPoolSize()).isEqualTo(1);
        open.countDown();
        await().atMost(SOON).until(() -> done.get() == 2);
    }

    @Test
    void noTaskIsForgottenWhenThreadsComeAndGo() throws Exception {
        RouteExecutor executor = executor(4);
        List<Thread> feeders = new ArrayList<>();
        for (int f = 0; f < 4; f++) {
            Thread feeder = new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    executor.execute(done::incrementAndGet);
                    if (i % 50 == 0) {
                        Thread.yield();
                        executor.stalled();
                    }
                }
            });
            feeders.add(feeder);
            feeder.start();
        }
        for (Thread feeder : feeders) {
            feeder.join();
        }

        await().atMost(SOON).until(() -> done.get() == 80_000);
    }

    @Test
    void taskThatThrowsDoesNotKeepTheNextOnesFromRunning() {
        RouteExecutor executor = executor(1);
        executor.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        executor.execute(done::incrementAndGet);

        await().atMost(SOON).until(() -> done.get() == 1);
    }

    @Test
    void taskThatIsRefusedDoesNotRun() {
        RouteExecutor executor = executor(2);
        threads.shutdown();

        assertThatThrownBy(() -> executor.execute(done::incrementAndGet))
                .isInstanceOf(RejectedExecutionException.class);
        executor.stalled();
        assertThat(done).hasValue(0);
    }
}
