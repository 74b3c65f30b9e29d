package io.camelmcp.gateway.jsonl;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Directories of this process, each taken by one only: two writers in one would write over each other's lines. */
final class Directories {

    /** Those of the file outputs that are on, whether a route uses them or not. */
    static final Directories OF_OUTPUTS = new Directories();

    /** Those that are written. */
    static final Directories WRITTEN = new Directories();

    private final Set<Path> taken = ConcurrentHashMap.newKeySet();

    private Directories() {}

    /** @return whether nobody has it */
    boolean take(Path directory) {
        return taken.add(key(directory));
    }

    void release(Path directory) {
        taken.remove(key(directory));
    }

    private static Path key(Path directory) {
        return directory.toAbsolutePath().normalize();
    }
}
