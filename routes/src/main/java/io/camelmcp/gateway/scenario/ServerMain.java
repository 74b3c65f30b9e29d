package io.camelmcp.gateway.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import io.camelmcp.component.McpConsumer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * The process whose memory and time are measured: a Camel context with one route from {@code mcp:} and nothing else. It reads a word a line
 * ({@code memory}, {@code cpu}, {@code push}), answers each with a line of JSON, and ends with its input.
 */
final class ServerMain {

    /** Environment variable with the key of the tokens. */
    static final String SECRET = "MCP_JWT_SECRET";

    private static final String ROUTE = "devices";
    private static final String LISTEN = "mcp:127.0.0.1:0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Main main = new Main();
    private final String store;
    private final String pushUri;

    private ServerMain(String store, long timeoutMillis) {
        this.store = store;
        this.pushUri = LISTEN + "?mode=server&target=all&command=READ_STATUS&requestTimeout=" + timeoutMillis;
    }

    /** Arguments: value of {@code sessionStore}, milliseconds that a push may take. */
    public static void main(String[] arguments) throws Exception {
        // one line of the log for each of ten thousand devices is not what is to be measured
        Configurator.setAllLevels("io.camelmcp", Level.WARN);
        PrintStream answers = System.out;
        System.setOut(System.err);
        new ServerMain(arguments[0], Long.parseLong(arguments[1])).serve(answers);
        System.exit(0);
    }

    private void serve(PrintStream answers) throws Exception {
        answers.println(start());
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String word = questions.readLine(); word != null; word = questions.readLine()) {
            answers.println(JSON.writeValueAsString(
                    switch (word) {
                        case "memory" -> ServerMemory.take();
                        case "cpu" -> cpuNanos();
                        case "push" -> push();
                        default -> throw new IllegalArgumentException("unknown word " + word);
                    }));
        }
        main.stop();
    }

    private int start() throws Exception {
        String uri = LISTEN + "?processing=eventLoop&auth=token&jwtSecret=RAW(" + System.getenv(SECRET)
                + ")&sessionStore=" + store + "&maxConnections=0&maxSessions=0&takeoverLimit=0";
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId(ROUTE).process(exchange -> {});
            }
        });
        main.start();
        McpConsumer consumer =
                (McpConsumer) main.getCamelContext().getRoute(ROUTE).getConsumer();
        InetSocketAddress bound = Objects.requireNonNull(consumer.getBoundAddress(), "port is not open");
        return bound.getPort();
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private PushCounts push() throws Exception {
        List<?> results = Objects.requireNonNull(
                main.getCamelTemplate().requestBody(pushUri, new byte[0], List.class), "no result");
        Map<String, Integer> statuses = new TreeMap<>();
        for (Object result : results) {
            statuses.merge(String.valueOf(((Map<?, ?>) result).get("status")), 1, Integer::sum);
        }
        return new PushCounts(statuses);
    }
}
