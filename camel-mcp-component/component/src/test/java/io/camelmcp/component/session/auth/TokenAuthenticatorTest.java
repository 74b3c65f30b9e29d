package io.camelmcp.component.session.auth;

import static io.camelmcp.component.session.auth.Tokens.CLOCK;
import static io.camelmcp.component.session.auth.Tokens.NOW;
import static io.camelmcp.component.session.auth.Tokens.SECRET;
import static io.camelmcp.component.session.auth.Tokens.at;
import static io.camelmcp.component.session.auth.Tokens.claims;
import static io.camelmcp.component.session.auth.Tokens.credentials;
import static io.camelmcp.component.session.auth.Tokens.hs256;
import static io.camelmcp.component.session.auth.Tokens.sign;
import static io.camelmcp.component.session.auth.Tokens.withHeader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token must be, with a secret as the key; {@link JwksTest} has the public keys. */
class TokenAuthenticatorTest {

    private static final TokenOptions PLAIN = new TokenOptions(SECRET, null, null, null, null);

    private static TokenAuthenticator authenticator(TokenOptions options) {
        return new TokenAuthenticator(options, CLOCK);
    }

    private static Identity login(JWTClaimsSet.Builder claims) throws Exception {
        return authenticator(PLAIN).authenticate(credentials("C1", hs256(claims.build())));
    }

    private static void assertRefused(TokenOptions options, String token, String message) {
        assertThatThrownBy(() -> authenticator(options).authenticate(credentials("C1", token)))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void goodTokenNamesTheClientAndItsSessionEndsWithTheToken() throws Exception {
        assertThat(login(claims())).isEqualTo(new Identity("C1", Set.of(), null, NOW.plusSeconds(3660)));
        assertThat(authenticator(PLAIN).mayBlock()).isFalse();
    }

    @Test
    void clientIdMayBeLeftToTheTokenButNotBeAnotherThanItsSubject() throws Exception {
        String token = hs256(claims().build());
        assertThat(authenticator(PLAIN).authenticate(credentials(null, token)).clientId())
                .isEqualTo("C1");
        assertThatThrownBy(() -> authenticator(PLAIN).authenticate(credentials("C2", token)))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage("sub=C1 is not clientId=C2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "~abcdefgh", "a/b", "a\nb"})
    void subjectThatIsNoClientIdIsRefused(String subject) throws Exception {
        String token = hs256(claims().subject(subject).build());
        assertThatThrownBy(() -> authenticator(PLAIN).authenticate(credentials(null, token)))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageEndingWith("is no clientId")
                .message()
                .doesNotContain("\n");
        assertRefused(PLAIN, hs256(claims().subject(null).build()), "sub= is no clientId");
    }

    @ParameterizedTest
    @CsvSource({"HS256,32", "HS256,47", "HS384,48", "HS384,63", "HS512,64", "HS256,64", "HS384,64"})
    void algorithmsThatTheSecretIsLongEnoughForAreTaken(String algorithm, int octets) throws Exception {
        String secret = "s".repeat(octets);
        String token = sign(new JWSHeader(JWSAlgorithm.parse(algorithm)), claims().build(), new MACSigner(secret));

        TokenAuthenticator authenticator = authenticator(new TokenOptions(secret, null, null, null, null));

        assertThat(authenticator.authenticate(credentials("C1", token)).clientId())
                .isEqualTo("C1");
    }

    @ParameterizedTest
    @CsvSource({"HS384,47", "HS512,63", "HS512,32"})
    void algorithmsThatTheSecretIsTooShortForAreRefused(String algorithm, int octets) throws Exception {
        TokenOptions options = new TokenOptions("s".repeat(octets), null, null, null, null);
        assertRefused(
                options,
                withHeader("{\"alg\":\"" + algorithm + "\"}", claims().build(), Base64URL.encode("x")),
                "alg=" + algorithm + " needs a jwtSecret of ");
    }

    @Test
    void secretIsCountedInOctetsOfUtf8AndOneOfLessThan32FailsAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authenticator(new TokenOptions("é".repeat(15), null, null, null, null)))
                .withMessageStartingWith("jwtSecret has 30 octets of UTF-8; HS256 needs 32 or more");
        assertThat(authenticator(new TokenOptions("é".repeat(16), null, null, null, null)))
                .isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> authenticator(new TokenOptions(null, null, "iss", null, null)))
                .withMessage("jwtSecret or jwksUrl is required");
    }

