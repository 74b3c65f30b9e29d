package io.camelmcp.gateway.jsonl;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputProperty;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.OutputType;
import io.camelmcp.gateway.output.RefusedEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files of JSON lines. On from the start: what a gateway takes in should be seen somewhere. */
public final class FileOutputType implements OutputType {

    private static final String DIRECTORY = "directory";

    @Override
    public String name() {
        return "file";
    }

    @Override
    public boolean onByDefault() {
        return true;
    }

    @Override
    public List<OutputProperty> properties() {
        return List.of(
                OutputProperty.text(DIRECTORY, "Directory of the files, created if missing.")
                        .orElse("{{gateway.data}}/events"),
                OutputProperty.number(
                        "fileBytes",
                        268_435_456,
                        1_024,
                        1L << 50,
                        "Octets from which on a file is closed and a new one of the same day begun."),
                OutputProperty.flag("gzip", true, "Pack files that are closed, in the background."),
                OutputProperty.number("keepDays", 0, 0, 100_000, "Days after which a file is deleted; 0 is never."),
                OutputProperty.number(
                        "keepBytes",
                        0,
                        0,
                        1L << 60,
                        "Octets of all files, above which the oldest closed ones are deleted; 0 is no limit."),
                OutputProperty.duration(
                        "batchWait", "20ms", 0, 60_000, "How long a batch that is not full waits for more events."),
                OutputProperty.number(
                        "batchBytes", 4_194_304, 1_024, 67_108_864, "Octets of JSON from which on a batch is full."));
    }

    @Override
    public Output open(OutputSettings settings) {
        Path directory = settings.file(DIRECTORY);
        if (directory == null) {
            throw settings.bad(DIRECTORY, "is not a path; correct it");
        }
        if (!Directories.OF_OUTPUTS.take(directory)) {
            throw settings.bad(
                    DIRECTORY,
                    directory + " is that of another file output already; give each one a directory of its own");
        }
        return new FileOutput(
                directory,
                new Rolling(
                        settings.number("fileBytes"),
                        settings.flag("gzip"),
                        Duration.ofDays(settings.number("keepDays")),
                        settings.number("keepBytes")));
    }

    private static final class FileOutput implements Output {

        private final Path directory;
        private final Rolling rolling;
        private @Nullable JsonlWriter writer;

        FileOutput(Path directory, Rolling rolling) {
            this.directory = directory;
            this.rolling = rolling;
        }

        @Override
        public List<RefusedEvent> write(List<Event> events) throws IOException {
            if (writer == null) {
                writer = open();
            }
            writer.append(events);
            return List.of();
        }

        private JsonlWriter open() throws IOException {
            if (!Directories.WRITTEN.take(directory)) {
                throw new IOException("file: " + directory
                        + ": a route writes there already (jsonl:); give one of them another directory");
            }
            try {
                return JsonlWriter.open(directory, rolling);
            } catch (IOException | RuntimeException e) {
                Directories.WRITTEN.release(directory);
                throw e;
            }
        }

        @Override
        public void close() {
            if (writer != null) {
                writer.close();
                Directories.WRITTEN.release(directory);
            }
            Directories.OF_OUTPUTS.release(directory);
        }
    }
}
