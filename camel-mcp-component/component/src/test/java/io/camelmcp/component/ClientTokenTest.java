package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.camelmcp.component.session.directory.DeviceInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Option tokenSupplier, against our own gateway. */
@Timeout(60)
class ClientTokenTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final AtomicInteger asked = new AtomicInteger();

    private String token() {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader(JWSAlgorithm.HS256),
                    new JWTClaimsSet.Builder()
                            .subject("C1")
                            .jwtID("t" + asked.incrementAndGet())
                            .expirationTime(Date.from(Instant.now().plusSeconds(2)))
                            .build());
            token.sign(new MACSigner(SECRET));
            return token.serialize();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void supplierOfTheRegistryKeepsTheSessionGoing() throws Exception {
        Supplier<String> tokens = this::token;
        try (TestContext server = TestContext.start(
                        routes -> routes.from("mcp:127.0.0.1:0?auth=token&jwtSecret=RAW(" + SECRET + ")")
                                .to("log:in?level=DEBUG"));
                TestContext client = TestContext.start(routes -> {
                    routes.bindToRegistry("tokens", tokens);
                    routes.from("mcp:127.0.0.1:" + server.port() + "?mode=client&clientId=C1&tokenSupplier=#tokens")
                            .to("log:push?level=DEBUG");
                })) {
            await().atMost(Duration.ofSeconds(30)).until(() -> asked.get() >= 3);
            DeviceInfo device = server.server().sessions().device("C1").orElseThrow();
            assertThat(device.epoch()).as("one login, the others refresh it").isEqualTo(1);
            assertThat(device.isConnected()).isTrue();
            assertThat(client.context.isStarted()).isTrue();
        }
    }

    @Test
    void tokenAndSupplierContradictEachOther() {
        assertThatThrownBy(() -> TestContext.start(routes -> {
                    routes.bindToRegistry("tokens", (Supplier<String>) this::token);
                    routes.from("mcp:127.0.0.1:1?mode=client&clientId=C1&token=x&tokenSupplier=#tokens")
                            .to("log:push");
                }))
                .hasStackTraceContaining("token and tokenSupplier are both set");
    }
}
