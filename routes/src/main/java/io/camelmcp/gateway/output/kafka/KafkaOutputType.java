package io.camelmcp.gateway.output.kafka;

import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputProperty;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.OutputType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

/** A topic of Kafka. */
public final class KafkaOutputType implements OutputType {

    private static final String HOST_PORT = "[^,\\s:/]+:\\d{1,5}|\\[[0-9a-fA-F:.]+]:\\d{1,5}";

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public List<OutputProperty> properties() {
        return List.of(
                OutputProperty.text("brokers", "HOST:PORT of one or more brokers, with commas between them.")
                        .require(),
                OutputProperty.text("topic", "The topic.").orElse("mcp.events"),
                OutputProperty.choice(
                        "securityProtocol",
                        List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
                        "How brokers are spoken to."),
                OutputProperty.choice(
                        "saslMechanism",
                        List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"),
                        "How the user is proven, for another one see `config`."),
                OutputProperty.text("user", "User for SASL."),
                OutputProperty.secret("password", "Password for SASL."),
                OutputProperty.file(
                        "ca",
                        "PEM file of the authorities that sign the certificates of brokers; without it those of Java."),
                OutputProperty.file("cert", "PEM file with the certificate of the gateway."),
                OutputProperty.file("key", "PEM file with its key (PKCS#8)."),
                OutputProperty.choice(
                        "compression", List.of("lz4", "none", "gzip", "snappy", "zstd"), "How records are compressed."),
                OutputProperty.number(
                        "maxRequestBytes", 1_048_576, 1_024, 104_857_600, "Octets of the largest record, and request."),
                OutputProperty.duration(
                        "timeout", "20s", 1_000, 600_000, "How long a batch may take until brokers have confirmed it."),
                OutputProperty.file("config", "File with more properties of the producer, as Kafka writes them."));
    }

    @Override
    public Output open(OutputSettings settings) {
        String brokers = settings.text("brokers").replaceAll("\\s", "");
        requireBrokers(settings, "brokers", brokers);
        String topic = settings.text("topic");
        if (!topic.matches("[A-Za-z0-9._-]{1,249}") || topic.matches("\\.{1,2}")) {
            throw settings.bad("topic", "is no name of a topic; use letters, digits, . _ and - only");
        }
        Map<String, Object> config = KafkaProducerConfig.safe(brokers, settings.duration("timeout"));
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, settings.text("compression"));
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, (int) settings.number("maxRequestBytes"));
        String protocol = settings.text("securityProtocol");
        config.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol);
        if (protocol.startsWith("SASL") && (settings.isSet("user") || settings.file("config") == null)) {
            for (String needed : List.of("user", "password")) {
                if (!settings.isSet(needed)) {
                    throw settings.bad(needed, "is missing, and securityProtocol=" + protocol + " needs it; set it");
                }
            }
            KafkaProducerConfig.sasl(
                    config, settings.text("saslMechanism"), settings.text("user"), settings.text("password"));
        } else if (settings.isSet("user") && !protocol.startsWith("SASL")) {
            throw settings.bad("user", "is not used by securityProtocol=" + protocol + "; set that to SASL_SSL");
        }
        requireUsed(settings, protocol);
        KafkaProducerConfig.trust(config, settings.file("ca"));
        Path certificate = settings.file("cert");
        Path key = settings.file("key");
        if (certificate != null && key != null) {
            KafkaProducerConfig.identify(config, settings, certificate, key);
        } else if (certificate != null || key != null) {
            String missing = certificate == null ? "cert" : "key";
            throw settings.bad(missing, "is missing; a certificate and its key go together");
        }
        KafkaProducerConfig.more(config, settings, "config", settings.file("config"));
        KafkaProducerConfig.check(config, settings, settings.isSet("config") ? "config" : "securityProtocol");
        return new KafkaOutput(name(), topic, config);
    }

    // who has set a certificate does not expect that events go in the clear
    private static void requireUsed(OutputSettings settings, String protocol) {
        if (settings.isSet("password") && !protocol.startsWith("SASL")) {
            throw settings.bad("password", "is not used by securityProtocol=" + protocol + "; set that to SASL_SSL");
        }
        for (String name : List.of("ca", "cert", "key")) {
            if (settings.isSet(name) && !protocol.endsWith("SSL")) {
                String tls = protocol.startsWith("SASL") ? "SASL_SSL" : "SSL";
                throw settings.bad(name, "is not used by securityProtocol=" + protocol + "; set that to " + tls);
            }
        }
    }

    static void requireBrokers(OutputSettings settings, String name, String brokers) {
        for (String broker : brokers.split(",", -1)) {
            boolean shaped = broker.matches(HOST_PORT);
            int port = shaped ? Integer.parseInt(broker.substring(broker.lastIndexOf(':') + 1)) : 0;
            if (port < 1 || port > 65_535) {
                throw settings.bad(name, "\"" + broker + "\" is not HOST:PORT; write e.g. kafka1:9092,kafka2:9092");
            }
        }
    }
}
