package io.camelmcp.gateway.routes;

import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Whether all route files run. Neither readiness nor liveness: with a broken file the gateway goes on with the routes it
 * had, and a restart would only make it worse.
 */
public final class RouteFolderHealthCheck extends AbstractHealthCheck {

    private final RouteFolder folder;

    public RouteFolderHealthCheck(RouteFolder folder) {
        super("gateway", "routes");
        this.folder = folder;
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
        builder.detail("files", folder.files());
        List<String> problems = folder.problems();
        if (problems.isEmpty()) {
            builder.up();
            return;
        }
        for (int i = 0; i < problems.size(); i++) {
            builder.detail("problem." + (i + 1), problems.get(i));
        }
        builder.message(String.join("; ", problems)).down();
    }
}
