package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.component.server.LoginOptions;
import io.camelmcp.component.session.auth.Authenticator;
import io.camelmcp.component.session.auth.CertificateAuthenticator;
import io.camelmcp.component.session.auth.Identity;
import io.camelmcp.component.session.auth.TokenAuthenticator;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SSLContextServerParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options say of login, and which of them fail at start. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class PortLoginTest {

    private static final String PORT = "mcp:127.0.0.1:0";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path directory;

    private static TestContext start(String options, SSLContextParameters... tls) throws Exception {
        return TestContext.start(new RouteBuilder() {
            @Override
            public void configure() {
                getContext().getRegistry().bind("door", (Authenticator) credentials -> Identity.of("C1"));
                for (SSLContextParameters one : tls) {
                    getContext().getRegistry().bind("tls", one);
                }
                from(PORT + "?" + options).to("log:x");
            }
        });
    }

    private static LoginOptions login(String options, SSLContextParameters... tls) throws Exception {
        try (TestContext test = start(options, tls)) {
            return test.consumer().server().loginOptions();
        }
    }

    private static SSLContextParameters tls(String clientAuthentication) {
        SSLContextServerParameters server = new SSLContextServerParameters();
        server.setClientAuthentication(clientAuthentication);
        SSLContextParameters parameters = new SSLContextParameters();
        if (clientAuthentication != null) {
            parameters.setServerParameters(server);
        }
        return parameters;
    }

    @Test
    void nobodyHasToLogInByDefaultAndFailuresAndTakeoversAreLimited() throws Exception {
        LoginOptions login = login("");
        assertThat(login.required()).isFalse();
        assertThat(login.loginTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(login.maxPayload()).isEqualTo(4_096);
        assertThat(login.failureDelay()).isEqualTo(Duration.ofMillis(500));
        assertThat(login.failureLimit()).isEqualTo(20);
        assertThat(login.takeoverLimit()).isEqualTo(15);
        assertThat(login.banTime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(login.connectionLimit()).isNull();
        assertThat(login.frameLimit()).isNull();
        assertThat(login.allowsModbus(false, new InetSocketAddress("10.0.0.7", 1)))
                .isTrue();
    }

    @Test
    void limitsCountAsTheyAreConfigured() throws Exception {
        LoginOptions login = login(
                "loginFrameLength=512&loginFailureDelay=0&loginFailureLimit=2&takeoverLimit=1&loginBanTime=1s&loginTimeout=3000"
                        + "&connectionRate=100&maxFrameRate=50");
        assertThat(login.loginTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(login.maxPayload()).isEqualTo(512);
        assertThat(login.failureDelay()).isZero();
        var failures = login.failures();
        InetAddress address = InetAddress.getLoopbackAddress();
        assertThat(failures.count(address, 0)).isFalse();
        assertThat(failures.count(address, 1)).isTrue();
        assertThat(failures.isBanned(address, 1_000_000_000L)).isTrue();
        assertThat(failures.isBanned(address, 1_000_000_001L)).isFalse();
        assertThat(login.takeovers().count("C1", 0)).isTrue();
        assertThat(login.connectionLimit().take(0, 0)).isEqualTo(10_000_000L);
        assertThat(login.frameLimit().take(0, 0)).isEqualTo(20_000_000L);
    }

    @Test
    void tokensNeedASecretOrAKeySet() throws Exception {
        assertThat(login("auth=token&jwtSecret=" + SECRET).authenticator()).isInstanceOf(TokenAuthenticator.class);
        Path keys = directory.resolve("jwks.json");
        Files.writeString(
                keys,
                "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}");
        assertThat(login(
                                "auth=token&jwtRoles=RAW(operator=REPORT,LOG,@pumps;admin=*,@*)&jwtIssuer=i&jwtAudience=a&jwksUrl=file:"
                                        + keys)
                        .authenticator())
                .isInstanceOf(TokenAuthenticator.class);
    }

    @Test
    void modbusIsTakenWithACertificateOrFromWhereItIsAllowed() throws Exception {
        LoginOptions login = login("auth=bean&authenticator=#door&modbusAllow=10.0.0.0/8,::1");
        assertThat(login.required()).isTrue();
        assertThat(login.allowsModbus(false, new InetSocketAddress("10.0.0.7", 1)))
                .isTrue();
        assertThat(login.allowsModbus(false, new InetSocketAddress("11.0.0.7", 1)))
                .isFalse();
        assertThat(login.allowsModbus(true, new InetSocketAddress("11.0.0.7", 1)))
                .isTrue();
    }

    @Test
    void modbusIsTakenOnlyFromWhereItIsAllowedWhenNobodyHasToLogIn() throws Exception {
        LoginOptions login = login("modbusAllow=10.0.0.0/8");
        assertThat(login.required()).isFalse();
        assertThat(login.allowsModbus(false, new InetSocketAddress("10.0.0.7", 1)))
                .isTrue();
        assertThat(login.allowsModbus(false, new InetSocketAddress("11.0.0.7", 1)))
                .isFalse();
        assertThat(login.allowsModbus(true, new InetSocketAddress("11.0.0.7", 1)))
                .as("a certificate that nobody has asked for")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUIRE", "WANT"})
    void certificatesNeedTlsThatAsksForThem(String clientAuthentication) throws Exception {
        assertThat(login("auth=mtls&certificateName=dns&sslContextParameters=#tls", tls(clientAuthentication))
                        .authenticator())
                .isInstanceOf(CertificateAuthenticator.class);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = "NONE")
    void certificatesThatNobodyAsksForFailTheStart(String clientAuthentication) {
        SSLContextParameters tls =
                tls(clientAuthentication == null || clientAuthentication.isEmpty() ? null : clientAuthentication);
        assertThatThrownBy(() -> start("auth=mtls&sslContextParameters=#tls", tls))
                .hasStackTraceContaining(
                        PORT + ": sslContextParameters must ask for a client certificate when auth=mtls");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "auth=token | jwtSecret or jwksUrl is required when auth=token",
                "auth=token&jwtSecret=short | jwtSecret has 5 octets of UTF-8; HS256 needs 32 or more",
                "auth=token&jwksUrl=file:no/such.json | jwksUrl=file:no/such.json cannot be used",
                "auth=token&jwksUrl=ldap:x | jwksUrl=ldap:x is no URL of a key set",
                "auth=token&jwtRoles=operator&jwtSecret=x | jwtRoles: \"operator\" is not ROLE=RIGHT,RIGHT",
                "auth=mtls | sslContextParameters is required when auth=mtls",
                "auth=bean | authenticator is required when auth=bean",
                "auth=bean&authenticator=#none | none",
                "auth=password | auth",
                "jwtSecret=x | jwtSecret has no effect when auth=none; set auth=token, or remove it",
                "auth=bean&authenticator=#door&jwksUrl=file:x | jwksUrl has no effect when auth=bean",
                "auth=token&jwtSecret=0123456789abcdef0123456789abcdef&jwtIssuer= | jwtIssuer is blank",
                "jwtIssuer=x | jwtIssuer has no effect when auth=none",
                "jwtAudience=x | jwtAudience has no effect when auth=none",
                "jwtRoles=a | jwtRoles has no effect when auth=none",
                "certificateName=cn | certificateName has no effect when auth=none; set auth=mtls",
                "authenticator=#door | authenticator has no effect when auth=none; set auth=bean",
                "modbusAllow=RAW() | modbusAllow is blank",
                "auth=bean&authenticator=#door&modbusAllow=plc | modbusAllow: plc is neither an address nor a network",
                "loginTimeout=0 | loginTimeout=0 is not in 1..",
                "loginBanTime=-1 | loginBanTime=-1 is not in 0..",
                "loginFrameLength=255 | loginFrameLength=255 is not in 256..16777216",
                "loginFailureDelay=10001 | loginFailureDelay=10001 is not in 0..10000",
                "loginFailureLimit=-1 | loginFailureLimit=-1 is not in 0..10000",
                "takeoverLimit=10001 | takeoverLimit=10001 is not in 0..10000",
                "connectionRate=-1 | connectionRate=-1 is not in 0..1000000",
                "maxFrameRate=1000001 | maxFrameRate=1000001 is not in 0..1000000"
            })
    void optionThatCannotBeHonouredFailsAtStartAndIsNamed(String options, String message) {
        assertThatThrownBy(() -> start(options)).hasStackTraceContaining(message);
    }

    @Test
    void secretIsNotShownWhereTwoConsumersContradictEachOther() {
        assertThatThrownBy(() -> TestContext.start(routes -> {
                    routes.from(PORT + "?commands=LOG&auth=token&jwtSecret=" + SECRET)
                            .to("log:x");
                    routes.from(PORT + "?commands=REPORT&jwtSecret=" + SECRET + "2")
                            .to("log:x");
                }))
                .hasStackTraceContaining(PORT + ": jwtSecret=... contradicts jwtSecret=... of another consumer")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void secretIsNotShownInTheUriOfTheEndpoint() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            String uri = PORT + "?auth=token&jwtSecret=" + SECRET;
            assertThat(context.getEndpoint(uri).toString())
                    .contains("jwtSecret=")
                    .doesNotContain(SECRET);
        }
    }
}
