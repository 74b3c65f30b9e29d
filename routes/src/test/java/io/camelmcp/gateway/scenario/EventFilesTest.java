package io.camelmcp.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFilesTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsMissingAndWhatHasComeTwiceIsCounted() throws Exception {
        Files.writeString(
                folder.resolve("2026-01-01.jsonl"),
                line("C1/t/2", "C1", 1) + line("C1/t/3", "C1", 2) + line("C1/t/3", "C1", 2) + line("C1/u/1", "C1", 2));
        Files.writeString(
                folder.resolve("2026-01-02.jsonl"), line("C2/t/2", "C2", 1) + "{\"messageId\":\"C2/t/3\",\"bo");
        BitSet acknowledged = new BitSet();
        acknowledged.set(1, 4);

        EventFiles events = EventFiles.read(folder);

        assertThat(events.missing("C1", acknowledged)).isEqualTo(1);
        assertThat(events.missing("C2", acknowledged)).isEqualTo(2);
        assertThat(events.missing("C3", acknowledged)).isEqualTo(3);
        assertThat(events.lines()).isEqualTo(5);
        assertThat(events.reports()).isEqualTo(3);
        assertThat(events.repeats()).isEqualTo(1);
        assertThat(events.underAnotherId()).isEqualTo(1);
    }

    private static String line(String id, String device, int n) {
        return "{\"messageId\":\"" + id + "\",\"body\":{\"device\":\"" + device + "\",\"n\":" + n + "}}\n";
    }
}
