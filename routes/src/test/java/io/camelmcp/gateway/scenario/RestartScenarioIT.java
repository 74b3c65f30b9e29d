package io.camelmcp.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class RestartScenarioIT {

    @Test
    void clientsOfOursComeBackAfterAStopAndAKillAndNothingAcknowledgedIsLost() throws Exception {
        StringWriter out = new StringWriter();
        ScenarioOptions options = new ScenarioOptions(
                Scenario.RESTART,
                "127.0.0.1",
                0,
                20,
                1,
                20,
                1,
                Duration.ofSeconds(2),
                Duration.ofSeconds(60),
                "test-",
                null,
                null,
                0,
                null,
                "file",
                Path.of(".").toAbsolutePath());

        boolean clean = Scenarios.run(options, new PrintWriter(out, true), null);

        assertThat(clean).as(out.toString()).isTrue();
        assertThat(out.toString())
                .contains("20 of 20 logged in")
                .containsPattern("after SIGTERM +20 of 20 back")
                .containsPattern("after kill -9 +20 of 20 back")
                .contains("40, in two restarts")
                .contains("acknowledged and lost      0");
    }
}
