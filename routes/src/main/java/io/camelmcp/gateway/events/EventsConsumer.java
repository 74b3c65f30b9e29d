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
    private final Attempts attempts;
    private String queue = "";
    private @Nullable Thread thread;
    private @Nullable EventsHealthCheck health;
    private volatile boolean running;
    private volatile boolean paused;
    private volatile boolean busy;
    private volatile @Nullable String lastError;

    EventsConsumer(EventsEndpoint endpoint, Processor processor, String output) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.output = output;
        this.attempts = new Attempts(
                endpoint.getRedeliveryDelay(), endpoint.getMaxRedeliveryDelay(), endpoint.getDeadLetterAfter());
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
        running = true;
        Thread reader =
                getEndpoint().getCamelContext().getExecutorServiceManager().newThread("events-" + queue, this::run);
        thread = reader;
        reader.start();
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
        running = false;
        signal();
        Thread reader = thread;
        if (reader != null) {
            reader.join(STOP_MILLIS);
            if (reader.isAlive()) {
                LOG.warn("queue={} state=interrupted: its batch did not finish and will come again", queue);
                reader.interrupt();
            }
            thread = null;
        }
        if (health != null) {
            health.unregister();
            health = null;
        }
        super.doStop();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return busy ? 1 : 0;
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        if (forced) {
            running = false;
            signal();
        }
    }

    private void run() {
        QueueReader reader = null;
        while (running) {
            try {
                if (paused) {
                    pause(POLL_MILLIS);
                    continue;
                }
                if (reader == null) {
                    reader = new QueueReader(endpoint.broker(), queue);
                }
                next(reader);
            } catch (Exception e) {
                reader = close(reader);
                failed(e);
            } finally {
                busy = false;
            }
        }
        close(reader);
    }

    private static @Nullable QueueReader close(@Nullable QueueReader reader) {
        if (reader != null) {
            reader.close();
        }
        return null;
    }

    private void next(QueueReader reader) throws Exception {
        int limit = attempts.isolating() ? 1 : endpoint.getBatchSize();
        List<Event> events = reader.read(limit, endpoint.getBatchBytes(), endpoint.getBatchWait(), POLL_MILLIS);
        if (events.isEmpty()) {
            return;
        }
        if (paused) { // came while it waited for the first one
            reader.rollback();
            return;
        }
        busy = true;
        Exception failure = process(events);
        if (failure == null) {
            reader.commit();
            succeeded(events.size());
        } else if (attempts.isolating()) {
            reader.deadLetter(events.get(0), queue, String.valueOf(failure.getMessage()));
            reader.commit();
            LOG.error(
                    "queue={} state=dead-letter messageId={} reason={}",
                    queue,
                    events.get(0).messageId(),
                    failure);
            attempts.isolated();
        } else {
            reader.rollback();
            attempts.failed(events.size());
            busy = false;
            failed(failure);
        }
    }

    private @Nullable Exception process(List<Event> events) {
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(new EventBatch(events));
            exchange.getMessage().setHeader(EventsConstants.BATCH_SIZE, events.size());
            exchange.getMessage().setHeader(EventsConstants.ATTEMPT, attempts.failures());
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

    private void succeeded(int events) {
        if (lastError != null) {
            LOG.info("queue={} state=recovered events={}", queue, events);
        }
        lastError = null;
        attempts.succeeded();
    }

    private void failed(Exception e) {
        if (!running) {
            return;
        }
        String error = Objects.requireNonNullElse(e.getMessage(), e.getClass().getName());
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
            while (left > 0 && running && paused == wasPaused) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            running = false;
        } finally {
            lock.unlock();
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
