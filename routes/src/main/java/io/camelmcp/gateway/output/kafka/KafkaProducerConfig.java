package io.camelmcp.gateway.output.kafka;

import io.camelmcp.gateway.output.OutputSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts together what a producer is given, and checks it before there is one. */
final class KafkaProducerConfig {

    // what makes that nothing is lost, and what has a setting of its own
    private static final Set<String> OURS = Set.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.RETRIES_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);

    private KafkaProducerConfig() {}

    /** What every output has: each record is on all replicas when it is confirmed. */
    static Map<String, Object> safe(String brokers, Duration timeout) {
        int millis = (int) timeout.toMillis();
        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "mcp-gateway");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, millis / 2 - 5));
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis / 2);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        config.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, Math.max(1, millis / 2));
        return config;
    }

    static void sasl(Map<String, Object> config, String mechanism, String user, String password) {
        String module = mechanism.startsWith("SCRAM")
                ? "org.apache.kafka.common.security.scram.ScramLoginModule"
                : "org.apache.kafka.common.security.plain.PlainLoginModule";
        config.put(SaslConfigs.SASL_MECHANISM, mechanism);
        config.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                module + " required username=" + quoted(user) + " password=" + quoted(password) + ";");
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static void trust(Map<String, Object> config, @Nullable Path ca) {
        if (ca != null) {
            config.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            config.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, ca.toString());
        }
    }

    static void identify(Map<String, Object> config, OutputSettings settings, Path certificate, Path key) {
        config.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
        config.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, text(settings, "cert", certificate));
        config.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, text(settings, "key", key));
    }

    private static String text(OutputSettings settings, String name, Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw settings.bad(name, "cannot be read (" + e.getClass().getSimpleName() + "); correct the file");
        }
    }

    /** Adds the lines of a file of properties, as the tools of Kafka take them ({@code --producer.config}). */
    static void more(Map<String, Object> config, OutputSettings settings, String name, @Nullable Path file) {
        if (file == null) {
            return;
        }
        Properties lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            lines.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw settings.bad(name, "cannot be read (" + e.getMessage() + "); correct the file");
        }
        for (String line : lines.stringPropertyNames()) {
            if (OURS.contains(line)) {
                throw settings.bad(name, "has " + line + ", which the gateway sets itself; take the line out");
            }
            if (!ProducerConfig.configNames().contains(line)) {
                throw settings.bad(name, "has " + line + ", which a producer of Kafka does not know; correct the line");
            }
            config.put(line, lines.getProperty(line));
        }
    }

    /** @throws io.camelmcp.gateway.config.ConfigurationException if a producer could not be made of it */
    static void check(Map<String, Object> config, OutputSettings settings, String name) {
        try {
            Map<String, Object> all = new HashMap<>(config);
            all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            ProducerConfig parsed = new ProducerConfig(all);
            if (parsed.getString("security.protocol").endsWith("SSL")) {
                try (DefaultSslEngineFactory files = new DefaultSslEngineFactory()) {
                    files.configure(parsed.values());
                }
            }
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw settings.bad(name, String.valueOf(cause.getMessage()).replaceAll("\\s+", " ") + "; correct it");
        }
    }
}
