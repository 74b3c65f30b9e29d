package io.camelmcp.gateway.engines;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** OpenSearch 2.19, one node without authentication. Indices are made as they are written to. */
public final class OpenSearchEngine extends Engine {

    private static OpenSearchEngine shared;

    private final int[] ports = freePorts(2);
    private Node node;

    public OpenSearchEngine() {
        super("opensearch");
    }

    public static synchronized OpenSearchEngine running() {
        if (shared == null) {
            shared = new OpenSearchEngine();
        }
        return running(shared);
    }

    /** {@code http://127.0.0.1:PORT} */
    public String url() {
        return "http://127.0.0.1:" + ports[0];
    }

    public int port() {
        return ports[0];
    }

    @Override
    void launch() throws Exception {
        // Netty's number of processors has been set before, by Camel or Artemis
        System.setProperty("opensearch.set.netty.runtime.available.processors", "false");
        Settings settings = Settings.builder()
                .put("path.home", directory().toString())
                .put("cluster.name", directory().getFileName().toString())
                .put("discovery.type", "single-node")
                .put("network.host", "127.0.0.1")
                .put("http.port", ports[0])
                .put("transport.port", ports[1])
                .put("http.type", "netty4")
                .put("transport.type", "netty4")
                .put("node.store.allow_mmap", false)
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .put("action.destructive_requires_name", false)
                .build();
        node = new OwnNode(settings, List.of(Netty4Plugin.class));
        node.start();
    }

    @Override
    void halt() throws Exception {
        node.close();
        if (!node.awaitClose(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("not closed within 30 s");
        }
    }

    private static final class OwnNode extends Node {

        OwnNode(Settings settings, List<Class<? extends Plugin>> plugins) {
            super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"), plugins, false);
        }
    }
}
