package io.camelmcp.gateway.routes;

import io.camelmcp.gateway.health.ShownOnlyCheck;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Whether all route files run. Neither readiness nor liveness: with a broken file the gateway goes on with the routes it
 * had, and a restart would only make it worse.
 */
public final class RouteFolderHealthCheck extends ShownOnlyCheck {

    private final RouteFolder folder;

    public RouteFolderHealthCheck(RouteFolder folder) {
        super("routes");
        this.folder = folder;
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
