package io.camelmcp.component.client;

import java.time.Duration;
import java.util.List;

/** Clients that log in. */
abstract class SessionClientTestBase extends ClientTestBase {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    final SessionPeer gateway = closing(new SessionPeer(group));

    static SessionOptions session(int maxRetransmits, Duration retransmitTimeout) {
        return new SessionOptions(
                "C1",
                "secret-token",
                List.of("north", "south"),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                maxRetransmits,
                retransmitTimeout,
                Duration.ofSeconds(10));
    }

    static SessionOptions patient() {
        return session(2, Duration.ofMinutes(5));
    }

    OptionsBuilder toGateway() {
        return to(gateway.port()).session(patient());
    }

    DeviceClient client() {
        return client(toGateway().build());
    }
}
