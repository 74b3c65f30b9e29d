package io.camelmcp.gateway.simulate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a fleet at one moment.
 *
 * @param elapsedMillis      time since the fleet was started
 * @param connected          devices connected now
 * @param connects           connections made
 * @param connectFailures    attempts that failed
 * @param disconnects        connections ended, by either end
 * @param sent               messages sent at least once
 * @param acked              messages answered well
 * @param failed             messages answered by an ERROR or a Modbus exception
 * @param lost               messages given up without an answer
 * @param resent             repetitions, on the same connection or a later one
 * @param timeouts           answers that did not come in time
 * @param ackedByKind        {@code acked} by command ({@code REPORT}) or Modbus function ({@code FC10}, hexadecimal)
 * @param failures           {@code failed} by ERROR name ({@code BUSY}) or exception code ({@code EXCEPTION_02})
 * @param connectionErrors   ERRORs that answered no message, by name, and {@code PROTOCOL} for answers that cannot be read
 * @param latency            of all answers counted in {@code acked}
 * @param recentP99Micros    of those since the snapshot before
 * @param lastConnectFailure why the last attempt failed, {@code null} if none did
 */
public record FleetSnapshot(
        long elapsedMillis,
        int connected,
        long connects,
        long connectFailures,
        long disconnects,
        long sent,
        long acked,
        long failed,
        long lost,
        long resent,
        long timeouts,
        Map<String, Long> ackedByKind,
        Map<String, Long> failures,
        Map<String, Long> connectionErrors,
        Latency latency,
        long recentP99Micros,
        @Nullable String lastConnectFailure) {

    /** Messages sent that are neither acknowledged nor failed nor lost yet. */
    public long outstanding() {
        return sent - acked - failed - lost;
    }

    /** Acknowledged messages a second over the whole run. */
    public double ackedPerSecond() {
        return elapsedMillis == 0 ? 0 : acked * 1000.0 / elapsedMillis;
    }

    /** Whether everything sent was acknowledged, and something was connected at all. */
    public boolean isClean() {
        return connects > 0 && failed == 0 && lost == 0 && connectionErrors.isEmpty();
    }
}
