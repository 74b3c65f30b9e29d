package io.camelmcp.gateway.jsonl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs and deletes closed files, on a thread of its own. It can be killed at any moment: a packed file has its name only
 * when it is whole and on the disk, and the other one is deleted after that.
 */
final class FileArchive implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileArchive.class);
    private static final int BUFFER = 64 * 1024;
    private static final long PERIOD_SECONDS = 60;
    private static final String UNFINISHED = ".gz.tmp";

    private final JsonlWriter writer;
    private final Path directory;
    private final Rolling rolling;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "jsonl-archive");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable String lastFailure;

    FileArchive(JsonlWriter writer, Rolling rolling) {
        this.writer = writer;
        this.directory = writer.directory();
        this.rolling = rolling;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::run, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void run() {
        try {
            tidy(LocalDate.now(ZoneOffset.UTC).toEpochDay());
            lastFailure = null;
        } catch (IOException | RuntimeException e) {
            String failure = String.valueOf(e.getMessage());
            if (!failure.equals(lastFailure) && !thread.isShutdown()) {
                LOG.warn("directory={} state=archive-failed reason={}", directory, e.toString());
            }
            lastFailure = failure;
        }
    }

    /** Does all that there is to do; today is the number of the day since the epoch. */
    void tidy(long today) throws IOException {
        removeUnfinished();
        // yesterday's still gets what has waited over midnight
        writer.closeDaysBefore(today - 1);
        if (rolling.gzip()) {
            for (JsonlName name : JsonlName.list(directory)) {
                if (name.isClosed() && !name.packed()) {
                    pack(name);
                }
            }
        }
        deleteOld(today);
    }

    private void removeUnfinished() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void pack(JsonlName name) throws IOException {
        Path from = directory.resolve(name.toString());
        Path to = directory.resolve(name.pack().toString());
        if (!Files.exists(to)) {
            Path unfinished = directory.resolve(name + UNFINISHED);
            try (InputStream in = Files.newInputStream(from);
                    FileChannel channel = FileChannel.open(
                            unfinished,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                OutputStream file = Channels.newOutputStream(channel);
                GZIPOutputStream gzip = new GZIPOutputStream(file, BUFFER);
                in.transferTo(gzip);
                gzip.finish();
                channel.force(true);
            }
            Files.move(unfinished, to, StandardCopyOption.ATOMIC_MOVE);
            JsonlWriter.force(directory);
        }
        // else killed between the two: what is packed is whole
        Files.deleteIfExists(from);
    }

    private void deleteOld(long today) throws IOException {
        List<JsonlName> names = JsonlName.list(directory);
        long total = 0;
        for (JsonlName name : names) {
            total += size(name);
        }
        long keepDays = rolling.keep().toDays();
        for (JsonlName name : names) {
            boolean tooOld = keepDays > 0 && name.day() < today - keepDays;
            boolean tooMuch = rolling.keepBytes() > 0 && total > rolling.keepBytes();
            if (name.isClosed() && (tooOld || tooMuch)) {
                total -= size(name);
                Files.deleteIfExists(directory.resolve(name.toString()));
                LOG.info(
                        "file={} state=deleted reason={}", directory.resolve(name.toString()), tooOld ? "age" : "size");
            }
        }
    }

    private long size(JsonlName name) {
        try {
            return Files.size(directory.resolve(name.toString()));
        } catch (IOException e) {
            return 0; // gone
        }
    }

    @Override
    public void close() {
        thread.shutdownNow(); // a packed file that is not finished is begun anew at the next start
    }
}
