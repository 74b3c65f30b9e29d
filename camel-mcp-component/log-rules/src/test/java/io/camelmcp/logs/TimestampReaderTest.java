package io.camelmcp.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampReaderTest {

    private static final long NOW = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();

    private static String read(TimestampReader reader, String text, long received) {
        long millis = reader.read("<" + text + ">", 1, text.length() + 1, received);
        return millis == TimestampReader.NONE
                ? "none"
                : Instant.ofEpochMilli(millis).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "iso, 2026-11-23T04:02:52Z, 2026-11-23T04:02:52Z",
        "iso, 2026-11-23T04:02:52.5+01:00, 2026-11-23T03:02:52.500Z",
        "iso, '2026-11-23 04:02:52,123456789', 2026-11-23T04:02:52.123Z",
        "iso, 2026-11-23T04:02:52.123-0130, 2026-11-23T05:32:52.123Z",
        "iso, 2026-13-23T04:02:52Z, none",
        "iso, +999999999-01-01T00:00:00Z, none",
        "iso, +999999999-01-01T00:00:00, none",
        "iso, yesterday, none",
        "iso, '', none",
        "MMM d HH:mm:ss, Nov  3 04:02:52, 2026-11-03T04:02:52Z",
        "MMM d HH:mm:ss, nov 24 04:02:52, 2026-11-24T04:02:52Z",
        "MMM d HH:mm:ss, Nov 25 04:02:52, 2025-11-25T04:02:52Z",
        "MMM d HH:mm:ss, Feb 29 04:02:52.25, 2024-02-29T04:02:52.250Z",
        "MMM d HH:mm:ss, Feb 30 04:02:52, none",
        "epoch, 1763870572.5, 2025-11-23T04:02:52.500Z",
        "epoch, 1763870572x, none",
        "epochMillis, 1763870572537, 2025-11-23T04:02:52.537Z",
        "epochMillis, 1234567890123456789, none",
        "epochMillis, -, none",
        "dd/MMM/yyyy:HH:mm:ss Z, 10/Oct/2000:13:55:36 -0700, 2000-10-10T20:55:36Z",
        "yyyy-MM-dd HH:mm:ss z, 2026-06-23 04:02:52.001 CEST, 2026-06-23T02:02:52.001Z"
    })
    void timestampsAreReadByTheirFormat(String format, String text, String expected) {
        TimestampReader reader = new TimestampReader(Timestamps.of(List.of(format), ZoneOffset.UTC));

        assertThat(read(reader, text, NOW)).isEqualTo(expected);
        assertThat(read(reader, text, NOW)).as("again, as it was kept").isEqualTo(expected);
    }

    @Test
    void zoneIsForTimestampsThatNameNone() {
        TimestampReader reader = new TimestampReader(Timestamps.of(List.of("iso"), ZoneId.of("Europe/Berlin")));

        assertThat(read(reader, "2026-07-01T12:00:00", NOW)).isEqualTo("2026-07-01T10:00:00Z");
        assertThat(read(reader, "2026-12-01T12:00:00", NOW)).isEqualTo("2026-12-01T11:00:00Z");
        assertThat(read(reader, "2026-12-01T12:00:00Z", NOW)).isEqualTo("2026-12-01T12:00:00Z");
    }

    @Test
    void formatsAreTriedInOrder() {
        TimestampReader reader = new TimestampReader(Timestamps.of(List.of("iso", "MMM d HH:mm:ss"), ZoneOffset.UTC));

        assertThat(read(reader, "Nov 23 04:02:52", NOW)).isEqualTo("2026-11-23T04:02:52Z");
        assertThat(read(reader, "2026-11-23T04:02:53Z", NOW)).isEqualTo("2026-11-23T04:02:53Z");
    }

    @Test
    void secondsThatShareAPlaceDoNotMixAndFractionsAreTheirOwn() {
        TimestampReader reader = new TimestampReader(Timestamps.of(List.of("iso"), ZoneOffset.UTC));
        for (int round = 0; round < 2; round++) {
            for (int s = 0; s < 3_600; s++) {
                String second = String.format("2026-11-23T04:%02d:%02d", s / 60, s % 60);
                assertThat(read(reader, second + ".007Z", NOW)).isEqualTo(second + ".007Z");
                assertThat(read(reader, second + ".25Z", NOW)).isEqualTo(second + ".250Z");
            }
        }
    }

    @Test
    void yearOfATimestampWithoutOneFollowsTheTimeOfReceipt() {
        TimestampReader reader = new TimestampReader(Timestamps.of(List.of("MMM d HH:mm:ss"), ZoneOffset.UTC));

        assertThat(read(
                        reader,
                        "Dec 31 23:59:59",
                        Instant.parse("2026-12-31T23:59:59Z").toEpochMilli()))
                .isEqualTo("2026-12-31T23:59:59Z");
        assertThat(read(
                        reader,
                        "Dec 31 23:59:59",
                        Instant.parse("2027-01-01T00:00:01Z").toEpochMilli()))
                .isEqualTo("2026-12-31T23:59:59Z");
        assertThat(read(
                        reader,
                        "Dec 31 23:59:59",
                        Instant.parse("2027-12-31T23:59:59Z").toEpochMilli()))
                .isEqualTo("2027-12-31T23:59:59Z");
    }
}
