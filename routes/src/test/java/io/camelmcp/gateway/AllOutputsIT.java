package io.camelmcp.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.gateway.simulate.DeviceFleet;
import io.camelmcp.gateway.simulate.DeviceProtocol;
import io.camelmcp.gateway.simulate.FleetOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One gateway with all outputs on: each has every event once; and each has every event when their targets failed in turns
 * and the gateway was killed twice. {@code -Doutputs.events=100000} for a longer run.
 */
@Timeout(3_600)
class AllOutputsIT {

    private static final int DEVICES = 16;
    /** So many without a failure, and so many and some more with all of them. */
    private static final int EVENTS = Integer.getInteger("outputs.events", 12_000) / DEVICES * DEVICES;

    /** Of the default of an output; a packet, which is confirmed as a whole, has no more. */
    private static final int BATCH = 1_000;

    private static final int KILLS = 2;
    private static final Pattern REPEAT = Pattern.compile("event=output.repeat output=splunk events=(\\d+)");
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Set<String> OUTPUTS = Set.of("file", "splunk", "opensearch", "sql", "kafka", "redis", "jms");
    /** Whoever reads these knows a repeat by its message id; they cannot know it themselves. */
    private static final Set<String> KEEP_REPEATS = Set.of("splunk", "kafka");

    @TempDir
    private Path home;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void useTheConfigurationThatIsShipped() throws Exception {
        TestHome.copyConfiguration(home);
    }

    @Test
    void eachOutputHasEachEventAlsoAfterOutagesAndTwoKills() throws Exception {
        try (AllTargets targets = new AllTargets()) {
            int said = 0;
            try (ChildGateway gateway = start(targets)) {
                report(gateway, "quiet-", EVENTS);
                eachOutputHasWhatWasAcknowledgedAndNothingElse(gateway, targets);
                splunkOpenSearchAndRedisFail(gateway, targets);
                killUnderLoad(gateway, "kill1-");
                said += saidToBeRepeated(gateway);
            }
            try (ChildGateway gateway = start(targets)) {
                theyRecoverWhileTheOthersFail(gateway, targets);
                killUnderLoad(gateway, "kill2-");
                said += saidToBeRepeated(gateway);
            }
            try (ChildGateway gateway = start(targets)) {
                report(gateway, "c-", EVENTS / 3);
                targets.postgres().start();
                targets.kafka().start();
                targets.artemis().start();
                awaitEmptyQueues(gateway);
                assertThat(gateway.terminate()).isZero();
                said += saidToBeRepeated(gateway);
            }
            eachOutputHasAllThatWasAcknowledged(targets, said);
        }
    }

    private ChildGateway start(AllTargets targets) throws Exception {
        Map<String, String> environment = targets.environment();
        environment.put("GATEWAY_LOG_FORMAT", "text");
        environment.put("GATEWAY_QUEUE_MIN_FREE_MB", "1");
        return ChildGateway.start(home, environment);
    }

    private void eachOutputHasWhatWasAcknowledgedAndNothingElse(ChildGateway gateway, AllTargets targets)
            throws Exception {
        awaitEmptyQueues(gateway);
        Delivered files = filed();
        assertThat(files.reports()).isEqualTo(acknowledged);
        Map<String, List<String>> delivered = delivered(targets, files);
        print("without failures", delivered, "");
        assertThat(new HashSet<>(files.ids())).hasSize(EVENTS);
        eachHas(new HashSet<>(files.ids()), delivered);
    }

