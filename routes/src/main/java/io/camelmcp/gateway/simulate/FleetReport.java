package io.camelmcp.gateway.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** A fleet's counters as people and programs read them: progress line, table, JSON file. */
public final class FleetReport {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int devices;
    private long lastMillis;
    private long lastAcked;

    /** @param devices size of the fleet */
    public FleetReport(int devices) {
        this.devices = devices;
    }

    /**
     * One line on how it goes; rate and p99 since the line before.
     *
     * <pre>{@code 12s devices=5/5 sent=600 acked=598 failed=0 rate=50/s p99=3.1ms}</pre>
     */
    public String progress(FleetSnapshot now) {
        long millis = Math.max(1, now.elapsedMillis() - lastMillis);
        long rate = Math.round((now.acked() - lastAcked) * 1000.0 / millis);
        lastMillis = now.elapsedMillis();
        lastAcked = now.acked();
        StringBuilder line = new StringBuilder();
        line.append(Math.round(now.elapsedMillis() / 1000.0))
                .append("s devices=")
                .append(now.connected())
                .append('/');
        line.append(devices)
                .append(" sent=")
                .append(now.sent())
                .append(" acked=")
                .append(now.acked());
        line.append(" failed=").append(now.failed());
        if (now.lost() > 0) {
            line.append(" lost=").append(now.lost());
        }
        if (now.resent() > 0) {
            line.append(" resent=").append(now.resent());
        }
        return line.append(" rate=")
                .append(rate)
                .append("/s p99=")
                .append((now.recentP99Micros() == 0 ? "-" : millis(now.recentP99Micros())))
                .toString();
    }

    /** The table at the end, several lines. */
    public String summary(FleetSnapshot end) {
        StringJoiner table = new StringJoiner(System.lineSeparator());
        row(table, "duration", String.format(Locale.ROOT, "%.1f s", end.elapsedMillis() / 1000.0));
        row(
                table,
                "connections",
                end.connects() + " made, " + end.connectFailures() + " failed, " + end.disconnects() + " ended");
        row(table, "sent", Long.toString(end.sent()));
        row(table, "acknowledged", end.acked() + details(end.ackedByKind()));
        row(table, "failed", end.failed() + details(end.failures()));
        row(table, "lost", Long.toString(end.lost()));
        row(table, "resent", Long.toString(end.resent()));
        row(table, "timeouts", Long.toString(end.timeouts()));
        if (!end.connectionErrors().isEmpty()) {
            row(table, "connection errors", details(end.connectionErrors()).trim());
        }
        row(table, "rate", String.format(Locale.ROOT, "%.1f/s", end.ackedPerSecond()));
        Latency latency = end.latency();
        row(table, "latency p50", millis(latency.p50Micros()));
        row(table, "latency p90", millis(latency.p90Micros()));
        row(table, "latency p99", millis(latency.p99Micros()));
        row(table, "latency p99.9", millis(latency.p999Micros()));
        row(table, "latency max", millis(latency.maxMicros()));
        return table.toString();
    }

    /**
     * Writes options and result as one JSON object, members named as the components of the two records.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, FleetOptions options, FleetSnapshot end) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode asked = root.putObject("options");
        asked.put("host", options.host()).put("port", options.port()).put("devices", options.devices());
        ArrayNode protocols = asked.putArray("protocols");
        options.protocols().forEach(protocol -> protocols.add(protocol.label()));
        asked.put("rate", options.rate()).put("count", options.count()).put("payload", options.payload());
        asked.put("window", options.window()).put("seed", options.seed()).put("retransmit", options.retransmit());
        ObjectNode result = JSON.valueToTree(end);
        result.put("ackedPerSecond", end.ackedPerSecond());
        result.put("clean", end.isClean());
        root.set("result", result);
        Files.writeString(file, root.toPrettyString() + System.lineSeparator());
    }

    private static void row(StringJoiner table, String name, String value) {
        table.add(String.format(Locale.ROOT, "%-18s %s", name, value));
    }

    private static String details(Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return "";
        }
        StringJoiner text = new StringJoiner(" ", " (", ")");
        counts.forEach((name, count) -> text.add(name + "=" + count));
        return text.toString();
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, micros < 10_000 ? "%.2fms" : "%.0fms", micros / 1000.0);
    }
}
