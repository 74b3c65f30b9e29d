package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** A step of a route that notes what comes, and holds back what begins with {@code block} until it is opened. */
final class Gate implements Processor {

    private final List<String> entered = new CopyOnWriteArrayList<>();
    private final List<String> finished = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public void process(Exchange exchange) throws Exception {
        String body = exchange.getMessage().getBody(String.class);
        entered.add(body);
        if (body.startsWith("block")) {
            assertThat(open.await(30, TimeUnit.SECONDS)).isTrue();
        }
        finished.add(body);
    }

    List<String> entered() {
        return entered;
    }

    List<String> finished() {
        return finished;
    }

    void open() {
        open.countDown();
    }

    void awaitEntered(int count) {
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(entered).hasSize(count));
    }

    void awaitFinished(int count) {
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(finished).hasSize(count));
    }
}