    private void splunkOpenSearchAndRedisFail(ChildGateway gateway, AllTargets targets) throws Exception {
        int before = acknowledged.size();
        try (DeviceFleet fleet = fleet(gateway, "a-", EVENTS / 3)) {
            fleet.start();
            await().atMost(LONG).until(() -> acknowledged.size() > before);
            targets.splunk().failures().begin();
            targets.search().failures().begin();
            targets.redis().stop();
            fleet.done().get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
        await().atMost(LONG)
                .until(() -> targets.splunk().failures().eachTaken(2)
                        && targets.search().failures().eachTaken(2));
        awaitFailing(gateway, Set.of("splunk", "opensearch", "redis"));
    }

    private void theyRecoverWhileTheOthersFail(ChildGateway gateway, AllTargets targets) throws Exception {
        int before = acknowledged.size();
        gateway.awaitReady();
        targets.splunk().failures().end();
        targets.search().failures().end();
        targets.redis().start();
        try (DeviceFleet fleet = fleet(gateway, "b-", EVENTS / 3)) {
            fleet.start();
            await().atMost(LONG).until(() -> acknowledged.size() > before);
            targets.postgres().stop();
            targets.kafka().stop();
            targets.artemis().stop();
            fleet.done().get(LONG.toSeconds(), TimeUnit.SECONDS);
        }
        awaitFailing(gateway, Set.of("sql", "kafka", "jms"));
    }

    private void eachOutputHasAllThatWasAcknowledged(AllTargets targets, int saidToBeRepeated) throws Exception {
        Delivered files = filed();
        // a kill cuts off answers: some events are there that their devices know nothing of
        Set<String> missing = new HashSet<>(acknowledged);
        missing.removeAll(files.reports());
        assertThat(missing).isEmpty();
        Map<String, List<String>> delivered = delivered(targets, files);
        print(
                "with failures and two kills",
                delivered,
                " said to be repeated: splunk=" + saidToBeRepeated + " failures: splunk="
                        + targets.splunk().failures() + " opensearch="
                        + targets.search().failures() + " conflicts="
                        + targets.search().conflicts());
        eachHas(new HashSet<>(files.ids()), delivered);
        delivered.forEach((output, ids) -> {
            if (!KEEP_REPEATS.contains(output)) {
                assertThat(repeats(ids)).as("repeats in " + output).isZero();
            }
        });
        // what a gateway that is killed sends again is told by nobody
        assertThat(repeats(delivered.get("splunk")))
                .as("splunk")
                .isPositive()
                .isLessThanOrEqualTo(saidToBeRepeated + KILLS * 2 * BATCH);
        assertThat(targets.search().conflicts()).as("control: some came again").isPositive();
    }

    private static void eachHas(Set<String> expected, Map<String, List<String>> delivered) {
        assertThat(delivered.keySet()).isEqualTo(OUTPUTS);
        delivered.forEach(
                (output, ids) -> assertThat(new HashSet<>(ids)).as(output).isEqualTo(expected));
    }

    /** What the files have: the id of each line, and which report of which device it is. */
    private record Delivered(List<String> ids, Set<String> reports) {}

    private Delivered filed() throws Exception {
        Delivered files = new Delivered(new ArrayList<>(), new HashSet<>());
        TestHome.forEachEvent(home, event -> {
            files.ids.add(event.get("messageId").asText());
            files.reports.add(report(
                    event.at("/body/device").asText(), event.at("/body/n").asLong()));
        });
        return files;
    }

    private static Map<String, List<String>> delivered(AllTargets targets, Delivered files) throws Exception {
        Map<String, List<String>> delivered = new TreeMap<>(targets.ids());
        delivered.put("file", files.ids());
        return delivered;
    }

    /** Events that Splunk may have twice, as the log has it. */
    private static int saidToBeRepeated(ChildGateway gateway) {
        return REPEAT.matcher(gateway.errors())
                .results()
                .mapToInt(line -> Integer.parseInt(line.group(1)))
                .sum();
    }

    private void print(String phase, Map<String, List<String>> delivered, String more) {
        StringBuilder repeats = new StringBuilder();
        delivered.forEach(
                (output, ids) -> repeats.append(' ').append(output).append('=').append(repeats(ids)));
        System.out.println(phase + ": events=" + new HashSet<>(delivered.get("file")).size() + " acknowledged="
                + acknowledged.size() + " repeats:" + repeats + more);
    }

    private static int repeats(List<String> ids) {
        return ids.size() - new HashSet<>(ids).size();
    }

    /** Devices report so many times, as fast as they can, and each report is acknowledged. */
    private void report(ChildGateway gateway, String prefix, int reports) throws Exception {
        try (DeviceFleet fleet = fleet(gateway, prefix, reports)) {
            fleet.start();
            fleet.done().get(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(fleet.snapshot().acked()).isEqualTo(reports / DEVICES * DEVICES);
        }
    }

    private void killUnderLoad(ChildGateway gateway, String prefix) throws Exception {
        int before = acknowledged.size();
        try (DeviceFleet fleet = fleet(gateway, prefix, Integer.MAX_VALUE)) {
            fleet.start();
            await().atMost(LONG).until(() -> acknowledged.size() >= before + EVENTS / 20);
            gateway.kill();
        }
    }

    private DeviceFleet fleet(ChildGateway gateway, String prefix, int reports) throws Exception {
        FleetOptions options = FleetOptions.to("127.0.0.1", gateway.mcpPort())
                .devices(DEVICES)
                .protocols(DeviceProtocol.MCP2, DeviceProtocol.MCP1)
                .namePrefix(prefix)
                .payload(120)
                .rate(0)
                .count(reports / DEVICES)
                .retransmit(false)
                .build();
        return new DeviceFleet(options, (device, n) -> acknowledged.add(report(device, n)));
    }

    private static String report(String device, long n) {
        return device + " " + n;
    }

    private static void awaitEmptyQueues(ChildGateway gateway) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            Map<String, JsonNode> checks = checks(gateway);
            assertThat(checks).containsOnlyKeys(OUTPUTS);
            assertThat(checks.values()).allSatisfy(check -> assertThat(
                            check.at("/data/waitingMessages").asLong(-1))
                    .isZero());
        });
    }

    private static void awaitFailing(ChildGateway gateway, Set<String> outputs) {
        await().atMost(LONG).untilAsserted(() -> assertThat(checks(gateway))
                .extractingByKeys(outputs.toArray(String[]::new))
                .allSatisfy(check -> assertThat(check.path("status").asText()).isEqualTo("DOWN")));
    }

    /** What the health page says of each output. */
    private static Map<String, JsonNode> checks(ChildGateway gateway) throws Exception {
        URI page = URI.create("http://127.0.0.1:" + gateway.httpPort() + "/observe/health?data=true");
        String said = HTTP.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        Map<String, JsonNode> checks = new TreeMap<>();
        for (JsonNode check : JSON.readTree(said).path("checks")) {
            String name = check.path("name").asText();
            if (name.contains("events-to-")) {
                checks.put(name.replaceFirst(".*events-to-", ""), check);
            }
        }
        return checks;
    }
}
