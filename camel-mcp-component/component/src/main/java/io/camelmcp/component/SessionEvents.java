package io.camelmcp.component;

import io.camelmcp.component.session.SessionChange;
import io.camelmcp.component.session.SessionListener;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what happens to sessions, and tells the {@link SessionListener}s of the registry and Camel's event notifiers: on a thread of
 * its own, because they may wait and event loops must not. What they cannot keep up with is dropped, and logged.
 */
final class SessionEvents implements SessionListener {

    private static final Logger LOG = LoggerFactory.getLogger(SessionEvents.class);

    private final CamelContext context;
    private final Set<SessionListener> listeners;
    private final ExecutorService thread;

    SessionEvents(CamelContext context) {
        this.context = context;
        this.listeners = context.getRegistry().findByType(SessionListener.class);
        this.thread = context.getExecutorServiceManager().newThreadPool(this, "McpSessionEvents", 1, 1);
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
            LOG.warn("event=session-event-dropped change={} clientId={}", change.kind(), change.clientId());
        }
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
