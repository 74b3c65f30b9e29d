package io.camelmcp.gateway.jsonl;

import io.camelmcp.gateway.events.Event;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
    private final TreeMap<Long, DayFile> files = new TreeMap<>();

    private JsonlWriter(Path directory) {
        this.directory = directory;
    }

    /** @throws IOException if the directory cannot be created */
    static JsonlWriter open(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new JsonlWriter(directory);
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
        files.values().forEach(DayFile::close);
        files.clear();
    }

    private DayFile file(long day) throws IOException {
        DayFile file = files.get(day);
        if (file != null && !file.isStillThere()) {
            file.close();
            files.remove(day);
            file = null;
        }
        if (file == null) {
            Path path = directory.resolve(LocalDate.ofEpochDay(day) + ".jsonl");
            boolean created = !Files.exists(path);
            file = DayFile.open(path);
            files.put(day, file);
            if (created) {
                forceDirectory();
            }
        }
        return file;
    }

    private void closeOld() {
        Iterator<DayFile> oldest = files.values().iterator();
        while (files.size() > OPEN_FILES) {
            oldest.next().close();
            oldest.remove();
        }
    }

    // a new file is only safe when its name is on the disk too
    private void forceDirectory() throws IOException {
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
