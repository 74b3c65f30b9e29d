package io.camelmcp.gateway.events;

import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.SessionFailureListener;

/** Tells when a session has lost its broker. */
record FailureListener(Consumer<Exception> action) implements SessionFailureListener {

    @Override
    public void connectionFailed(ActiveMQException exception, boolean failedOver) {
        action.accept(exception);
    }

    @Override
    public void connectionFailed(ActiveMQException exception, boolean failedOver, String scaleDownTargetNodeID) {
        action.accept(exception);
    }

    @Override
    public void beforeReconnect(ActiveMQException exception) {
        action.accept(exception);
    }
}
