package io.camelmcp.component.server;

import static io.camelmcp.codec.McpCommand.REPORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.session.state.ConnectionState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The harness itself: a control of the tests that rely on it. */
class StepServerTest {

    @Test
    void framesAndTimeGoThroughTheWholeServer() {
        try (StepServer gateway = new StepServer()) {
            StepDevice device = gateway.connect();
            assertThat(device.state()).isEqualTo(ConnectionState.NEW);
            device.login("c", "");
            assertThat(device.receive().text()).contains("\"resumed\":false");
            assertThat(device.sequenced(REPORT, 2, "a").receive().text()).isEqualTo("a");
            assertThat(device.state()).isEqualTo(ConnectionState.OPEN);

            gateway.advance(Duration.ofSeconds(29));
            assertThat(device.received()).isEmpty();
            gateway.advance(Duration.ofSeconds(1).plusMillis(100));
            assertThat(device.receive().command()).isEqualTo(0x03);
        }
    }
}
