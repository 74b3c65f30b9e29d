package io.camelmcp.gateway.jsonl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.gateway.events.Event;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayFileTest {

    @TempDir
    private Path dir;

    @Test
    void undoOfAnAppendThatFailedBeforeItWroteLeavesTheConfirmedLines() throws IOException {
        Path path = dir.resolve("2026-03-01.jsonl");
        FailingChannel channel = new FailingChannel(
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        DayFile file = new DayFile(path, channel);
        file.append(List.of(event("{\"n\":1}")));

        channel.sizeFails = true;
        assertThatThrownBy(() -> file.append(List.of(event("{\"n\":2}")))).isInstanceOf(IOException.class);
        file.undo();
        channel.sizeFails = false;
        file.append(List.of(event("{\"n\":2}")));
        file.close();

        assertThat(path).hasContent("{\"n\":1}\n{\"n\":2}\n");
    }

    @Test
    void messageOfManyBatchesThatComesAgainFromItsBeginningIsWrittenOnce() throws IOException {
        Path path = dir.resolve("2026-03-01.jsonl");
        DayFile file = DayFile.open(path);
        file.append(List.of(event("{\"n\":1}"), event("{\"n\":2}")));
        file.append(List.of(event("{\"n\":3}"), event("{\"n\":4}")));
        file.append(List.of(event("{\"n\":5}")));
        file.undo();

        file.append(List.of(event("{\"n\":1}"), event("{\"n\":2}")));
        file.append(List.of(event("{\"n\":3}"), event("{\"n\":4}")));
        file.append(List.of(event("{\"n\":5}")));
        file.append(List.of(event("{\"n\":1}"), event("{\"n\":6}")));
        file.close();

        assertThat(path).hasContent("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n{\"n\":4}\n{\"n\":5}\n{\"n\":6}\n");
    }

    @Test
    void oldestLinesAreForgottenFirst() {
        RecentLines lines = new RecentLines(20);
        for (int n = 1; n <= 3; n++) {
            assertThat(lines.without(List.of(event("{\"n\":" + n + "}")))).hasSize(1);
            lines.written();
        }

        assertThat(lines.without(List.of(event("{\"n\":1}"), event("{\"n\":2}"), event("{\"n\":3}"))))
                .extracting(event -> new String(event.json(), UTF_8))
                .containsExactly("{\"n\":1}");
    }

    private static Event event(String json) {
        return new Event("m", "c", "REPORT", 0, json.getBytes(UTF_8));
    }
}