    @Test
    void unsignedTokensAreRefusedHoweverTheySayIt() {
        Base64URL none = new Base64URL("");
        for (String header : List.of(
                "{\"alg\":\"none\"}",
                "{\"alg\":\"None\"}",
                "{\"alg\":\"NONE\"}",
                "{\"alg\":\"\"}",
                "{}",
                "{\"alg\":null}")) {
            assertThatThrownBy(() -> authenticator(PLAIN)
                            .authenticate(credentials("C1", withHeader(header, claims().build(), none))))
                    .as(header)
                    .isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void algorithmWithoutAConfiguredKeyIsRefused() throws Exception {
        for (String algorithm : List.of("RS256", "PS512", "ES256", "EdDSA", "ES256K", "A128GCM", "x")) {
            assertRefused(
                    PLAIN,
                    withHeader("{\"alg\":\"" + algorithm + "\"}", claims().build(), Base64URL.encode("x")),
                    "alg=" + algorithm + " is not configured");
        }
    }

    @Test
    void otherSecretChangedClaimsAndCutSignatureAreRefused() throws Exception {
        String good = hs256(claims().build());
        String other =
                sign(new JWSHeader(JWSAlgorithm.HS256), claims().build(), new MACSigner(SECRET.replace('0', '1')));
        String[] parts = good.split("\\.");
        String changed = parts[0] + "."
                + Base64URL.encode(
                        claims().claim("groups", List.of("all")).build().toString()) + "." + parts[2];

        assertRefused(PLAIN, other, "the signature of the token is wrong");
        assertRefused(PLAIN, changed, "the signature of the token is wrong");
        assertRefused(PLAIN, good.substring(0, good.length() - 2), "the signature of the token is wrong");
        assertThat(authenticator(PLAIN).authenticate(credentials("C1", good))).isNotNull();
    }

    @Test
    void criticalHeaderParametersAreRefusedSinceNoneIsUnderstood() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .criticalParams(Set.of("exp"))
                .customParam("exp", 1)
                .build();
        assertRefused(
                PLAIN,
                sign(header, claims().build(), new MACSigner(SECRET)),
                "the token has critical header parameters");
    }

    @Test
    void keyInTheHeaderOfTheTokenIsNotUsed() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .jwkURL(URI.create("http://127.0.0.1:1/jwks"))
                .keyID("x")
                .build();
        assertRefused(
                PLAIN,
                sign(header, claims().build(), new MACSigner("attacker".repeat(8))),
                "the signature of the token is wrong");
    }

