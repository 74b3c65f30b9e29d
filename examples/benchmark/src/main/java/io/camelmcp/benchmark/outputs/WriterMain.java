package io.camelmcp.benchmark.outputs;

import com.sun.management.OperatingSystemMXBean;
import io.camelmcp.benchmark.process.CommandLoop;
import io.camelmcp.component.McpConstants;
import io.camelmcp.gateway.config.SettingsSource;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.events.EventBatch;
import io.camelmcp.gateway.format.EventFormatter;
import io.camelmcp.gateway.output.Outputs;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** The process that is measured: {@code output:NAME} with batches as they come from {@code events:}. Argument: port of the sink. */
public final class WriterMain {

    private static final int BATCH = 1_000;
    private static final int BATCHES = 40;

    private final CamelContext context = new DefaultCamelContext();
    private final ProducerTemplate template;
    private final List<EventBatch> batches;
    private final Outputs outputs;
    private int next;

    private WriterMain(int port) throws Exception {
        String url = "http://127.0.0.1:" + port;
        Map<String, String> environment =
                Map.of("OUTPUT_SPLUNK_ENDPOINT", url, "OUTPUT_SPLUNK_TOKEN", "t", "OUTPUT_OPENSEARCH_ENDPOINT", url);
        outputs = Outputs.open(SettingsSource.of(Path.of("none"), environment), Path.of("."));
        context.disableJMX();
        context.getRegistry().bind("outputs", outputs);
        context.start();
        template = context.createProducerTemplate();
        batches = batches();
    }

    public static void main(String[] arguments) throws Exception {
        WriterMain writer = new WriterMain(Integer.parseInt(arguments[0]));
        CommandLoop.run((command, words) -> switch (command) {
            case "write" -> writer.write(words.get(0), Double.parseDouble(words.get(1)));
            case "octets" -> writer.batches.get(0).toJsonLines().length / BATCH;
            default -> throw new IllegalArgumentException("unknown command " + command);
        });
        writer.context.stop();
        writer.outputs.close();
        System.exit(0);
    }

    private WriterSample write(String output, double seconds) {
        long begin = System.nanoTime();
        long cpuBefore = cpu();
        long until = begin + (long) (seconds * 1e9);
        long events = 0;
        while (System.nanoTime() < until) {
            EventBatch batch = batches.get(next++ % BATCHES);
            template.sendBody("output:" + output, batch);
            events += batch.size();
        }
        return new WriterSample(System.nanoTime() - begin, cpu() - cpuBefore, events);
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    // what devices send: telemetry of a few fields, formatted as the gateway does
    private List<EventBatch> batches() {
        Random random = new Random(1);
        EventFormatter formatter = new EventFormatter();
        List<EventBatch> made = new ArrayList<>();
        for (int b = 0; b < BATCHES; b++) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                int device = random.nextInt(500);
                String id = "pump-" + device + "/k5DfvgQN/" + (b * BATCH + i);
                long at = 1_795_406_572_000L + b * 1_000L + i;
                Exchange exchange = new DefaultExchange(context);
                exchange.getMessage().setHeader(McpConstants.MESSAGE_ID, id);
                exchange.getMessage().setHeader(McpConstants.CLIENT_ID, "pump-" + device);
                exchange.getMessage().setHeader(McpConstants.DEVICE_ID, (long) device);
                exchange.getMessage().setHeader(McpConstants.PROTOCOL, "mcp");
                exchange.getMessage().setHeader(McpConstants.COMMAND_NAME, "REPORT");
                exchange.getMessage().setHeader(McpConstants.RECEIVED_AT, at);
                exchange.getMessage().setHeader(McpConstants.REMOTE_ADDRESS, "10.1.2." + device % 250 + ":50390");
                exchange.getMessage()
                        .setBody(String.format(
                                        Locale.ROOT,
                                        "{\"temperature\":%.2f,\"pressure\":%.3f,\"rpm\":%d,\"state\":\"%s\"}",
                                        20 + random.nextGaussian(),
                                        4 + random.nextGaussian() / 10,
                                        1_400 + random.nextInt(100),
                                        random.nextInt(10) == 0 ? "idle" : "running")
                                .getBytes(StandardCharsets.UTF_8));
                formatter.process(exchange);
                events.add(new Event(
                        id,
                        "pump-" + device,
                        "REPORT",
                        at,
                        exchange.getMessage().getBody(byte[].class)));
            }
            made.add(new EventBatch(events));
        }
        return made;
    }
}
