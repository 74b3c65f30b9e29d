package io.camelmcp.benchmark.server;

import io.camelmcp.benchmark.outputs.SinkMain;
import io.camelmcp.benchmark.process.ChildProcess;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gateway with its file output and one more, Splunk, whose collector is a process of its own. */
final class SplunkSubject implements Subject {

    private final GatewaySubject gateway;
    private @Nullable ChildProcess sink;
    private long delivered;

    SplunkSubject(SubjectOptions options) {
        this.gateway = new GatewaySubject(options, (own, folder) -> {
            GatewaySubject.ownRoutes(own, folder);
            Files.copy(own.routes().resolve("to-splunk.yaml"), folder.resolve("to-splunk.yaml"));
        });
    }

    @Override
    public int start() throws Exception {
        ChildProcess collector = ChildProcess.start(
                "sink", SinkMain.class, List.of("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), List.of());
        sink = collector;
        return gateway.start(Map.of(
                "OUTPUT_SPLUNK_ENDPOINT",
                "http://127.0.0.1:" + collector.ask(Integer.class, "port"),
                "OUTPUT_SPLUNK_TOKEN",
                "benchmark"));
    }

    @Override
    public long delivered() throws Exception {
        ChildProcess collector = sink;
        if (collector != null) {
            delivered += collector.ask(Long.class, "events");
        }
        return delivered;
    }

    @Override
    public void close() {
        gateway.close();
        ChildProcess collector = sink;
        if (collector != null) {
            collector.close();
        }
    }
}
