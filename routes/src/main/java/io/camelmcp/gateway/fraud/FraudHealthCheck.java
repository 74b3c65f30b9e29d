package io.camelmcp.gateway.fraud;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Whether the rule has Redis. Neither readiness nor liveness: without it the gateway decides by itself. */
final class FraudHealthCheck extends AbstractHealthCheck {

    private final FraudService service;

    FraudHealthCheck(FraudService service) {
        super("gateway", "fraud");
        this.service = service;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("transactions", service.looked());
        builder.detail("alerts", service.alerted());
        String away = service.away();
        if (away == null) {
            builder.up();
        } else {
            builder.message("Redis is away, decisions go by what this gateway has seen itself: " + away)
                    .down();
        }
    }
}
