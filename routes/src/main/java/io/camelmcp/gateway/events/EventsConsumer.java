package io.camelmcp.gateway.events;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the events of one queue to the route, batch after batch, on a thread of its own. A batch that fails goes back
 * to the head of its queue and is the next one to be tried, so nothing overtakes it.
 */
final class EventsConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

    private static final Logger LOG = LoggerFactory.getLogger(EventsConsumer.class);
    private static final long POLL_MILLIS = 250;
    private static final long STOP_MILLIS = 30_000;

    private final EventsEndpoint endpoint;
    private final String output;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private String queue = "";
    private @Nullable Run run;
    private @Nullable Thread thread;
    private @Nullable EventsHealthCheck health;
    private volatile boolean paused;
    private volatile @Nullable String lastError;

    EventsConsumer(EventsEndpoint endpoint, Processor processor, String output) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.output = output;
    }

    /** What is wrong with this output, or null if its last batch went well. */
    @Nullable
    String lastError() {
        return lastError;
    }

    String queue() {
        return queue;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        queue = endpoint.broker().declareQueue(endpoint.getAddress(), output);
        paused = false;
        Run next = new Run();
        run = next;
        Thread reader =
                getEndpoint().getCamelContext().getExecutorServiceManager().newThread("events-" + queue, next);
        thread = reader;
        reader.start();
        endpoint.getComponent().lookForUnreadQueues();
        health = EventsHealthCheck.register(getEndpoint().getCamelContext(), this, endpoint.broker(), getRouteId());
    }

    @Override
    protected void doSuspend() {
        paused = true;
    }

    @Override
    protected void doResume() {
        paused = false;
        signal();
    }

    @Override
    protected void doStop() throws Exception {
        Run last = run;
        Thread reader = thread;
        if (last != null && reader != null) {
            last.stopping = true;
            signal();
            reader.join(STOP_MILLIS);
            if (reader.isAlive()) {
                LOG.warn("queue={} state=interrupted: its batch did not finish and will come again", queue);
                last.abandoned = true;
                reader.interrupt();
            }
            run = null;
            thread = null;
        }
        if (health != null) {
            health.unregister();
            health = null;
        }
        super.doStop();
    }

    @Override
    protected void doShutdown() throws Exception {
        super.doShutdown();
        endpoint.getComponent().lookForUnreadQueues();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        Run now = run;
        return now != null && now.busy ? 1 : 0;
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        Run now = run;
        if (forced && now != null) {
            now.abandoned = true;
            now.stopping = true;
            signal();
        }
    }

    /**
     * From one start to the next stop. A thread of its own state: one that did not end in time must not read on when the
     * consumer is started again.
     */
    private final class Run implements Runnable {

        private final Attempts attempts = new Attempts(
                endpoint.getRedeliveryDelay(), endpoint.getMaxRedeliveryDelay(), endpoint.getDeadLetterAfter());
        private @Nullable QueueReader reader;
        volatile boolean stopping;
        volatile boolean abandoned;
        volatile boolean busy;

        @Override
        public void run() {
            while (!stopping || mustFinishPacket()) {
                try {
                    if (paused && !mustFinishPacket()) {
                        pause(POLL_MILLIS);
                        continue;
                    }
                    if (reader == null) {
                        reader = new QueueReader(endpoint.broker(), queue);
                    }
                    next(reader);
                } catch (Exception e) {
                    close();
                    failed(e);
                } finally {
                    busy = mustFinishPacket();
                }
            }
            close();
        }

        // a packet is confirmed as a whole: what its route has had of it would come again
        private boolean mustFinishPacket() {
            return reader != null && reader.restOfPacket() > 0 && attempts.succeeding() && !abandoned;
        }

        private void close() {
            QueueReader open = reader;
            reader = null;
            if (open != null) {
                open.close();
            }
        }

        private void next(QueueReader from) throws Exception {
            int limit = attempts.isolating() ? 1 : endpoint.getBatchSize();
            if (stopping || paused) {
                limit = Math.min(limit, from.restOfPacket());
            }
            List<Event> events = from.read(limit, endpoint.getBatchBytes(), endpoint.getBatchWait(), POLL_MILLIS);
            if (events.isEmpty()) {
                return;
            }
            if ((stopping || paused) && from.restOfPacket() == 0) { // came while it waited for the first one
                from.rollback();
                return;
            }
            busy = true;
            Exception failure = process(events, attempts.failures());
            if (failure == null) {
                from.commit();
                succeeded(events.size());
            } else if (attempts.isolating()) {
                from.deadLetter(events.get(0), queue, String.valueOf(failure.getMessage()));
                from.commit();
                LOG.error(
                        "queue={} state=dead-letter messageId={} reason={}",
                        queue,
                        events.get(0).messageId(),
                        failure);
                attempts.isolated();
            } else {
                from.rollback();
                attempts.failed(events.size());
                busy = false;
                failed(failure);
            }
        }

        private void succeeded(int events) {
            attempts.succeeded();
            if (abandoned) {
                return;
            }
            if (lastError != null) {
                LOG.info("queue={} state=recovered events={}", queue, events);
            }
            lastError = null;
        }

        private void failed(Exception e) {
            if (stopping) {
                return;
            }
            String error =
                    Objects.requireNonNullElse(e.getMessage(), e.getClass().getName());
            long delay = attempts.delayMillis();
            if (!error.equals(lastError)) {
                LOG.warn("queue={} state=failing retryInMs={} reason={}", queue, delay, error);
            }
            lastError = error;
            pause(delay);
        }

        private void pause(long millis) {
            lock.lock();
            try {
                long left = TimeUnit.MILLISECONDS.toNanos(millis);
                boolean wasPaused = paused;
                while (left > 0 && !stopping && paused == wasPaused) {
                    left = changed.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                stopping = true;
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable Exception process(List<Event> events, int attempt) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(new EventBatch(events));
            exchange.getMessage().setHeader(EventsConstants.BATCH_SIZE, events.size());
            exchange.getMessage().setHeader(EventsConstants.ATTEMPT, attempt);
            createUoW(exchange);
            try {
                getProcessor().process(exchange);
            } finally {
                doneUoW(exchange);
            }
            if (exchange.getException() != null) {
                return exchange.getException();
            }
            return exchange.isRollbackOnly() ? new EventsException("the route asked for a rollback") : null;
        } catch (Exception e) {
            return e;
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public EventsEndpoint getEndpoint() {
        return endpoint;
    }
}
