package io.camelmcp.gateway.events;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.ObjectHelper;
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
    private static final long LONG_SECONDS = 300;
    private static final int SUSPICIOUS = 10;

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
        Run now = run;
        String error = lastError;
        return error != null || now == null ? error : overdue(now.routeSince, System.nanoTime());
    }

    /** @param since {@link System#nanoTime()} when the batch went to its route; 0 if there is none */
    static @Nullable String overdue(long since, long now) {
        long seconds = since == 0 ? 0 : TimeUnit.NANOSECONDS.toSeconds(now - since);
        return seconds < LONG_SECONDS
                ? null
                : "a batch has been under way for " + seconds + " s: neither taken nor refused";
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
                endpoint.getRedeliveryDelay(),
                endpoint.getMaxRedeliveryDelay(),
                endpoint.getDeadLetterAfter(),
                new Random());
        private @Nullable QueueReader reader;
        volatile boolean stopping;
        volatile boolean abandoned;
        volatile boolean busy;
        volatile long routeSince;
        private long refusedInARow;

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
                } catch (Error e) { // a thread that is gone would leave the queue to fill, and nobody would say so
                    LOG.error("queue={} state=failing", queue, e);
                    close();
                    failed(new EventsException(e.toString()));
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
            Refusals refusals = new Refusals();
            Exception failure;
            routeSince = System.nanoTime() | 1; // 0 is for none
            try {
                failure = process(events, attempts.failures(), refusals);
            } finally {
                routeSince = 0;
            }
            if (failure == null) {
                Map<Event, String> refused = refusals.reasons();
                putAside(from, refused);
                from.commit();
                succeeded(events.size(), refused);
            } else if (failure instanceof BreakerOpenException) {
                from.rollback();
                attempts.blocked();
                busy = false;
                failed(failure);
            } else if (attempts.isolating()) {
                from.deadLetter(events.get(0), queue, String.valueOf(failure.getMessage()));
                from.commit();
                LOG.error(
                        "queue={} state=dead-letter messageId={} reason={}",
                        queue,
                        events.get(0).messageId(),
                        QueueReader.cut(failure.toString()));
                attempts.isolated();
            } else {
                from.rollback();
                attempts.failed(events.size());
                busy = false;
                failed(failure);
            }
        }

        // one line for all of them: a target that refuses everything must not fill the log
        private void putAside(QueueReader from, Map<Event, String> refused) throws Exception {
            for (Map.Entry<Event, String> each : refused.entrySet()) {
                from.deadLetter(each.getKey(), queue, each.getValue());
            }
            refused.entrySet().stream()
                    .findFirst()
                    .ifPresent(first -> LOG.error(
                            "queue={} state=dead-letter events={} messageId={} reason={}",
                            queue,
                            refused.size(),
                            first.getKey().messageId(),
                            QueueReader.cut(first.getValue())));
        }

        private void succeeded(int events, Map<Event, String> refused) {
            attempts.succeeded();
            if (abandoned) {
                return;
            }
            refusedInARow = refused.size() < events ? 0 : refusedInARow + events;
            if (refusedInARow >= SUSPICIOUS) {
                lastError = "the target refuses every event, the last " + refusedInARow
                        + " are dead letters; look at what it says, mend it, then 'gateway dlq replay': "
                        + QueueReader.cut(refused.values().iterator().next());
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
            Throwable cause = causeOf(e);
            String before = lastError;
            // that the breaker is open says less than why it has opened
            String error = e instanceof BreakerOpenException && before != null
                    ? before
                    : Objects.requireNonNullElse(
                            cause.getMessage(), cause.getClass().getName());
            long delay = attempts.delayMillis();
            if (!error.equals(lastError)) {
                LOG.warn("queue={} state=failing retryInMs={} reason={}", queue, delay, error);
            }
            lastError = error;
            pause(delay);
        }

        // Camel's own wrapping says nothing that the cause does not say
        private static Throwable causeOf(Exception e) {
            return e instanceof RuntimeCamelException && e.getCause() != null ? e.getCause() : e;
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

    /** The batch did not reach its target, and no step of the route has taken it instead. */
    private static final class BreakerOpenException extends Exception {

        private static final long serialVersionUID = 1L;

        BreakerOpenException() {
            super("the circuit breaker is open");
        }
    }

    // unless told otherwise, Camel ends an exchange that an open breaker has let pass by as if it had gone well
    private static boolean isKeptByBreaker(Exchange exchange) {
        if (exchange.getException() != null) {
            return ObjectHelper.getException(CallNotPermittedException.class, exchange.getException()) != null;
        }
        return exchange.getProperty(ExchangePropertyKey.CIRCUIT_BREAKER_RESPONSE_REJECTED, false, boolean.class)
                && !exchange.getProperty(
                        ExchangePropertyKey.CIRCUIT_BREAKER_RESPONSE_FROM_FALLBACK, false, boolean.class)
                && exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT) == null;
    }

    private @Nullable Exception process(List<Event> events, int attempt, Refusals refusals) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(new EventBatch(events));
            exchange.getMessage().setHeader(EventsConstants.BATCH_SIZE, events.size());
            exchange.getMessage().setHeader(EventsConstants.ATTEMPT, attempt);
            exchange.setProperty(Refusals.PROPERTY, refusals);
            createUoW(exchange);
            try {
                getProcessor().process(exchange);
            } finally {
                doneUoW(exchange);
            }
            if (isKeptByBreaker(exchange)) {
                return new BreakerOpenException();
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
