package io.camelmcp.component.session.directory;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device at one moment.
 *
 * @param clientId      who it is
 * @param sessionId     22 characters; whoever has it and the credentials can resume the session, so it is shortened where it is shown
 * @param state         {@code OPEN}, {@code SLOW}, {@code PROBING} or {@code DRAINING} while it is connected, {@code DETACHED} while it
 *                      is not
 * @param groups        groups it has joined
 * @param remoteAddress {@code host:port} of its connection, the last one while it is not connected
 * @param protocol      {@code mcp}
 * @param since         when the session began
 * @param lastFrame     when something was heard of it last
 * @param rttMillis     smoothed round-trip time, milliseconds; {@code null} while none has been measured
 * @param epoch         how often the session has been taken or resumed
 * @param received      requests taken from it
 * @param duplicates    of these, retransmissions that were recognised
 * @param pushed        requests sent to it
 * @param queued        requests that wait for it
 * @param frozen        why its requests are refused, and until when; {@code null} if they are taken
 */
public record DeviceInfo(
        String clientId,
        String sessionId,
        String state,
        Set<String> groups,
        String remoteAddress,
        String protocol,
        Instant since,
        Instant lastFrame,
        @Nullable Double rttMillis,
        long epoch,
        long received,
        long duplicates,
        long pushed,
        int queued,
        @Nullable Freeze frozen) {

    /** Whether it has a connection now. */
    public boolean isConnected() {
        return !"DETACHED".equals(state);
    }
}
