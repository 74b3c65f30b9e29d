package io.camelmcp.component;

import static io.camelmcp.codec.McpCommand.COMMAND;
import static io.camelmcp.codec.McpCommand.LOGIN;
import static io.camelmcp.codec.McpCommand.PING;
import static io.camelmcp.codec.McpCommand.REPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.camelmcp.component.server.CloseReason;
import io.camelmcp.component.session.auth.Authenticator;
import io.camelmcp.component.session.auth.Identity;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Ports where devices must log in (docs/protocol.md, section 5). */
class AuthenticationTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String PORT = "mcp:127.0.0.1:0?auth=token&jwtSecret=" + SECRET;

    @Test
    void onlyLoginLogoutAndPingAreTakenBeforeLogin() throws Exception {
        try (TestContext test = start(PORT);
                PlainDevice device = test.device()) {
            assertThat(device.sendSequenced(REPORT, 1, "x").receive().errorCode())
                    .isEqualTo(5);
            assertThat(device.sendSequenced(PING, 2, "p").receive().command()).isEqualTo(PING | 0x80);
            assertThat(login(device, "c", token("c", 60)).command()).isEqualTo(LOGIN | 0x80);
            assertThat(device.sendSequenced(REPORT, 1, "x").receive().command()).isEqualTo(REPORT | 0x80);
        }
    }

    @Test
    void badTokenIsAnsweredWithError5AndClosed() throws Exception {
        try (TestContext test = start(PORT);
                PlainDevice device = test.device()) {
            assertThat(login(device, "c", token("other", 60)).errorCode()).isEqualTo(5);
            assertThat(device.isClosedByPeer()).isTrue();
            assertThat(test.statistics().failedLogins()).isEqualTo(1);
        }
    }

    @Test
    void commandThatTheTokenDoesNotNameIsError6() throws Exception {
        try (TestContext test = start(PORT);
                PlainDevice device = test.device()) {
            login(device, "c", token("c", 60));
            assertThat(device.sendSequenced(COMMAND, 1, "x").receive().errorCode())
                    .isEqualTo(6);
            assertThat(device.sendSequenced(REPORT, 2, "x").receive().command()).isEqualTo(REPORT | 0x80);
        }
    }

    @Test
    void groupThatTheTokenDoesNotNameIsError6AndLoginMayBeTriedAgain() throws Exception {
        try (TestContext test = start(PORT);
                PlainDevice device = test.device()) {
            String token = token("c", 60);
            device.sendSequenced(LOGIN, 1, "{\"clientId\":\"c\",\"groups\":[\"attic\"],\"token\":\"" + token + "\"}");
            assertThat(device.receive().errorCode()).isEqualTo(6);
            assertThat(login(device, "c", token).command()).isEqualTo(LOGIN | 0x80);
        }
    }

    @Test
    void otherClientIdOnALiveConnectionIsError6AndTheSameOneIsARefresh() throws Exception {
        try (TestContext test = start(PORT);
                PlainDevice device = test.device()) {
            String first = login(device, "c", token("c", 60)).text();
            assertThat(login(device, "d", token("d", 60)).errorCode()).isEqualTo(6);
            PlainDevice.Reply refreshed = login(device, "c", token("c", 120));
            assertThat(refreshed.text()).contains(first.substring(0, 40)).contains("\"resumed\":true");
            assertThat(test.server().sessions().device("c").orElseThrow().epoch())
                    .isEqualTo(1);
        }
    }

    @Test
    void loginThatWaitsForItsAuthenticatorHoldsUpNoOther() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        AtomicBoolean released = new AtomicBoolean();
        Authenticator patient = credentials -> {
            if ("slow".equals(credentials.clientId())) {
                asked.set(true);
                await().untilTrue(released);
            }
            return Identity.of(String.valueOf(credentials.clientId()));
        };
        try (TestContext test = TestContext.start(routes -> {
                    routes.getContext().getRegistry().bind("patient", patient);
                    routes.from("mcp:127.0.0.1:0?auth=bean&authenticator=#patient")
                            .to("mock:in");
                });
                PlainDevice slow = test.device();
                PlainDevice fast = test.device()) {
            slow.sendSequenced(LOGIN, 1, "{\"clientId\":\"slow\"}");
            await().untilTrue(asked);
            assertThat(login(fast, "fast", "x").command()).isEqualTo(LOGIN | 0x80);
            released.set(true);
            assertThat(slow.receive().command()).isEqualTo(LOGIN | 0x80);
        }
    }

    @Test
    void frameAbove4KibBeforeLoginIsError4AndFitsAfterIt() throws Exception {
        try (TestContext test = start(PORT);
                PlainDevice large = test.device();
                PlainDevice device = test.device()) {
            String body = "x".repeat(5_000);
            assertThat(large.sendSequenced(REPORT, 1, body).receive().errorCode())
                    .isEqualTo(4);
            login(device, "c", token("c", 60));
            assertThat(device.sendSequenced(REPORT, 1, body).receive().command())
                    .isEqualTo(REPORT | 0x80);
        }
    }

    @Test
    void connectionThatDoesNotLogInIsClosed() throws Exception {
        try (TestContext test = start(PORT + "&loginTimeout=300");
                PlainDevice device = test.device()) {
            device.sendSequenced(PING, 1, "").receive();
            assertThat(device.isClosedByPeer()).isTrue();
            assertThat(test.statistics().closed(CloseReason.LOGIN_TIMEOUT)).isEqualTo(1);
        }
    }

    @Test
    void addressThatFailsTooOftenIsKeptOut() throws Exception {
        try (TestContext test = start(PORT + "&loginFailureLimit=2")) {
            for (int i = 0; i < 2; i++) {
                try (PlainDevice device = test.device()) {
                    assertThat(login(device, "c", "none").errorCode()).isEqualTo(5);
                }
            }
            try (PlainDevice device = test.device()) {
                assertThat(device.isClosedByPeer()).isTrue();
            }
            assertThat(test.statistics().closed(CloseReason.BANNED)).isEqualTo(1);
        }
    }

    @Test
    void modbusWithoutACertificateIsRefusedUnlessItsAddressIsAllowed() throws Exception {
        byte[] read = {0, 1, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1};
        try (TestContext test = start(PORT);
                PlainDevice master = test.device()) {
            master.send(read);
            assertThat(master.isClosedByPeer()).isTrue();
        }
        try (TestContext test = start(PORT + "&modbusAllow=127.0.0.0/8");
                PlainDevice master = test.device()) {
            assertThat(master.send(read).receiveOctets(11)).startsWith(0, 1, 0, 0, 0, 5, 1, 3);
        }
    }

    @Test
    void tokenAuthenticationWithoutAKeyFailsAtStart() {
        assertThatThrownBy(() -> start("mcp:127.0.0.1:0?auth=token").close())
                .hasStackTraceContaining("mcp:127.0.0.1:0: jwtSecret or jwksUrl is required when auth=token");
    }

    private static PlainDevice.Reply login(PlainDevice device, String clientId, String token) throws Exception {
        return device.sendSequenced(LOGIN, 9, "{\"clientId\":\"" + clientId + "\",\"token\":\"" + token + "\"}")
                .receive();
    }

    private static String token(String subject, int seconds) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .subject(subject)
                        .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
                        .claim("commands", List.of("REPORT"))
                        .build());
        jwt.sign(new MACSigner(SECRET));
        return jwt.serialize();
    }

    private static TestContext start(String uri) throws Exception {
        return TestContext.start(routes -> routes.from(uri).to("mock:in"));
    }
}
