package io.camelmcp.benchmark;

import io.camelmcp.benchmark.server.ServerInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** What figures depend on, so that nobody compares what cannot be compared. */
final class Environment {

    private Environment() {}

    /** @param requests what the load sends */
    static Map<String, Object> of(RunOptions options, String requests, ServerInfo server) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("java", server.java());
        facts.put("serverJvm", options.serverJvm);
        facts.put("collector", server.collector());
        facts.put("requests", requests);
        facts.put("connections", options.connections);
        facts.put("serverEventLoops", options.loops);
        facts.put("loadEventLoops", options.clientLoops);
        facts.put("rounds", options.rounds);
        facts.put("seconds", options.seconds);
        facts.put("warmupSeconds", options.warmup);
        facts.put("mcpOptions", options.mcpOptions);
        return facts;
    }

    static void print(Map<String, Object> facts) {
        facts.forEach((name, value) -> System.out.println(name + ": " + value));
    }
}
