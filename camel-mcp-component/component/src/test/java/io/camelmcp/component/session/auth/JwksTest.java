package io.camelmcp.component.session.auth;

import static io.camelmcp.component.session.auth.Tokens.CLOCK;
import static io.camelmcp.component.session.auth.Tokens.claims;
import static io.camelmcp.component.session.auth.Tokens.credentials;
import static io.camelmcp.component.session.auth.Tokens.ed25519;
import static io.camelmcp.component.session.auth.Tokens.sign;
import static io.camelmcp.component.session.auth.Tokens.withHeader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public keys, from a file and from a server that changes them, fails, and misbehaves. */
@Timeout(60)
class JwksTest {

    private static RSAKey rsa;
    private static RSAKey otherRsa;
    private static ECKey ec;
    private static KeyPair edwards;

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong(-5);
    private final AtomicInteger requests = new AtomicInteger();
    private volatile byte[] document = new byte[0];
    private volatile int status = 200;
    private HttpServer server;

    @BeforeAll
    static void makeKeys() throws Exception {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        otherRsa = new RSAKeyGenerator(2048).keyID("other").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        edwards = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static JWK edwardsKey() {
        byte[] encoded = edwards.getPublic().getEncoded();
        return new OctetKeyPair.Builder(
                        Curve.Ed25519,
                        Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
                .keyID("ed")
                .build();
    }

    private String serve(JWK... keys) throws IOException {
        document = new JWKSet(List.of(keys)).toString(true).getBytes();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/keys", exchange -> {
            requests.incrementAndGet();
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, document.length == 0 ? -1 : document.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(document);
            } catch (IOException e) {
                // the client has read enough
            }
        });
        server.start();
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys?key=s3cret";
    }

    private TokenAuthenticator authenticator(String url) {
        return new TokenAuthenticator(new TokenOptions(null, url, null, null, null), CLOCK, nanos::get);
    }

    private String file(JWK... keys) throws IOException {
        return write(new JWKSet(List.of(keys)).toString(true));
    }

    private String write(String text) throws IOException {
        Path file = directory.resolve("jwks.json");
        Files.writeString(file, text);
        return file.toUri().toString();
    }

    private static String rs256(RSAKey key) throws Exception {
        return token("RS256", key);
    }

    private static String token(String algorithm, RSAKey key) throws Exception {
        return sign(
                new JWSHeader.Builder(JWSAlgorithm.parse(algorithm))
                        .keyID(key.getKeyID())
                        .build(),
                claims().build(),
                new RSASSASigner(key));
    }

    private void assertTaken(TokenAuthenticator authenticator, String token) throws Exception {
        assertThat(authenticator.authenticate(credentials("C1", token)).clientId())
                .isEqualTo("C1");
    }

    private void assertRefused(TokenAuthenticator authenticator, String token, String message) {
        assertThatThrownBy(() -> authenticator.authenticate(credentials("C1", token)))
                .isInstanceOf(
                        message.startsWith("the keys of")
                                ? UndecidedLoginException.class
                                : AuthenticationException.class)
                .hasMessageStartingWith(message);
    }

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void rsaKeyVerifiesAllAlgorithmsOfRsa(String algorithm) throws Exception {
        TokenAuthenticator authenticator = authenticator(file(rsa.toPublicJWK()));
        assertTaken(authenticator, token(algorithm, rsa));
        assertThat(authenticator.mayBlock()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"P-256,ES256", "P-384,ES384", "P-521,ES512"})
    void curveDecidesTheAlgorithmOfAnEcKey(String curve, String algorithm) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.parse(curve)).keyID("k").generate();
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID("k").build();
        TokenAuthenticator authenticator = authenticator(file(key.toPublicJWK()));

        assertTaken(authenticator, sign(header, claims().build(), new ECDSASigner(key)));

        String other = algorithm.equals("ES256") ? "ES384" : "ES256";
        assertRefused(
                authenticator,
                withHeader(
                        "{\"alg\":\"" + other + "\",\"kid\":\"k\"}", claims().build(), Base64URL.encode(new byte[64])),
                "no key for alg=" + other + " with kid=k");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EdDSA", "Ed25519"})
    void ed25519IsVerifiedUnderBothItsNames(String algorithm) throws Exception {
        TokenAuthenticator authenticator = authenticator(file(edwardsKey()));
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID("ed").build();
        String token = ed25519(header, claims().build(), edwards.getPrivate());

        assertTaken(authenticator, token);
        KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        assertRefused(
                authenticator,
                ed25519(header, claims().build(), other.getPrivate()),
                "the signature of the token is wrong");
        assertRefused(
                authenticator, token.substring(0, token.lastIndexOf('.') + 20), "the token could not be verified: Sig");
    }

    @Test
    void hmacSignedWithThePublicKeyIsRefusedWithAndWithoutASecret() throws Exception {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(rsa.toRSAPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build();
        TokenAuthenticator both =
                new TokenAuthenticator(new TokenOptions(Tokens.SECRET, file(rsa), null, null, null), CLOCK);
        for (byte[] key : List.of(pem.getBytes(), rsa.toRSAPublicKey().getEncoded())) {
            String forged = sign(header, claims().build(), new MACSigner(key));
            assertRefused(authenticator(file(rsa)), forged, "alg=HS256 is not configured");
            assertRefused(both, forged, "the signature of the token is wrong");
        }
        assertTaken(both, rs256(rsa));
        assertTaken(both, Tokens.hs256(claims().build()));
    }

    @Test
    void secretsInAKeySetAreNoKeys() throws Exception {
        var secret = new OctetSequenceKeyGenerator(256).keyID("oct").generate();
        TokenAuthenticator authenticator = authenticator(write(new JWKSet(List.of(secret, rsa)).toString(false)));
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("oct").build();
        assertRefused(
                authenticator, sign(header, claims().build(), new MACSigner(secret)), "alg=HS256 is not configured");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authenticator(write(new JWKSet(secret).toString(false))))
                .withMessageContaining("there is no public key in it for RS*");
    }

    @Test
    void keyTypeThatIsNotThatOfTheAlgorithmIsRefused() throws Exception {
        TokenAuthenticator authenticator = authenticator(file(rsa, ec));
        String header = "{\"alg\":\"ES256\",\"kid\":\"rsa\"}";
        assertRefused(
                authenticator,
                withHeader(header, claims().build(), Base64URL.encode(new byte[64])),
                "no key for alg=ES256 with kid=rsa");
        // control: ES256 as such is fine, and so is a signature of nothing but zeros not
        assertRefused(
                authenticator,
                withHeader("{\"alg\":\"ES256\",\"kid\":\"ec\"}", claims().build(), Base64URL.encode(new byte[64])),
                "the ");
    }

    @Test
    void whatAKeySaysOfItselfIsHonoured() throws Exception {
        RSAKey forEncryption = new RSAKey.Builder(rsa).keyUse(KeyUse.ENCRYPTION).build();
        RSAKey forPs256 =
                new RSAKey.Builder(rsa).algorithm(new Algorithm("PS256")).build();
        assertRefused(authenticator(file(forEncryption, ec)), rs256(rsa), "no key for alg=RS256 with kid=rsa");
        assertRefused(authenticator(file(forPs256)), rs256(rsa), "no key for alg=RS256 with kid=rsa");
        assertTaken(authenticator(file(forPs256)), token("PS256", rsa));
        RSAKey weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
        assertRefused(
                authenticator(file(weak, ec)),
                withHeader("{\"alg\":\"RS256\",\"kid\":\"weak\"}", claims().build(), Base64URL.encode("x")),
                "no key for alg=RS256 with kid=weak");
    }

    @Test
    void tokenWithoutKeyIdIsTriedWithAllKeysThatSuit() throws Exception {
        TokenAuthenticator authenticator = authenticator(file(ec, otherRsa, rsa));
        assertTaken(authenticator, sign(new JWSHeader(JWSAlgorithm.RS256), claims().build(), new RSASSASigner(rsa)));
        RSAKey third = new RSAKeyGenerator(2048).generate();
        assertRefused(
                authenticator,
                sign(new JWSHeader(JWSAlgorithm.RS256), claims().build(), new RSASSASigner(third)),
                "the signature of the token is wrong");
    }

    @Test
    void keyIdOfAnotherKeyIsRefused() throws Exception {
        TokenAuthenticator authenticator = authenticator(file(rsa, otherRsa));
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("other").build();
        assertRefused(
                authenticator,
                sign(header, claims().build(), new RSASSASigner(rsa)),
                "the signature of the token is wrong");
    }

    @Test
    void newKeyOfTheServerIsFetchedWhenATokenNamesItAndNotMoreOftenThanEveryTenSeconds() throws Exception {
        TokenAuthenticator authenticator = authenticator(serve(rsa.toPublicJWK()));
        assertTaken(authenticator, rs256(rsa));
        assertTaken(authenticator, rs256(rsa));
        assertThat(requests).hasValue(1);

        document = new JWKSet(otherRsa.toPublicJWK()).toString().getBytes();
        pass(9);
        assertRefused(authenticator, rs256(otherRsa), "no key for alg=RS256 with kid=other in http://127.0.0.1:");
        assertThat(requests).hasValue(1);

        pass(1);
        assertTaken(authenticator, rs256(otherRsa));
        assertRefused(authenticator, rs256(rsa), "no key for alg=RS256 with kid=rsa");
        assertRefused(authenticator, rs256(rsa), "no key for alg=RS256 with kid=rsa");
        assertThat(requests).hasValue(2);
    }

    @Test
    void keyThatWasTakenAwayIsForgottenWithinTenMinutes() throws Exception {
        TokenAuthenticator authenticator = authenticator(serve(rsa.toPublicJWK(), ec.toPublicJWK()));
        document = new JWKSet(ec.toPublicJWK()).toString().getBytes();
        pass(600);
        assertTaken(authenticator, rs256(rsa));
        pass(1);
        assertRefused(authenticator, rs256(rsa), "no key for alg=RS256 with kid=rsa");
    }

    @Test
    void serverThatIsDownAtStartIsAskedAgainWhenADeviceLogsIn() throws Exception {
        String url = serve(rsa.toPublicJWK());
        status = 503;
        TokenAuthenticator authenticator = authenticator(url);
        assertRefused(authenticator, rs256(rsa), "the keys of http://127.0.0.1:");
        pass(10);
        assertRefused(authenticator, rs256(rsa), "the keys of http://127.0.0.1:");
        status = 200;
        pass(10);
        assertTaken(authenticator, rs256(rsa));
        assertThat(requests).hasValue(3);
    }

    @Test
    void keysFromBeforeAreUsedForADayWhileTheServerIsDown() throws Exception {
        TokenAuthenticator authenticator = authenticator(serve(rsa.toPublicJWK()));
        server.stop(0);
        pass(TimeUnit.DAYS.toSeconds(1));
        assertTaken(authenticator, rs256(rsa));
        pass(1);
        assertRefused(authenticator, rs256(rsa), "the keys of http://127.0.0.1:");
    }

    @Test
    void redirectsGarbageAndDocumentsTooLargeAreNoKeySetAndDoNotStopTheStart() throws Exception {
        String url = serve(rsa.toPublicJWK());
        byte[] good = document;
        status = 302;
        TokenAuthenticator authenticator = authenticator(url);
        assertRefused(authenticator, rs256(rsa), "the keys of ");
        status = 200;
        ByteArrayOutputStream large = new ByteArrayOutputStream();
        large.write(good);
        large.write(" ".repeat(JwksSource.MAX_OCTETS).getBytes());
        for (byte[] bad : List.of(
                "<html>".getBytes(),
                "{\"keys\":[{}]}".getBytes(),
                "[".repeat(9_999).getBytes(),
                large.toByteArray())) {
            document = bad;
            pass(10);
            assertRefused(authenticator, rs256(rsa), "the keys of ");
        }
        document = good;
        pass(10);
        assertTaken(authenticator, rs256(rsa));
    }

    @Test
    void queryOfTheUrlWhichMayBeSecretIsNotShown() throws Exception {
        TokenAuthenticator authenticator = authenticator(serve(ec.toPublicJWK()));
        assertThatThrownBy(() -> authenticator.authenticate(credentials("C1", rs256(rsa))))
                .message()
                .endsWith("/keys")
                .doesNotContain("s3cret");
    }

    @Test
    void fileThatIsMissingOrNoKeySetFailsAtOnce() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authenticator("file:" + directory.resolve("none.json")))
                .withMessageContaining("jwksUrl=file:" + directory.resolve("none.json") + " cannot be used: ")
                .withMessageContaining("NoSuchFile");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authenticator(write("{\"keys\":7}")))
                .withMessageContaining("it is no JSON Web Key Set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authenticator(write("{\"keys\":[]}")))
                .withMessageContaining("there is no public key in it");
    }

    @Test
    void setOfTooManyKeysIsRefused() throws Exception {
        JWK[] keys = new JWK[JwksKeys.MAX_KEYS + 1];
        Arrays.setAll(
                keys, i -> new ECKey.Builder(ec.toPublicJWK()).keyID("k" + i).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authenticator(file(keys)))
                .withMessageContaining("more than 32 keys");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "jwks.json", "ftp://host/x", "http:///x", "https:x", "file:", "file://host/x", "http://a b/"
            })
    void urlThatIsNoneFailsAtOnceAndIsNamed(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authenticator(url))
                .withMessageStartingWith("jwksUrl=");
    }

    @Test
    void fileMayBeRelativeToTheWorkingDirectory() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authenticator("file:no/such/jwks.json"))
                .withMessageStartingWith("jwksUrl=file:no/such/jwks.json cannot be used");
    }
}
