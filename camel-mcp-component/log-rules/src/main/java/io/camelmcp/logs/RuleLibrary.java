package io.camelmcp.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules that are shipped, and those of a folder, which are read again when they change. A file of the folder that has the name
 * of a shipped one ({@code ssh.yaml}) stands in its place. A file that is bad leaves the one before in force, and
 * {@link #problems()} says what is wrong with it. Whoever owns the library calls {@link #refresh()} now and then.
 */
public final class RuleLibrary {

    /** Octets of a file, at most. */
    public static final int MAX_FILE = 1024 * 1024;

    /** Files of the folder, at most. */
    static final int MAX_FILES = 500;

    private static final Logger LOG = LoggerFactory.getLogger(RuleLibrary.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\.ya?ml");

    private final @Nullable Path folder;
    private final RuleAlarm alarm;
    private final Map<String, RuleFile> shipped = new TreeMap<>();
    private final Map<String, RuleFile> own = new TreeMap<>();
    // what the files of the folder were when they were read last, and those that are good, if only by themselves
    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, RuleFile> read = new TreeMap<>();
    // whether one of them has changed since they were put in force
    private boolean changed;
    private final Map<String, String> problems = new ConcurrentSkipListMap<>();
    private volatile LogRules rules;

    private RuleLibrary(@Nullable Path folder, boolean withShipped, RuleAlarm alarm) {
        this.folder = folder == null ? null : folder.toAbsolutePath().normalize();
        this.alarm = alarm;
        if (withShipped) {
            ShippedRules.files().forEach(file -> shipped.put(file.name(), file));
        }
        rules = LogRules.of(List.copyOf(shipped.values()), alarm);
    }

    /**
     * Opens a library. A bad file does not keep it from opening.
     *
     * @param folder      of rule files; {@code null} for none. It need not exist yet
     * @param withShipped whether the rules that are shipped belong to it
     * @param alarm       is told of rules that are disabled
     */
    public static RuleLibrary open(@Nullable Path folder, boolean withShipped, RuleAlarm alarm) {
        RuleLibrary library = new RuleLibrary(folder, withShipped, alarm);
        library.refresh();
        return library;
    }

    /** The rules that are in force; ask anew for each piece of work. */
    public LogRules rules() {
        return rules;
    }

    /** What is wrong with files of the folder: {@code file:line: what, and what to do}, one line for each. */
    public List<String> problems() {
        return List.copyOf(problems.values());
    }

    /** The folder; {@code null} if there is none. */
    public @Nullable Path folder() {
        return folder;
    }

    /** The files that are in force, shipped ones too. */
    public synchronized List<RuleFile> files() {
        return withShipped(own);
    }

    /** Reads what has changed in the folder. Never throws: what is wrong is in {@link #problems()}. */
    public synchronized void refresh() {
        Path directory = folder;
        if (directory == null) {
            return;
        }
        try {
            Map<String, Path> found = list(directory);
            problems.remove("");
            found.forEach(this::read);
            forgetAllBut(found.keySet());
            takeOver(found.keySet());
        } catch (NoSuchFileException e) {
            if (!own.isEmpty()) { // a mount that is not there, far more often than the wish for no rules
                report("", directory + ": is not there any more; its rules stay in force");
            }
        } catch (IOException
                | RuntimeException e) { // whoever calls this now and then would stop, and nobody would see it
            report("", directory + ": cannot be read (" + e.getMessage() + "); its rules stay in force");
        }
    }

    private static Map<String, Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            Map<String, Path> found = new TreeMap<>();
            entries.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(MAX_FILES)
                    .forEach(path -> found.put(path.getFileName().toString(), path));
            return found;
        }
    }

    private void read(String name, Path path) {
        String text;
        try {
            text = text(name, path);
        } catch (IOException e) {
            texts.remove(name);
            read.remove(name);
            report(name, String.valueOf(e.getMessage()));
            return;
        }
        if (text.equals(texts.put(name, text))) {
            return;
        }
        changed = true;
        read.remove(name);
        RuleFile running = own.get(name);
        try {
            read.put(name, running != null && running.text().equals(text) ? running : RuleFile.read(name, text));
        } catch (IllegalArgumentException e) {
            report(name, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            report(name, name + ":1: cannot be read (" + e + ")");
        }
    }

    private static String text(String name, Path path) throws IOException {
        if (Files.size(path) > MAX_FILE) {
            throw new IOException(name + ":1: has more than " + MAX_FILE + " octets; split the file");
        }
        try {
            return Files.readString(path, UTF_8);
        } catch (CharacterCodingException e) {
            throw new IOException(name + ":1: is not text in UTF-8; save it as such", e);
        } catch (IOException e) {
            throw new IOException(name + ":1: cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private void forgetAllBut(Set<String> found) {
        changed |= texts.keySet().retainAll(found);
        read.keySet().retainAll(found);
        problems.keySet().removeIf(name -> !found.contains(name) && !own.containsKey(name));
    }

    /** Puts in force what was read: all of it, or what goes together if rules of two files have one name. */
    private void takeOver(Set<String> found) {
        if (!changed) {
            return;
        }
        changed = false;
        Map<String, RuleFile> next = new TreeMap<>(own);
        next.keySet().retainAll(found); // one that cannot be read any more is in force as it was
        next.putAll(read);
        Map<String, String> refused = new TreeMap<>();
        if (clash(next) != null) {
            next = together(found, refused);
        }
        Map<String, RuleFile> before = Map.copyOf(own);
        use(next);
        before.keySet().stream().filter(name -> !own.containsKey(name)).sorted().forEach(name -> {
            problems.remove(name);
            LOG.info("event=log-rules-removed file={}", name);
        });
        own.forEach((name, file) -> {
            if (file != before.get(name)) {
                LOG.info("event=log-rules-loaded file={} rules={}", name, file.size());
            }
            if (file == read.get(name) && problems.remove(name) != null) {
                LOG.info("event=log-rules-mended file={}", name);
            }
        });
        refused.forEach(this::report);
    }

    /** What goes together, one change after another: one may make room for another, so until none is possible any more. */
    private Map<String, RuleFile> together(Set<String> found, Map<String, String> refused) {
        Set<String> names = new TreeSet<>(own.keySet());
        names.addAll(found);
        Map<String, RuleFile> all = new TreeMap<>(own);
        boolean grows = true;
        while (grows) {
            grows = false;
            refused.clear();
            for (String name : names) {
                Map<String, RuleFile> next = new TreeMap<>(all);
                if (!found.contains(name)) {
                    next.remove(name);
                } else if (read.containsKey(name)) {
                    next.put(name, read.get(name));
                }
                if (next.equals(all)) {
                    continue;
                }
                String clash = clash(next);
                if (clash == null) {
                    all = next;
                    grows = true;
                } else {
                    refused.put(name, clash);
                }
            }
        }
        return all;
    }

    // null if they go together
    private @Nullable String clash(Map<String, RuleFile> files) {
        try {
            LogRules.check(withShipped(files));
            return null;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private List<RuleFile> withShipped(Map<String, RuleFile> files) {
        Map<String, RuleFile> all = new TreeMap<>(shipped);
        all.putAll(files);
        return List.copyOf(all.values());
    }

    /** @throws IllegalArgumentException if the files do not go together; then nothing changes */
    private void use(Map<String, RuleFile> files) {
        rules = LogRules.of(withShipped(files), alarm);
        own.clear();
        own.putAll(files);
    }

    /**
     * Puts a file into the folder, and in force, if it is good; otherwise nothing changes.
     *
     * @param name letters, digits, {@code . _ -}, ending in {@code .yaml}
     * @throws IllegalArgumentException if the name or the file is bad; it says {@code file:line: what, and what to do}
     * @throws IOException              if it cannot be written; the rules of before stay in force
     */
    public synchronized RuleFile put(String name, String text) throws IOException {
        Path directory = folder;
        if (directory == null) {
            throw new IllegalArgumentException("there is no folder for rules; set one");
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("file=" + name
                    + " is no name for a file of rules; take letters, digits, '.', '_' and '-', and .yaml at its end");
        }
        int octets = text.getBytes(UTF_8).length;
        if (octets > MAX_FILE) {
            throw new IllegalArgumentException(
                    name + ":1: " + octets + " octets exceed " + MAX_FILE + "; split the file");
        }
        if (!own.containsKey(name) && own.size() >= MAX_FILES) {
            throw new IllegalArgumentException("there are " + MAX_FILES + " files already; put rules into one of them");
        }
        RuleFile file = RuleFile.read(name, text);
        Map<String, RuleFile> before = Map.copyOf(own);
        LogRules rulesBefore = rules;
        Map<String, RuleFile> next = new TreeMap<>(own);
        next.put(name, file);
        use(next);
        try {
            write(directory, name, text);
        } catch (IOException e) {
            rules = rulesBefore;
            own.clear();
            own.putAll(before);
            throw e;
        }
        texts.put(name, text);
        read.put(name, file);
        problems.remove(name);
        changed = true; // it may have made room for a file that was refused
        LOG.info("event=log-rules-put file={} rules={}", name, file.size());
        return file;
    }

    // whole and on the disk before it has its name: half a file would end the next start
    private static void write(Path directory, String name, String text) throws IOException {
        Files.createDirectories(directory);
        Path part = directory.resolve("." + name + ".part"); // a name that is never listed
        try {
            try (FileChannel whole = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer octets = ByteBuffer.wrap(text.getBytes(UTF_8));
                while (octets.hasRemaining()) {
                    whole.write(octets);
                }
                whole.force(true);
            }
            try {
                Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void report(String name, String problem) {
        if (!problem.equals(problems.put(name, problem))) {
            LOG.warn(
                    "event=log-rules-bad problem=\"{}\" state={}",
                    problem,
                    own.containsKey(name) || shipped.containsKey(name) ? "its old rules stay in force" : "not loaded");
        }
    }
}
