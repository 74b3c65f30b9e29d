package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.component.session.LoginRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 5: a LOGIN on the same connection refreshes the token. */
class TokenRefreshTest extends SessionClientTestBase {

    private final AtomicInteger asked = new AtomicInteger();

    private DeviceClient client(TokenSource source) {
        SessionOptions session = new SessionOptions(
                "C1",
                null,
                List.of(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                2,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                source);
        return client(to(gateway.port()).session(session).build());
    }

    private static String token(int number, long lifeMillis) {
        return new PlainJWT(new JWTClaimsSet.Builder()
                        .jwtID("t" + number)
                        .expirationTime(Date.from(Instant.now().plusMillis(lifeMillis)))
                        .build())
                .serialize();
    }

    /** Tokens of which the first so many are about to expire. */
    private TokenSource shortLived(int count) {
        return () -> {
            int number = asked.incrementAndGet();
            return CompletableFuture.completedFuture(token(number, number <= count ? 1_500 : 3_600_000));
        };
    }

    @Test
    void tokenIsRefreshedBeforeItExpiresAndTheSessionGoesOn() throws Exception {
        DeviceClient client = client(shortLived(2));
        client.connect().get(10, TimeUnit.SECONDS);
        LoginRequest first = gateway.nextLogin();
        String session = gateway.sessionId;

        LoginRequest second = gateway.nextLogin();
        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(second.sessionId()).isEqualTo(session);
        assertThat(text(Reply.to(client, report("a")).answer())).isEqualTo("a");
        LoginRequest third = gateway.nextLogin();
        assertThat(third.token()).isNotIn(first.token(), second.token());
        assertThat(text(Reply.to(client, report("b")).answer())).isEqualTo("b");

        assertThat(gateway.peer.channels).as("one connection").hasSize(1);
        assertThat(client.status().session().resumes()).as("it is no resume").isZero();
        assertThat(asked).hasValue(3);
    }

    @Test
    void sameTokenIsNotSentAgain() throws Exception {
        String same = token(1, 1_500);
        DeviceClient client = client(() -> {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture(same);
        });
        client.connect().get(10, TimeUnit.SECONDS);
        gateway.nextLogin();
        await().atMost(PATIENCE).until(() -> asked.get() >= 3);
        assertThat(text(Reply.to(client, report("a")).answer())).isEqualTo("a");
        assertThat(gateway.logins).isEmpty();
    }

    @Test
    void tokenThatIsNotTakenMakesTheClientLogInAnew() throws Exception {
        DeviceClient client = client(shortLived(1));
        client.connect().get(10, TimeUnit.SECONDS);
        gateway.nextLogin();
        gateway.onLogin = (channel, login) -> {
            gateway.onLogin = gateway::accept;
            gateway.refuse(channel, login, McpErrorCode.NOT_LOGGED_IN);
        };
        gateway.nextLogin();
        assertThat(gateway.nextLogin().sessionId()).isEqualTo(gateway.sessionId);
        await().atMost(PATIENCE).until(() -> client.status().connected() == 1);
        assertThat(gateway.peer.channels).hasSize(2);
    }

    @Test
    void sourceWithoutATokenIsAFailedAttemptAndIsAskedAgain() throws Exception {
        DeviceClient client = client(() -> asked.incrementAndGet() == 1
                ? CompletableFuture.failedFuture(new IllegalStateException("no idea"))
                : CompletableFuture.completedFuture("opaque"));
        assertThatThrownBy(() -> client.connect().get(10, TimeUnit.SECONDS)).hasMessageContaining("no idea");
        await().atMost(PATIENCE).until(() -> client.status().connected() == 1);
        assertThat(gateway.nextLogin().token()).isEqualTo("opaque");
    }
}
