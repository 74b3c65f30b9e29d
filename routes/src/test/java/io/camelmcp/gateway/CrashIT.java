package io.camelmcp.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.camelmcp.gateway.simulate.DeviceFleet;
import io.camelmcp.gateway.simulate.DeviceProtocol;
import io.camelmcp.gateway.simulate.FleetOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What has been acknowledged is in the file, whenever the gateway is killed. */
@Timeout(300)
class CrashIT {

    private static final int KILLS = 5;
    private static final int ACKNOWLEDGED_BEFORE_A_KILL = 1_500;
    private static final int PAYLOAD = 120;

    @TempDir
    private Path home;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void useTheConfigurationThatIsShipped() throws IOException {
        TestHome.copyConfiguration(home);
    }

    @Test
    void eachAcknowledgedFrameIsInTheFileOnceForItsIdAfterFiveKills() throws Exception {
        for (int round = 1; round <= KILLS; round++) {
            killUnderLoad(round);
        }
        Set<String> expected = new TreeSet<>(acknowledged);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(KILLS * ACKNOWLEDGED_BEFORE_A_KILL);

        try (ChildGateway last = ChildGateway.start(home, Map.of())) {
            last.awaitReady();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(missing(expected)).isEmpty());
            assertThat(last.terminate()).isZero();
        }
        assertEachMessageHasOneId();
    }

    private void killUnderLoad(int round) throws Exception {
        int target = acknowledged.size() + ACKNOWLEDGED_BEFORE_A_KILL;
        try (ChildGateway gateway = ChildGateway.start(home, Map.of())) {
            FleetOptions options = FleetOptions.to("127.0.0.1", gateway.mcpPort())
                    .devices(8)
                    .protocols(DeviceProtocol.MCP2, DeviceProtocol.MCP1)
                    .namePrefix("round" + round + "-")
                    .payload(PAYLOAD)
                    .rate(0)
                    .retransmit(false)
                    .build();
            try (DeviceFleet fleet = new DeviceFleet(options, (device, n) -> acknowledged.add(device + " " + n))) {
                fleet.start();
                await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= target);
                gateway.kill();
            }
        }
    }

    private Set<String> missing(Set<String> expected) throws IOException {
        Set<String> missing = new TreeSet<>(expected);
        for (JsonNode event : TestHome.events(home)) {
            missing.remove(key(event));
        }
        return missing;
    }

    /** Repeats carry the id of the first; two messages never share one. */
    private void assertEachMessageHasOneId() throws IOException {
        Map<String, String> keyOfId = new HashMap<>();
        Map<String, String> idOfKey = new HashMap<>();
        for (JsonNode event : TestHome.events(home)) {
            String id = event.get("messageId").asText();
            assertThat(keyOfId.computeIfAbsent(id, absent -> key(event))).isEqualTo(key(event));
            assertThat(idOfKey.computeIfAbsent(key(event), absent -> id)).isEqualTo(id);
        }
        assertThat(keyOfId).isNotEmpty();
    }

    private static String key(JsonNode event) {
        JsonNode body = event.get("body");
        return body.get("device").asText() + " " + body.get("n").asLong();
    }
}
