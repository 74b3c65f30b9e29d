package io.camelmcp.gateway.output.kafka;

import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputProperty;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.OutputType;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * A logstore of Alibaba Cloud Log Service (SLS), by the door that speaks the protocol of Kafka: user is the project,
 * password the id and the secret of an access key, topic the logstore. That door has no idempotent producers, so a batch
 * whose confirmation is lost comes twice.
 */
public final class SlsOutputType implements OutputType {

    @Override
    public String name() {
        return "sls";
    }

    @Override
    public List<OutputProperty> properties() {
        return List.of(
                OutputProperty.text(
                                "endpoint",
                                "HOST:PORT: the project before the host, port 10012 over the Internet, 10011 inside Alibaba Cloud, e.g. `plant.cn-hangzhou.log.aliyuncs.com:10012`.")
                        .require(),
                OutputProperty.text("project", "Project.").require(),
                OutputProperty.text("logstore", "Logstore.").require(),
                OutputProperty.text("accessKeyId", "Id of an access key that may write to the logstore.")
                        .require(),
                OutputProperty.secret("accessKeySecret", "Its secret.").require(),
                OutputProperty.flag(
                        "json",
                        false,
                        "Whether the service takes the fields of an event apart: the topic is `LOGSTORE.json` then."),
                OutputProperty.duration(
                        "timeout",
                        "20s",
                        1_000,
                        600_000,
                        "How long a batch may take until the service has confirmed it."),
                OutputProperty.choice(
                        "securityProtocol",
                        List.of("SASL_SSL", "SASL_PLAINTEXT"),
                        "The service takes SASL_SSL only; the other one is for tests."));
    }

    @Override
    public Output open(OutputSettings settings) {
        String endpoint = settings.text("endpoint");
        KafkaOutputType.requireBrokers(settings, "endpoint", endpoint);
        require(settings, "project", "[A-Za-z0-9][A-Za-z0-9-]{1,62}");
        require(settings, "logstore", "[A-Za-z0-9][A-Za-z0-9_-]{1,62}");
        Map<String, Object> config = KafkaProducerConfig.safe(endpoint, settings.duration("timeout"));
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1); // else a retry changes the order
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, settings.text("securityProtocol"));
        KafkaProducerConfig.sasl(
                config,
                "PLAIN",
                settings.text("project"),
                settings.text("accessKeyId") + "#" + settings.text("accessKeySecret"));
        KafkaProducerConfig.check(config, settings, "endpoint");
        return new KafkaOutput(name(), settings.text("logstore") + (settings.flag("json") ? ".json" : ""), config);
    }

    private static void require(OutputSettings settings, String name, String pattern) {
        if (!settings.text(name).matches(pattern)) {
            throw settings.bad(name, "is no name of a " + name + "; use letters, digits and -");
        }
    }
}
