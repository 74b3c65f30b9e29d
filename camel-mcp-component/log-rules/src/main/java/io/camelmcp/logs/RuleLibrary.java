package io.camelmcp.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    // what was read last of a file that is bad
    private final Map<String, String> badTexts = new TreeMap<>();
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
        Map<String, RuleFile> files = new TreeMap<>(shipped);
        files.putAll(own);
        return List.copyOf(files.values());
    }

    /** Reads what has changed in the folder. Never throws: what is wrong is in {@link #problems()}. */
    public synchronized void refresh() {
        Path directory = folder;
        if (directory == null) {
            return;
        }
        Map<String, Path> found;
        try {
            found = list(directory);
        } catch (NoSuchFileException e) {
            if (!own.isEmpty()) { // a mount that is not there, far more often than the wish for no rules
                report("", directory + ": is not there any more; its rules stay in force");
            }
            return;
        } catch (IOException e) {
            report("", directory + ": cannot be read (" + e.getMessage() + "); its rules stay in force");
            return;
        }
        problems.remove("");
        Set<String> gone = Stream.concat(own.keySet().stream(), badTexts.keySet().stream())
                .filter(name -> !found.containsKey(name))
                .collect(Collectors.toSet());
        for (String name : gone) {
            forget(name);
        }
        found.forEach(this::update);
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

    private void forget(String name) {
        badTexts.remove(name);
        problems.remove(name);
        RuleFile old = own.remove(name);
        if (old == null) {
            return;
        }
        try {
            rules = LogRules.of(files(), alarm);
            LOG.info("event=log-rules-removed file={}", name);
        } catch (IllegalArgumentException e) {
            own.put(name, old); // the shipped file of that name has a rule that another file has by now
            report(name, String.valueOf(e.getMessage()));
        }
    }

    private void update(String name, Path path) {
        String text;
        try {
            if (Files.size(path) > MAX_FILE) {
                report(name, name + ":1: has more than " + MAX_FILE + " octets; split the file");
                return;
            }
            text = Files.readString(path, UTF_8);
        } catch (CharacterCodingException e) {
            report(name, name + ":1: is not text in UTF-8; save it as such");
            return;
        } catch (IOException e) {
            report(name, name + ":1: cannot be read (" + e.getMessage() + ")");
            return;
        }
        RuleFile running = own.get(name);
        if (running != null && running.text().equals(text)) {
            repaired(name);
        } else if (!text.equals(badTexts.get(name))) {
            try {
                LOG.info(
                        "event=log-rules-loaded file={} rules={}",
                        name,
                        take(name, text).size());
            } catch (IllegalArgumentException e) {
                badTexts.put(name, text);
                report(name, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Reads the file, and puts it in force if it goes together with the others. */
    private RuleFile take(String name, String text) {
        RuleFile file = RuleFile.read(name, text);
        List<RuleFile> together = new ArrayList<>(files());
        together.removeIf(other -> other.name().equals(name));
        together.add(file);
        rules = LogRules.of(together, alarm);
        own.put(name, file);
        repaired(name);
        return file;
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
        RuleFile before = own.get(name);
        LogRules rulesBefore = rules;
        RuleFile file = take(name, text);
        try {
            write(directory, name, text);
        } catch (IOException e) {
            rules = rulesBefore;
            if (before == null) {
                own.remove(name);
            } else {
                own.put(name, before);
            }
            throw e;
        }
        LOG.info("event=log-rules-put file={} rules={}", name, file.size());
        return file;
    }

    private static void write(Path directory, String name, String text) throws IOException {
        Files.createDirectories(directory);
        // a name that is never listed
        Path part = Files.createTempFile(directory, ".rules", ".part");
        try {
            Files.writeString(part, text, UTF_8);
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

    private void repaired(String name) {
        badTexts.remove(name);
        if (problems.remove(name) != null) {
            LOG.info("event=log-rules-mended file={}", name);
        }
    }
}
