package io.camelmcp.component.session.directory;

import java.time.Instant;
import java.util.Objects;

/**
 * A client whose requests are refused for a while.
 *
 * @param clientId who, 1 to 64 characters
 * @param since    when it began
 * @param until    when it ends by itself
 * @param reason   why, for operators; at most {@value #MAX_REASON} characters, no control characters. Devices are not told
 */
public record Freeze(String clientId, Instant since, Instant until, String reason) {

    /** Characters of a reason. */
    public static final int MAX_REASON = 256;

    /** Characters of a client id. */
    public static final int MAX_CLIENT_ID = 64;

    /** @throws IllegalArgumentException if a value is out of its range; it names the value */
    public Freeze {
        Objects.requireNonNull(since, "since");
        if (clientId.isEmpty() || clientId.length() > MAX_CLIENT_ID) {
            throw new IllegalArgumentException(
                    "clientId of " + clientId.length() + " characters; it has 1 to " + MAX_CLIENT_ID);
        }
        if (!until.isAfter(since)) {
            throw new IllegalArgumentException("a freeze until " + until + " ends before it begins at " + since);
        }
        String oneLine = reason.replaceAll("\\p{Cntrl}", " ").trim();
        reason = oneLine.length() <= MAX_REASON ? oneLine : oneLine.substring(0, MAX_REASON);
    }
}
