package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouteThreadsTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final CountDownLatch free = new CountDownLatch(1);

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        free.countDown();
        context.stop();
    }

    private void block() {
        try {
            free.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void tasksWaitForABusyThreadWhenTheQueueHasNoLimit() throws Exception {
        ExecutorService pool = RouteThreads.newPool(context, this, "test", 1, 1, -1);
        CountDownLatch waiting = new CountDownLatch(100);
        pool.execute(this::block);
        for (int i = 0; i < 100; i++) {
            pool.execute(waiting::countDown);
        }
        assertThat(waiting.getCount()).as("none runs on the caller").isEqualTo(100);

        free.countDown();
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskTooManyIsRefusedAndNotRunByTheCaller() {
        ExecutorService pool = RouteThreads.newPool(context, this, "test", 1, 1, 0);
        pool.execute(this::block);

        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
