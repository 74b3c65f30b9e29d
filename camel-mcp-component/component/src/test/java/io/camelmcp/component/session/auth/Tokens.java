package io.camelmcp.component.session.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Tokens as an issuer makes them, and some as only an attacker does. */
final class Tokens {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final String SECRET = "0123456789abcdef".repeat(4);

    private Tokens() {}

    static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().subject("C1").expirationTime(at(3600));
    }

    static Date at(long secondsFromNow) {
        return Date.from(NOW.plusSeconds(secondsFromNow));
    }

    static String hs256(JWTClaimsSet claims) throws Exception {
        return sign(new JWSHeader(JWSAlgorithm.HS256), claims, new MACSigner(SECRET));
    }

    static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws Exception {
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    /** Signed by the JDK, since the library's signer needs Tink. */
    static String ed25519(JWSHeader header, JWTClaimsSet claims, PrivateKey key) throws Exception {
        String signed = header.toBase64URL() + "." + Base64URL.encode(claims.toString());
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(key);
        signer.update(signed.getBytes(US_ASCII));
        return signed + "." + Base64URL.encode(signer.sign());
    }

    /** With a header that the library would not make. */
    static String withHeader(String header, JWTClaimsSet claims, Base64URL signature) {
        return Base64URL.encode(header.getBytes(UTF_8)) + "." + Base64URL.encode(claims.toString()) + "." + signature;
    }

    static Credentials credentials(@Nullable String clientId, @Nullable String token) {
        return new Credentials(clientId, token, null, new InetSocketAddress("127.0.0.1", 4711));
    }
}
