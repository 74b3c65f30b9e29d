package io.camelmcp.component.session.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The secret of HS256, HS384 and HS512; those that it is too short for are refused (RFC 7518, section 3.2). */
final class SecretKey {

    private static final Map<JWSAlgorithm, Integer> LEAST_OCTETS = new LinkedHashMap<>();

    static {
        LEAST_OCTETS.put(JWSAlgorithm.HS256, 32);
        LEAST_OCTETS.put(JWSAlgorithm.HS384, 48);
        LEAST_OCTETS.put(JWSAlgorithm.HS512, 64);
    }

    private final int length;
    private final MACVerifier verifier;

    SecretKey(String secret) {
        byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
        length = octets.length;
        if (length < 32) {
            throw new IllegalArgumentException("jwtSecret has " + length
                    + " octets of UTF-8; HS256 needs 32 or more, HS384 48, HS512 64. Take a random one");
        }
        try {
            verifier = new MACVerifier(octets);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("jwtSecret: " + e.getMessage(), e);
        }
    }

    static boolean isFor(JWSAlgorithm algorithm) {
        return LEAST_OCTETS.containsKey(algorithm);
    }

    boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException, AuthenticationException {
        int least = LEAST_OCTETS.getOrDefault(header.getAlgorithm(), Integer.MAX_VALUE);
        if (length < least) {
            throw new AuthenticationException(
                    "alg=" + header.getAlgorithm() + " needs a jwtSecret of " + least + " octets, it has " + length);
        }
        return verifier.verify(header, signed, signature);
    }
}
