package io.camelmcp.component;

import io.camelmcp.component.session.SessionChange;
import io.camelmcp.component.session.SessionListener;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what happens to sessions, and tells the {@link SessionListener}s of the registry and Camel's event notifiers: on a thread of
 * its own, because they may wait and event loops must not. What they cannot keep up with is dropped, and logged.
 */
final class SessionEvents implements SessionListener {

    private static final Logger LOG = LoggerFactory.getLogger(SessionEvents.class);

    private static final int MOST_WAITING = 1_000;

    /** One of so many drops is logged: there may be thousands at once. */
    private static final int DROPS_PER_LINE = 1_000;

    private final CamelContext context;
    private final Set<SessionListener> listeners;
    private final ExecutorService thread;
    private final AtomicLong dropped = new AtomicLong();

    SessionEvents(CamelContext context) {
        this.context = context;
        this.listeners = context.getRegistry().findByType(SessionListener.class);
        this.thread = RouteThreads.newPool(context, this, "McpSessionEvents", 1, 1, MOST_WAITING);
    }

    @Override
    public void changed(SessionChange change) {
        LOG.debug(
                "event=session-{} clientId={} epoch={} peer={} detail={}",
                change.kind(),
                change.clientId(),
                change.epoch(),
                change.remoteAddress(),
                change.detail());
        if (listeners.isEmpty()
                && context.getManagementStrategy().getEventNotifiers().isEmpty()) {
            return;
        }
        try {
            thread.execute(() -> tell(change));
        } catch (RejectedExecutionException e) {
            long drops = dropped.incrementAndGet();
            if (drops % DROPS_PER_LINE == 1) {
                LOG.warn(
                        "event=session-event-dropped change={} clientId={} drops={}",
                        change.kind(),
                        change.clientId(),
                        drops);
            }
        }
    }

    /** Changes that nobody has been told of, because {@value #MOST_WAITING} were waiting already. */
    long dropped() {
        return dropped.get();
    }

    /** No more changes follow; those that wait are still told. */
    void stop() {
        context.getExecutorServiceManager().shutdown(thread);
    }

    private void tell(SessionChange change) {
        for (SessionListener listener : listeners) {
            try {
                listener.changed(change);
            } catch (RuntimeException e) {
                LOG.warn("event=listener-failed change={} clientId={}", change.kind(), change.clientId(), e);
            }
        }
        try {
            context.getManagementStrategy().notify(new McpSessionEvent(context, change));
        } catch (Exception e) {
            LOG.warn("event=notifier-failed change={} clientId={}", change.kind(), change.clientId(), e);
        }
    }
}
