package io.camelmcp.component.client;

import org.jspecify.annotations.Nullable;

/**
 * How the session of a client is, at a glance.
 *
 * @param sessionId       first characters of its id, for logs; {@code null} while there is none
 * @param link            {@code GOOD}, {@code SLOW} or {@code PROBING}; {@code null} while it has no connection
 * @param rttMillis       smoothed round-trip time; NaN while none has been measured
 * @param resumes         how often it has been resumed
 * @param retransmissions frames sent again because no answer came
 * @param takenOver       the same client has logged in elsewhere, so that this one does not connect again by itself
 */
public record SessionStatus(
        @Nullable String sessionId,
        @Nullable String link,
        double rttMillis,
        long resumes,
        long retransmissions,
        boolean takenOver) {}
