package io.camelmcp.gateway.fraud;

import io.camelmcp.gateway.health.ShownOnlyCheck;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;

/** Whether the rule has Redis. Neither readiness nor liveness: without it the gateway decides by itself. */
final class FraudHealthCheck extends ShownOnlyCheck {

    private final FraudService service;

    FraudHealthCheck(FraudService service) {
        super("fraud");
        this.service = service;
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
