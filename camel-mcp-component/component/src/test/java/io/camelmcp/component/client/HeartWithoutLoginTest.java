package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 6, for a client that does not log in. */
class HeartWithoutLoginTest extends ClientTestBase {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void clientWithoutLoginSendsPingAndGoesOnWhileItIsAnswered() throws Exception {
        SessionPeer peer = closing(new SessionPeer(group));
        DeviceClient client = client(to(peer.port()).beat(Duration.ofSeconds(1)).build());
        client.connect().get(10, TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> peer.pings.get() >= 2);
        assertThat(text(Reply.to(client, report("a")).answer())).isEqualTo("a");
        assertThat(peer.peer.channels).as("one connection").hasSize(1);
        assertThat(peer.logins).isEmpty();
    }

    @Test
    void peerThatAnswersNothingIsDeadAndConnectedToAnew() throws Exception {
        SessionPeer peer = closing(new SessionPeer(group));
        peer.answersPing = false;
        DeviceClient client = client(to(peer.port()).beat(Duration.ofSeconds(1)).build());
        client.connect().get(10, TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> peer.peer.channels.size() == 2);
        assertThat(peer.pings.get()).isPositive();
    }

    @Test
    void intervalOutOfRangeIsNamed() {
        assertThatThrownBy(() -> new ClientOptions.Beat(Duration.ofMillis(10), Duration.ofSeconds(1)))
                .hasMessageContaining("heartbeatInterval=10");
    }
}
