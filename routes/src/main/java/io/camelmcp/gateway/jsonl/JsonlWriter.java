package io.camelmcp.gateway.jsonl;

import io.camelmcp.gateway.events.Event;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to the files of a directory.
 *
 * <p>Not Camel's {@code file:}: that opens and closes the file for each message, does not force it to the disk, and
 * after a crash in the middle of a write goes on behind half a line, which makes two events unreadable.
 */
final class JsonlWriter {

    // the day that is, and the one before for what waited in the queue over midnight
    private static final int OPEN_FILES = 2;

    private final Path directory;
    private final Rolling rolling;
    private final @Nullable FileArchive archive;
    private final TreeMap<Long, DayFile> files = new TreeMap<>();

    private JsonlWriter(Path directory, Rolling rolling) {
        this.directory = directory;
        this.rolling = rolling;
        this.archive = rolling.touchesClosedFiles() ? new FileArchive(this, rolling) : null;
    }

    /** @throws IOException if the directory cannot be created */
    static JsonlWriter open(Path directory, Rolling rolling) throws IOException {
        Files.createDirectories(directory);
        JsonlWriter writer = new JsonlWriter(directory, rolling);
        if (writer.archive != null) {
            writer.archive.start();
        }
        return writer;
    }

    Path directory() {
        return directory;
    }

    /**
     * Appends the events, all or none of them, and forces them to the disk.
     *
     * @throws IOException if that failed; the same events may be appended again
     */
    synchronized void append(List<Event> events) throws IOException {
        Map<Long, List<Event>> days = new TreeMap<>();
        for (Event event : events) {
            requireOneLine(event);
            days.computeIfAbsent(Math.floorDiv(event.receivedAt(), 86_400_000L), day -> new ArrayList<>())
                    .add(event);
        }
        List<DayFile> written = new ArrayList<>();
        try {
            for (Map.Entry<Long, List<Event>> day : days.entrySet()) {
                DayFile file = file(day.getKey());
                written.add(file);
                file.append(day.getValue());
            }
        } catch (IOException | RuntimeException e) {
            written.forEach(DayFile::undo);
            throw e;
        }
        closeOld();
    }

    synchronized void close() {
        if (archive != null) {
            archive.close();
        }
        files.values().forEach(DayFile::close);
        files.clear();
    }

    private DayFile file(long day) throws IOException {
        DayFile file = open(day);
        if (file.wholeLines() < rolling.fileBytes()) {
            return file;
        }
        close(day, file);
        DayFile next = create(day);
        next.follow(file);
        return next;
    }

    private DayFile open(long day) throws IOException {
        DayFile file = files.get(day);
        if (file != null && !file.isStillThere()) {
            file.close();
            files.remove(day);
            file = null;
        }
        return file == null ? create(day) : file;
    }

    private DayFile create(long day) throws IOException {
        Path path = directory.resolve(JsonlName.open(day).toString());
        boolean created = !Files.exists(path);
        DayFile file = DayFile.open(path);
        try {
            if (created) {
                file.remember(lastClosed(day));
                force(directory);
            }
        } catch (IOException e) {
            file.close();
            throw e;
        }
        files.put(day, file);
        return file;
    }

    private @Nullable Path lastClosed(long day) throws IOException {
        Path last = null;
        for (JsonlName name : JsonlName.list(directory)) {
            if (name.day() == day && name.isClosed() && !name.packed()) {
                last = directory.resolve(name.toString());
            }
        }
        return last;
    }

    /** Gives a file the name of a closed one. */
    private void close(long day, DayFile file) throws IOException {
        file.close();
        files.remove(day);
        int part = 1;
        for (JsonlName name : JsonlName.list(directory)) {
            if (name.day() == day && name.isClosed()) {
                part = Math.max(part, name.part() + 1);
            }
        }
        JsonlName open = JsonlName.open(day);
        Files.move(
                directory.resolve(open.toString()),
                directory.resolve(new JsonlName(day, part, false).toString()),
                StandardCopyOption.ATOMIC_MOVE);
        force(directory);
    }

    /** Closes the files of the days before this one, which get nothing more unless something comes very late. */
    synchronized void closeDaysBefore(long day) throws IOException {
        for (JsonlName name : JsonlName.list(directory)) {
            if (!name.isClosed() && name.day() < day) {
                DayFile file = open(name.day());
                file.wholeLines(); // what a crash has left of a line is cut off
                close(name.day(), file);
            }
        }
    }

    private void closeOld() {
        Iterator<DayFile> oldest = files.values().iterator();
        while (files.size() > OPEN_FILES) {
            oldest.next().close();
            oldest.remove();
        }
    }

    /** A new name is only safe when the directory is on the disk too. */
    static void force(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void requireOneLine(Event event) {
        for (byte octet : event.json()) {
            if (octet == '\n' || octet == '\r') {
                throw new IllegalArgumentException("jsonl: the body is not on one line; format it before");
            }
        }
    }
}