    @Test
    void expiryEndsTheSessionAMinuteLaterAndMayBeMissing() throws Exception {
        assertThat(login(claims().expirationTime(null)).expiresAt()).isNull();
        assertRefused(
                PLAIN, hs256(claims().expirationTime(at(-60)).build()), "the token has expired at 2026-03-01T11:59");
        assertThat(login(claims().expirationTime(at(-59))).expiresAt()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void notBeforeLeavesAMinuteOfSkew() throws Exception {
        assertRefused(
                PLAIN,
                hs256(claims().notBeforeTime(at(61)).build()),
                "the token is not valid before 2026-03-01T12:01:01Z");
        assertThat(login(claims().notBeforeTime(at(60)))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":\"C1\",\"exp\":\"soon\"}",
                "{\"sub\":\"C1\",\"exp\":4e9,\"aud\":7}",
                "{\"sub\":\"C1\",\"exp\":{}}",
                "x"
            })
    void claimsOfTheWrongTypeAreRefused(String claims) throws Exception {
        JWSObject jws = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
        jws.sign(new MACSigner(SECRET));
        assertRefused(PLAIN, jws.serialize(), "the token is not a signed JSON Web Token");
    }

    @Test
    void issuerAndAudienceAreCheckedWhereTheyAreConfigured() throws Exception {
        TokenOptions both = new TokenOptions(SECRET, null, "https://issuer", "gateway", null);
        String good = hs256(claims().issuer("https://issuer")
                .audience(List.of("other", "gateway"))
                .build());

        assertThat(authenticator(both).authenticate(credentials("C1", good))).isNotNull();
        assertRefused(both, hs256(claims().audience("gateway").build()), "iss=null is not https://issuer");
        assertRefused(
                both,
                hs256(claims().issuer("https://issuer/").audience("gateway").build()),
                "iss=https://issuer/ is not");
        assertRefused(both, hs256(claims().issuer("https://issuer").build()), "aud=[] does not have gateway");
        assertRefused(
                both,
                hs256(claims().issuer("https://issuer").audience("gateway2").build()),
                "aud=[gateway2] does not have gateway");
        assertThat(login(claims().issuer("any").audience("any"))).isNotNull();
    }

    @Test
    void groupsAndCommandsOfTheTokenAreItsRights() throws Exception {
        Identity identity = login(claims().claim("groups", List.of("pumps", "hall-1"))
                .claim("commands", List.of("REPORT", "log", 66, "0x43")));

        assertThat(identity.groups()).containsExactlyInAnyOrder("pumps", "hall-1");
        assertThat(identity.commands()).containsExactlyInAnyOrder(0x0C, 0x0D, 0x42, 0x43);
        assertThat(login(claims().claim("commands", List.of())).maySend(0x0C)).isFalse();
        assertThat(login(claims()).maySend(0x0C)).isTrue();
        assertThat(login(claims()).mayJoin("pumps")).isFalse();
    }

    @Test
    void rightsOfTheWrongTypeAreRefused() throws Exception {
        Map<String, Object> wrong = Map.of("groups", "pumps", "commands", "REPORT");
        for (String claim : wrong.keySet()) {
            assertRefused(
                    PLAIN,
                    hs256(claims().claim(claim, wrong.get(claim)).build()),
                    "claim " + claim + " is not an array of strings");
        }
        assertRefused(PLAIN, hs256(claims().claim("groups", List.of(1)).build()), "claim groups is not an array");
        assertRefused(
                PLAIN,
                hs256(claims().claim("commands", List.of("REPROT")).build()),
                "claim commands: REPROT is no command");
        assertRefused(
                PLAIN, hs256(claims().claim("commands", List.of(256)).build()), "claim commands: 256 is no command");
        assertRefused(
                PLAIN, hs256(claims().claim("commands", List.of(1.5)).build()), "claim commands: 1.5 is no command");
    }

    @Test
    void rolesAddTheirRightsAndWhereTheyAreConfiguredNothingElseGivesAll() throws Exception {
        TokenAuthenticator roles = authenticator(new TokenOptions(
                SECRET,
                null,
                null,
                null,
                Roles.parse("operator=REPORT,0x42,@pumps; reader=READ_STATUS;admin=*,@*;none=")));

        Identity two = roles.authenticate(credentials(
                "C1",
                hs256(claims().claim("roles", List.of("operator", "reader", "unknown"))
                        .build())));
        assertThat(two.commands()).containsExactlyInAnyOrder(0x0C, 0x42, 0x0A);
        assertThat(two.groups()).containsExactly("pumps");

        Identity more = roles.authenticate(credentials(
                "C1",
                hs256(claims().claim("roles", List.of("reader"))
                        .claim("commands", List.of("LOG"))
                        .claim("groups", List.of("g"))
                        .build())));
        assertThat(more.commands()).containsExactlyInAnyOrder(0x0D, 0x0A);
        assertThat(more.groups()).containsExactly("g");

        Identity admin = roles.authenticate(credentials(
                "C1", hs256(claims().claim("roles", List.of("admin", "none")).build())));
        assertThat(admin.commands()).isNull();
        assertThat(admin.groups()).isNull();

        Identity nobody = roles.authenticate(credentials("C1", hs256(claims().build())));
        assertThat(nobody.commands()).isEmpty();
        assertThat(nobody.groups()).isEmpty();
        // control: without a configuration the claim says nothing
        assertThat(login(claims().claim("roles", List.of("reader"))).commands()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "operator | \"operator\" is not ROLE=RIGHT,RIGHT",
                "=REPORT | \"=REPORT\" is not ROLE=",
                "a=REPROT | role a: command REPROT is neither one of",
                "a=@b c | role a: group=b?c is not 1..64",
                "a=@ | role a: group= is not 1..64",
                "a=*;b=*;a=* | role a is there twice",
                "; | there is no role"
            })
    void rolesThatCannotBeReadAreNamed(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Roles.parse(text)).withMessageStartingWith(message);
    }

    @Test
    void noTokenOrOneThatIsNoneIsRefusedWithoutBeingRepeated() {
        assertThatThrownBy(() -> authenticator(PLAIN).authenticate(credentials("C1", null)))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage("LOGIN is without a token");
        for (String token : List.of("s3cret", "..", "a.b", "a.b.s3cret", "a.b.c.d.e", "é.é.é", "eyJ".repeat(2_000))) {
            assertThatThrownBy(() -> authenticator(PLAIN).authenticate(credentials("C1", token)))
                    .isInstanceOf(AuthenticationException.class)
                    .hasNoCause()
                    .message()
                    .doesNotContain("s3cret")
                    .hasSizeLessThan(200);
        }
        assertThat(PLAIN.toString()).doesNotContain(SECRET);
    }

    @Test
    void everyChangeOfHeaderOrClaimsEndsInARefusal() throws Exception {
        String good = hs256(claims().build());
        TokenAuthenticator authenticator = authenticator(PLAIN);
        long seed = 815;
        Random random = new Random(seed);
        int length = good.lastIndexOf('.') + 1;
        for (int i = 0; i < 5_000; i++) {
            StringBuilder changed = new StringBuilder(good);
            int at = random.nextInt(length);
            char c = (char) (' ' + random.nextInt(95));
            if (good.charAt(at) == c) {
                continue;
            }
            changed.setCharAt(at, c);
            assertThatThrownBy(() -> authenticator.authenticate(credentials("C1", changed.toString())))
                    .as("seed %d, %s at %d", seed, c, at)
                    .isInstanceOf(AuthenticationException.class);
        }
    }
}
