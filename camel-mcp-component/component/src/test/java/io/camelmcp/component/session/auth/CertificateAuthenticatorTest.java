package io.camelmcp.component.session.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthenticatorTest {

    @TempDir
    static Path directory;

    private static int made;

    private static X509Certificate certificate(String name, String... alternatives) throws Exception {
        Path store = directory.resolve("store" + made++);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "x",
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-dname",
                name,
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString()));
        if (alternatives.length > 0) {
            command.addAll(List.of("-ext", "san=" + String.join(",", alternatives)));
        }
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        return (X509Certificate) keys.getCertificate("x");
    }

    private static Identity login(CertificateName which, @Nullable String clientId, @Nullable X509Certificate shown)
            throws AuthenticationException {
        return login(which, clientId, shown, Clock.systemUTC());
    }

    private static Identity login(
            CertificateName which, @Nullable String clientId, @Nullable X509Certificate shown, Clock clock)
            throws AuthenticationException {
        CertificateAuthenticator authenticator = new CertificateAuthenticator(which, clock);
        assertThat(authenticator.mayBlock()).isFalse();
        return authenticator.authenticate(
                new Credentials(clientId, null, shown, new InetSocketAddress("127.0.0.1", 4711)));
    }

    private static void assertRefused(
            CertificateName which, @Nullable String clientId, @Nullable X509Certificate shown, String message) {
        assertThatThrownBy(() -> login(which, clientId, shown))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void commonNameIsTheClientAndTheSessionEndsWithTheCertificate() throws Exception {
        X509Certificate certificate = certificate("CN=pump-7,OU=Hall 1,O=Example");
        assertThat(login(CertificateName.cn, null, certificate))
                .isEqualTo(new Identity(
                        "pump-7", null, null, certificate.getNotAfter().toInstant()));
        assertThat(login(CertificateName.cn, "pump-7", certificate).clientId()).isEqualTo("pump-7");
        assertRefused(
                CertificateName.cn,
                "pump-8",
                certificate,
                "clientId=pump-8 is none of the names of the certificate, [pump-7]");
        assertRefused(CertificateName.cn, "Hall 1", certificate, "clientId=Hall?1 is none");
    }

    @Test
    void onlyTheMostSpecificCommonNameCounts() throws Exception {
        X509Certificate certificate = certificate("CN=pump-7,CN=Users,DC=example");
        assertThat(login(CertificateName.any, null, certificate).clientId()).isEqualTo("pump-7");
        assertRefused(CertificateName.any, "Users", certificate, "clientId=Users is none");
    }

    @Test
    void nameIsReadAsX500SaysAndNotByItsLook() throws Exception {
        X509Certificate certificate = certificate("OU=\"x,CN=admin\",CN=pump-7");
        assertThat(login(CertificateName.cn, null, certificate).clientId()).isEqualTo("pump-7");
        assertRefused(CertificateName.cn, "admin", certificate, "clientId=admin is none");
        assertRefused(
                CertificateName.cn,
                null,
                certificate("CN=\"pump-7,OU=x\""),
                "the certificate has no name that is a clientId (certificateName=cn)");
    }

    @Test
    void alternativeNamesCountWhereTheyAreConfigured() throws Exception {
        X509Certificate certificate =
                certificate("CN=Pump No 7", "dns:pump-7.example", "uri:urn:dev:7", "email:a@b.example", "ip:127.0.0.1");
        assertThat(login(CertificateName.dns, null, certificate).clientId()).isEqualTo("pump-7.example");
        assertThat(login(CertificateName.uri, null, certificate).clientId()).isEqualTo("urn:dev:7");
        assertThat(login(CertificateName.any, null, certificate).clientId()).isEqualTo("pump-7.example");
        assertThat(login(CertificateName.any, "urn:dev:7", certificate).clientId())
                .isEqualTo("urn:dev:7");
        assertRefused(
                CertificateName.cn, "pump-7.example", certificate, "the certificate has no name that is a clientId");
        assertRefused(CertificateName.dns, "urn:dev:7", certificate, "clientId=urn:dev:7 is none of the names");
        assertRefused(CertificateName.any, "127.0.0.1", certificate, "clientId=127.0.0.1 is none of the names");
        assertRefused(CertificateName.uri, null, certificate("CN=pump-7"), "the certificate has no name");
    }

    @Test
    void withoutACertificateThereIsNoLogin() {
        assertRefused(CertificateName.any, "pump-7", null, "the connection has no client certificate");
    }

    @Test
    void certificateIsTakenOnlyBetweenItsDates() throws Exception {
        X509Certificate certificate = certificate("CN=pump-7");
        for (Duration off : List.of(Duration.ofDays(-1), Duration.ofDays(3))) {
            Clock clock = Clock.fixed(Instant.now().plus(off), Clock.systemUTC().getZone());
            assertThatThrownBy(() -> login(CertificateName.cn, null, certificate, clock))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageStartingWith("the certificate is not valid now");
        }
    }
}
