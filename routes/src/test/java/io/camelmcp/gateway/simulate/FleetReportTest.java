package io.camelmcp.gateway.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetReportTest {

    @Test
    void progressShowsRateSinceTheLineBefore() {
        FleetReport report = new FleetReport(5);

        assertThat(report.progress(snapshot(1000, 50, 0)))
                .isEqualTo("1s devices=5/5 sent=60 acked=50 failed=1 lost=2 resent=3 rate=50/s p99=-");
        assertThat(report.progress(snapshot(3000, 90, 4321)))
                .isEqualTo("3s devices=5/5 sent=100 acked=90 failed=1 lost=2 resent=3 rate=20/s p99=4.32ms");
    }

    @Test
    void summaryNamesWhatFailed() {
        assertThat(new FleetReport(5).summary(snapshot(2000, 50, 12_345)).lines())
                .contains(
                        "duration           2.0 s",
                        "connections        7 made, 1 failed, 2 ended",
                        "acknowledged       50 (REPORT=50)",
                        "failed             1 (BUSY=1)",
                        "connection errors  (TAKEN_OVER=1)",
                        "rate               25.0/s",
                        "latency max        6.00ms");
    }

    private static FleetSnapshot snapshot(long millis, long acked, long recentP99) {
        return new FleetSnapshot(
                millis,
                5,
                7,
                1,
                2,
                acked + 10,
                acked,
                1,
                2,
                3,
                0,
                Map.of("REPORT", acked),
                Map.of("BUSY", 1L),
                Map.of("TAKEN_OVER", 1L),
                new Latency(acked, 2000, 3000, 4000, 5000, 6000, 2100),
                recentP99,
                null);
    }
}
