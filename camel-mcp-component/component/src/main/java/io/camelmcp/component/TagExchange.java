package io.camelmcp.component;

import io.camelmcp.component.modbus.ModbusRequester;
import io.camelmcp.component.modbus.tags.TagClock;
import io.camelmcp.component.modbus.tags.TagPoint;
import io.camelmcp.component.modbus.tags.TagPollerOptions;
import io.camelmcp.component.modbus.tags.TagReader;
import io.camelmcp.component.modbus.tags.TagReport;
import io.camelmcp.component.modbus.tags.TagWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;

/** Reads and writes the tags of one device as messages ask for it. */
final class TagExchange {

    private final McpEndpoint endpoint;
    private final Map<String, TagPoint> points = new LinkedHashMap<>();
    private final TagPollerOptions options;
    private final ModbusRequester requester;
    private final Executor executor;
    private final TagWriter writer;

    /** @param executor runs its tasks one after another */
    TagExchange(
            McpEndpoint endpoint,
            List<TagPoint> points,
            TagPollerOptions options,
            ModbusRequester requester,
            Executor executor) {
        this.endpoint = endpoint;
        points.forEach(point -> this.points.put(point.name(), point));
        this.options = options;
        this.requester = requester;
        this.executor = executor;
        this.writer = new TagWriter(points, requester, executor, options.timeout());
    }

    /**
     * Does what a message asks for; its body becomes what was written or read.
     *
     * @param ended run when that is over, well or not
     * @throws IllegalArgumentException if the body asks for nothing possible; nothing runs then
     */
    void process(Exchange exchange, Runnable ended) {
        TagRequests.Request request = TagRequests.of(exchange.getMessage(), points);
        Map<String, Object> values = request.write();
        if (values != null) {
            write(values, exchange, ended);
        } else {
            read(request.read(), exchange, ended);
        }
    }

    private void write(Map<String, Object> values, Exchange exchange, Runnable ended) {
        var unused = writer.write(values).whenComplete((result, broken) -> {
            if (result == null) {
                exchange.setException(broken);
            } else if (result.failed().isEmpty()) {
                TagMap written = new TagMap();
                written.putAll(result.written());
                exchange.getMessage().setBody(written);
            } else {
                exchange.setException(TagRequests.failure(endpoint, result));
            }
            ended.run();
        });
    }

    private void read(List<TagPoint> read, Exchange exchange, Runnable ended) {
        var unused = TagReader.read(options, read, requester, executor, TagClock.SYSTEM)
                .whenComplete((reading, broken) -> {
                    if (reading == null) {
                        exchange.setException(broken);
                    } else if (reading.failure() != null) {
                        exchange.setException(TagRequests.failure(endpoint, reading.failure(), ""));
                    } else if (reading.refusal() != null) {
                        exchange.setException(ProducerFailures.of(
                                endpoint, reading.unitId(), reading.refusal(), "; nothing could be read"));
                    } else {
                        TagReport report = new TagReport(0, System.currentTimeMillis(), reading.values(), 0);
                        exchange.getMessage()
                                .setBody(TagRoute.body(
                                        endpoint.getConfiguration().getTagBody(), report));
                    }
                    ended.run();
                });
    }
}
