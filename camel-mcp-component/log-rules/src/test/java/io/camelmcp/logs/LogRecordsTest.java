package io.camelmcp.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class LogRecordsTest {

    private static List<LogRecord> records(String text) {
        List<LogRecord> records = new ArrayList<>();
        new LogRecords(text).forEachRemaining(records::add);
        return records;
    }

    @Test
    void linesEndWithLineFeedsAndBlankOnesArePassedOver() {
        assertThat(records("one\r\n\n  \ntwo\nthree\r"))
                .extracting(LogRecord::line)
                .containsExactly("one", "two", "three");
        assertThat(records("")).isEmpty();
        assertThatThrownBy(() -> new LogRecords("").next()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void byteOrderMarkBelongsToNoLine() {
        assertThat(records("\uFEFFone\n\uFEFFtwo")).extracting(LogRecord::line).containsExactly("one", "\uFEFFtwo");
        assertThat(records("\uFEFF")).isEmpty();
    }

    @Test
    void stackTraceBelongsToItsLine() {
        String trace =
                "java.lang.IllegalStateException: x\n\tat A.b(A.java:1)\nCaused by: java.io.IOException\n\t... 2 more\n"
                        + "Suppressed: java.lang.Error";

        assertThat(records("ERROR failed\n" + trace + "\nINFO next"))
                .containsExactly(new LogRecord("ERROR failed", trace, false), LogRecord.of("INFO next"));
    }

    @Test
    void lineThatOnlyMentionsAnExceptionBelongsToNone() {
        assertThat(records("a\njava.io.IOException happened\nException: b\nexample.com: c"))
                .hasSize(4);
    }

    @Test
    void lineBeyond8KibIsCutAndSaysSo() {
        String exact = "x".repeat(8_192);

        List<LogRecord> records = records(exact + "\r\n" + exact + "y\n" + "z".repeat(32 * 1024) + "\nshort");

        assertThat(records)
                .containsExactly(
                        LogRecord.of(exact),
                        new LogRecord(exact, "", true),
                        new LogRecord("z".repeat(8_192), "", true),
                        LogRecord.of("short"));
    }

    @Test
    void cutLeavesNoHalfCharacter() {
        LogRecord record = records("x".repeat(8_191) + "\uD83D\uDE00 and more").get(0);

        assertThat(record).isEqualTo(new LogRecord("x".repeat(8_191), "", true));
    }

    @Test
    void moreLinesAreBoundedTooAndTheNextRecordIsWhole() {
        List<LogRecord> records = records("first\n" + ("\tat " + "m".repeat(95) + "\n").repeat(10_000) + "second");

        assertThat(records).hasSize(2);
        assertThat(records.get(0).more()).hasSizeLessThanOrEqualTo(65_536).hasSizeGreaterThan(65_000);
        assertThat(records.get(0).isCut()).isTrue();
        assertThat(records.get(1)).isEqualTo(LogRecord.of("second"));
    }

    @Test
    void streamThatFailsSaysSo() {
        Reader broken = new Reader() {
            @Override
            public int read(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("gone");
            }

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> new LogRecords(broken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("gone");
    }
}
