package io.camelmcp.gateway.health;

import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * A check that is shown and counts for the overall state, but neither for readiness nor for liveness: what it tells of does not keep
 * the gateway from serving devices, and a restart would not mend it.
 */
public abstract class ShownOnlyCheck extends AbstractHealthCheck {

    /** @param id its name on the page */
    protected ShownOnlyCheck(String id) {
        super("gateway", id);
    }

    @Override
    public final boolean isReadiness() {
        return false;
    }

    @Override
    public final boolean isLiveness() {
        return false;
    }
}
