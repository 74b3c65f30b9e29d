package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.component.session.SessionChange;
import io.camelmcp.component.session.SessionListener;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners to sessions are told. */
@Timeout(60)
class SessionEventsTest {

    private static final int CHANGES = 3_000;

    @Test
    void slowListenerNeverRunsOnItsCallerAndWhatItCannotTakeIsDroppedAndCounted() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Queue<Thread> told = new ConcurrentLinkedQueue<>();
        SessionListener slow = change -> {
            told.add(Thread.currentThread());
            // on the caller this would wait for ever
            awaitUninterruptibly(released);
        };
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.disableJMX();
            context.getRegistry().bind("slow", slow);
            context.start();
            SessionEvents events = new SessionEvents(context);

            for (int i = 0; i < CHANGES; i++) {
                events.changed(new SessionChange(SessionChange.Kind.LOGIN, "c" + i, "", 1, "", ""));
            }

            assertThat(events.dropped()).isBetween(1L, CHANGES - 1L);
            released.countDown();
            await().until(() -> told.size() + events.dropped() == CHANGES);
            assertThat(told).doesNotContain(Thread.currentThread());
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
