package io.camelmcp.gateway.scenario;

import java.util.Map;

/**
 * What the sender of a request to many learns.
 *
 * @param statuses devices by status: {@code ok}, {@code timeout}, {@code offline}, …
 */
record PushCounts(Map<String, Integer> statuses) {

    int ok() {
        return statuses.getOrDefault("ok", 0);
    }
}
