package io.camelmcp.gateway.engines;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * Kafka 4.0 (KRaft), one node, with two doors: one that is open, one that asks for SASL PLAIN. Topics are made by who
 * needs them: {@code auto.create.topics.enable} is off.
 */
public final class KafkaEngine extends Engine {

    private static KafkaEngine shared;

    private final int[] ports = freePorts(3);
    private KafkaRaftServer server;

    public KafkaEngine() {
        super("kafka");
    }

    public static synchronized KafkaEngine running() {
        if (shared == null) {
            shared = new KafkaEngine();
        }
        return running(shared);
    }

    /** {@code 127.0.0.1:PORT} without authentication. */
    public String brokers() {
        return "127.0.0.1:" + ports[0];
    }

    /** {@code 127.0.0.1:PORT} for SASL_PLAINTEXT, mechanism PLAIN. */
    public String saslBrokers() {
        return "127.0.0.1:" + ports[1];
    }

    public String user() {
        return "gateway";
    }

    public String password() {
        return "id#open-sesame";
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", brokers()));
    }

    @Override
    void launch() throws Exception {
        Map<String, Object> properties = properties();
        if (!directory().resolve("log/meta.properties").toFile().exists()) {
            new Formatter()
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(directory().resolve("log").toString()))
                    .setMetadataLogDirectory(directory().resolve("log").toString())
                    .setControllerListenerName("CONTROLLER")
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .run();
        }
        // a server that fails would end the JVM of the tests, without a word
        Exit.setExitProcedure((status, message) -> System.err.println("kafka exit " + status + " " + message));
        Exit.setHaltProcedure((status, message) -> System.err.println("kafka halt " + status + " " + message));
        server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get(30, TimeUnit.SECONDS);
        }
    }

    @Override
    void halt() {
        server.shutdown();
        server.awaitShutdown();
    }

    private Map<String, Object> properties() {
        Map<String, Object> p = new HashMap<>();
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("controller.quorum.voters", "1@127.0.0.1:" + ports[2]);
        p.put("controller.listener.names", "CONTROLLER");
        p.put("listeners", "OPEN://" + brokers() + ",SASL://" + saslBrokers() + ",CONTROLLER://127.0.0.1:" + ports[2]);
        p.put("listener.security.protocol.map", "OPEN:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT");
        p.put("inter.broker.listener.name", "OPEN");
        p.put("sasl.enabled.mechanisms", "PLAIN");
        p.put(
                "listener.name.sasl.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_" + user() + "=\"" + password()
                        + "\";");
        p.put("log.dir", directory().resolve("log").toString());
        p.put("auto.create.topics.enable", "false");
        p.put("num.partitions", "3");
        p.put("offsets.topic.num.partitions", "1");
        p.put("offsets.topic.replication.factor", "1");
        p.put("transaction.state.log.num.partitions", "1");
        p.put("transaction.state.log.replication.factor", "1");
        p.put("transaction.state.log.min.isr", "1");
        p.put("group.initial.rebalance.delay.ms", "0");
        p.put("log.cleaner.enable", "false");
        p.put("num.io.threads", "2");
        p.put("num.network.threads", "1");
        p.put("background.threads", "2");
        p.put("controlled.shutdown.enable", "false");
        return p;
    }
}
