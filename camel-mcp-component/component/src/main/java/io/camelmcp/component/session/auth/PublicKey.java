package io.camelmcp.component.session.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key of a key set and the algorithms that go with it: its type and curve decide, so that a token cannot choose.
 *
 * @param id         {@code kid}; {@code null} if it has none
 * @param algorithms what it verifies
 * @param check      how
 */
record PublicKey(@Nullable String id, Set<JWSAlgorithm> algorithms, Check check) {

    /** Verifies one signature; from any thread. */
    interface Check {
        boolean verify(JWSHeader header, byte[] signed, Base64URL signature)
                throws JOSEException, GeneralSecurityException;
    }

    static final int LEAST_RSA_BITS = 2048;

    private static final Set<JWSAlgorithm> RSA = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512);

    private static final Map<Curve, JWSAlgorithm> BY_CURVE =
            Map.of(Curve.P_256, JWSAlgorithm.ES256, Curve.P_384, JWSAlgorithm.ES384, Curve.P_521, JWSAlgorithm.ES512);

    private static final Set<JWSAlgorithm> EDWARDS = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    /** What stands before the 32 octets of an Ed25519 key in its X.509 form (RFC 8410). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /**
     * The key of an entry of a key set.
     *
     * @return {@code null} if it is not one to verify signatures with
     */
    static @Nullable PublicKey of(JWK jwk) throws JOSEException, GeneralSecurityException {
        if (jwk.getKeyUse() != null && !KeyUse.SIGNATURE.equals(jwk.getKeyUse())
                || jwk.getKeyOperations() != null && !jwk.getKeyOperations().contains(KeyOperation.VERIFY)) {
            return null;
        }
        if (jwk instanceof RSAKey rsa && rsa.size() >= LEAST_RSA_BITS) {
            return of(jwk, RSA, new RSASSAVerifier(rsa.toPublicJWK())::verify);
        }
        if (jwk instanceof ECKey ec) {
            JWSAlgorithm algorithm = BY_CURVE.get(ec.getCurve());
            return algorithm == null ? null : of(jwk, Set.of(algorithm), new ECDSAVerifier(ec.toPublicJWK())::verify);
        }
        if (jwk instanceof OctetKeyPair pair && Curve.Ed25519.equals(pair.getCurve())) {
            return of(jwk, EDWARDS, edwards(pair));
        }
        return null;
    }

    private static @Nullable PublicKey of(JWK jwk, Set<JWSAlgorithm> algorithms, Check check) {
        if (jwk.getAlgorithm() == null) {
            return new PublicKey(jwk.getKeyID(), algorithms, check);
        }
        for (JWSAlgorithm algorithm : algorithms) {
            if (algorithm.getName().equals(jwk.getAlgorithm().getName())) {
                // EdDSA and Ed25519 are two names of one thing
                Set<JWSAlgorithm> only = EDWARDS.contains(algorithm) ? EDWARDS : Set.of(algorithm);
                return new PublicKey(jwk.getKeyID(), only, check);
            }
        }
        return null;
    }

    // the library's own verifier would need Tink; the JDK has the algorithm
    private static Check edwards(OctetKeyPair pair) throws GeneralSecurityException {
        byte[] x = pair.getDecodedX();
        byte[] encoded = new byte[ED25519_PREFIX.length + x.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, x.length);
        java.security.PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        return (header, signed, signature) -> {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature.decode());
        };
    }
}
