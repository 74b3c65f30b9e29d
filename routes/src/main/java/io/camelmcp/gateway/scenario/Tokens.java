package io.camelmcp.gateway.scenario;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes the JSON Web Tokens (HS256) that devices log in with. For one thread. */
final class Tokens {

    private static final String ALGORITHM = "HmacSHA256";
    private static final long VALID_SECONDS = 24 * 3_600;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

    private final Mac mac;
    private final String group;
    private final long expires;

    /** @param group the one that the token lets join */
    Tokens(String secret, String group, Instant now) {
        this.group = group;
        this.expires = now.getEpochSecond() + VALID_SECONDS;
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, e);
        }
    }

    String of(String clientId) {
        String claims = "{\"sub\":\"" + clientId + "\",\"exp\":" + expires + ",\"groups\":[\"" + group + "\"]}";
        String signed = HEADER + "." + encoded(claims);
        return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encoded(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
