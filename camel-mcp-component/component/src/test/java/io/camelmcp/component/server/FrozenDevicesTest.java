package io.camelmcp.component.server;

import static io.camelmcp.codec.McpCommand.LOGIN;
import static io.camelmcp.codec.McpCommand.PING;
import static io.camelmcp.codec.McpCommand.REPORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.PlainDevice;
import io.camelmcp.component.session.directory.DeviceInfo;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a frozen device may do and may not (docs/protocol.md, section 5). */
class FrozenDevicesTest {

    private final StepServer gateway = new StepServer();

    @AfterEach
    void close() {
        gateway.close();
    }

    private void freeze(String clientId) {
        gateway.frozen.freeze(clientId, Instant.ofEpochMilli(gateway.clock.millis() + 60_000), "fraud");
    }

    @Test
    void requestsOfAFrozenDeviceGetError6AndItsSessionAndConnectionStay() {
        StepDevice device = gateway.loggedIn("c");
        StepDevice other = gateway.loggedIn("d");
        freeze("c");

        PlainDevice.Reply refused = device.sequenced(REPORT, 1, "x").receive();
        assertThat(refused.errorCode()).isEqualTo(6);
        assertThat(refused.text()).endsWith("the device is frozen");
        assertThat(device.plain(REPORT, "x").receive().errorCode()).isEqualTo(6);
        assertThat(device.sequenced(PING, 2, "here").receive().text()).isEqualTo("here");
        assertThat(gateway.server.sessions().device("c").map(DeviceInfo::frozen))
                .hasValueSatisfying(freeze -> assertThat(freeze.reason()).isEqualTo("fraud"));
        assertThat(other.sequenced(REPORT, 1, "x").receive().command())
                .as("another one is not disturbed")
                .isEqualTo(REPORT | 0x80);
    }

    @Test
    void frozenDeviceLogsInAndResumesAndGoesOnWhenTheFreezeIsOver() {
        StepDevice device = gateway.connect().sequenced(LOGIN, 1, "{\"clientId\":\"c\"}");
        String session = device.receive().text().replaceAll(".*\"sessionId\":\"([^\"]+)\".*", "$1");
        freeze("c");

        StepDevice again =
                gateway.connect().sequenced(LOGIN, 1, "{\"clientId\":\"c\",\"sessionId\":\"" + session + "\"}");
        assertThat(again.receive().text()).contains("\"resumed\":true");
        assertThat(again.sequenced(REPORT, 1, "x").receive().errorCode()).isEqualTo(6);

        gateway.advance(Duration.ofSeconds(61));
        again.received();
        assertThat(again.sequenced(REPORT, 2, "x").receive().command()).isEqualTo(REPORT | 0x80);
    }

    @Test
    void whatWasAcceptedBeforeTheFreezeIsAnsweredAlsoWhenItComesAgain() {
        gateway.route.echoes = false;
        StepDevice device = gateway.loggedIn("c").sequenced(REPORT, 1, "x");
        freeze("c");

        gateway.end(gateway.route.running.get(0), PlainDevice.utf8("done"));
        assertThat(device.receive().text()).isEqualTo("done");
        assertThat(device.sequenced(REPORT, 1, "x").receive().text()).isEqualTo("done");
        assertThat(device.sequenced(REPORT, 2, "x").receive().errorCode()).isEqualTo(6);
    }

    @Test
    void anonymousDeviceIsFrozenUntilItsConnectionEnds() {
        gateway.route.echoes = false;
        StepDevice device = gateway.connect().sequenced(REPORT, 1, "x");
        freeze(gateway.route.running.get(0).session().clientId());
        assertThat(device.sequenced(REPORT, 2, "x").receive().errorCode()).isEqualTo(6);

        gateway.connect().sequenced(REPORT, 3, "x");
        assertThat(gateway.route.running)
                .as("the next connection has another name")
                .hasSize(2);
    }
}
