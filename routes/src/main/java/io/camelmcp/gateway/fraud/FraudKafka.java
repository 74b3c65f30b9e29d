package io.camelmcp.gateway.fraud;

import io.camelmcp.gateway.trace.TraceIds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;

/** Takes transactions out of a batch of Kafka, and commits it when what follows from them is done. */
final class FraudKafka extends FraudStep {

    FraudKafka(FraudService service) {
        super(service);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        List<?> batch = exchange.getMessage().getMandatoryBody(List.class);
        List<Incoming> incoming = new ArrayList<>(batch.size());
        Map<String, KafkaManualCommit> last = new LinkedHashMap<>();
        for (Object each : batch) {
            Message message = ((Exchange) each).getMessage();
            String partition = message.getHeader(KafkaConstants.TOPIC, String.class) + "-"
                    + message.getHeader(KafkaConstants.PARTITION, Integer.class);
            byte[] octets = message.getBody(byte[].class);
            Long stamp = message.getHeader(KafkaConstants.TIMESTAMP, Long.class);
            incoming.add(new Incoming(
                    octets == null ? null : FraudFrames.object(octets),
                    partition + "@" + message.getHeader(KafkaConstants.OFFSET, Long.class),
                    null,
                    stamp == null || stamp <= 0 ? System.currentTimeMillis() : stamp,
                    TraceIds.given(message)));
            KafkaManualCommit commit = message.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class);
            if (commit != null) {
                last.put(partition, commit);
            }
        }
        service.process(incoming, sender(exchange));
        last.values().forEach(KafkaManualCommit::commit);
    }
}
