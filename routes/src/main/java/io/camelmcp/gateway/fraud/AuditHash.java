package io.camelmcp.gateway.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The hash at the end of a line of the audit log: SHA-256 over all of the line before it, which has the hash of the line before. With a
 * secret it is HMAC-SHA256, so that nobody without the secret can make the chain anew.
 */
final class AuditHash {

    /** What the first line of all has for the hash of the line before. */
    static final String FIRST = "0".repeat(64);

    private static final String OPENING = ",\"hash\":\"";
    private static final int END = OPENING.length() + 64 + 2;

    private final byte @Nullable [] secret;

    AuditHash(@Nullable String secret) {
        this.secret = secret == null ? null : secret.getBytes(UTF_8);
    }

    /** The line of a JSON object: the same with its hash. */
    String close(String object) {
        String content = object.substring(0, object.length() - 1);
        return content + OPENING + hash(content) + "\"}";
    }

    /** The hash that a line has. */
    static String of(String line) {
        return line.substring(line.length() - 66, line.length() - 2);
    }

    /** Whether a line has the hash of its content. */
    boolean fits(String line) {
        int at = line.length() - END;
        return at > 0
                && line.startsWith(OPENING, at)
                && line.endsWith("\"}")
                && MessageDigest.isEqual(hash(line.substring(0, at)).getBytes(UTF_8), of(line).getBytes(UTF_8));
    }

    private String hash(String content) {
        try {
            byte[] octets = content.getBytes(UTF_8);
            if (secret == null) {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
            }
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(octets));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JRE has both
        }
    }
}
