package io.camelmcp.component.client;

import io.camelmcp.component.session.auth.Names;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who a client logs in as, and how it holds its session (docs/protocol.md, sections 3, 5 and 6).
 *
 * @param clientId          name of this client; {@code null} if its certificate says it
 * @param token             what it proves that with; {@code null} if nothing
 * @param groups            groups to join, at most 16
 * @param heartbeat         interval between PINGs that it wishes, 1 s..1 day
 * @param heartbeatMin      what a slow link may shorten that to, above 0
 * @param maxRetransmits    how often a frame without an answer is sent again until the connection counts as dead, 0..100
 * @param retransmitTimeout how long the first answer is waited for, then twice as long each time; above the peer's own timeout
 * @param loginTimeout      how long the answer to LOGIN is waited for, and before that the token of the source
 * @param tokenSource       gives the token instead; {@code null} for the one above
 */
public record SessionOptions(
        @Nullable String clientId,
        @Nullable String token,
        List<String> groups,
        Duration heartbeat,
        Duration heartbeatMin,
        int maxRetransmits,
        Duration retransmitTimeout,
        Duration loginTimeout,
        @Nullable TokenSource tokenSource) {

    private static final int MAX_RETRANSMITS = 100;
    private static final int MAX_GROUPS = 16;

    /**
     * Checked options.
     *
     * @throws IllegalArgumentException naming the option, its value and its range
     */
    public SessionOptions {
        if (clientId != null) {
            Names.require("clientId", clientId);
        }
        groups = List.copyOf(groups);
        if (groups.size() > MAX_GROUPS) {
            throw new IllegalArgumentException("groups has " + groups.size() + " names, at most 16 are possible");
        }
        groups.forEach(group -> Names.require("groups", group));
        checkIn("heartbeatInterval", heartbeat, Duration.ofSeconds(1));
        checkIn("heartbeatMinInterval", heartbeatMin, Duration.ofMillis(1));
        checkIn("retransmitTimeout", retransmitTimeout, Duration.ofMillis(1));
        checkIn("loginTimeout", loginTimeout, Duration.ofMillis(1));
        if (maxRetransmits < 0 || maxRetransmits > MAX_RETRANSMITS) {
            throw new IllegalArgumentException("maxRetransmits=" + maxRetransmits + " is not in 0.." + MAX_RETRANSMITS);
        }
    }

    /** With a token that stays. */
    public SessionOptions(
            @Nullable String clientId,
            @Nullable String token,
            List<String> groups,
            Duration heartbeat,
            Duration heartbeatMin,
            int maxRetransmits,
            Duration retransmitTimeout,
            Duration loginTimeout) {
        this(clientId, token, groups, heartbeat, heartbeatMin, maxRetransmits, retransmitTimeout, loginTimeout, null);
    }

    private static void checkIn(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    name + "=" + value.toMillis() + " is not in " + least.toMillis() + " ms..1 day");
        }
    }

    /** Whole seconds, which is what LOGIN speaks of. */
    int heartbeatSeconds() {
        return Math.toIntExact(heartbeat.plusMillis(999).toSeconds());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "SessionOptions[clientId=" + clientId + ", groups=" + groups + "]";
    }
}
