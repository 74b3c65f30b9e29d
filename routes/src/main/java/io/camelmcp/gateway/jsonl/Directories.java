package io.camelmcp.gateway.jsonl;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which directories are being written in this process: two writers in one would write over each other's lines. */
final class Directories {

    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private Directories() {}

    /** @return whether nobody has it; else it must not be written */
    static boolean take(Path directory) {
        return TAKEN.add(key(directory));
    }

    static void release(Path directory) {
        TAKEN.remove(key(directory));
    }

    private static Path key(Path directory) {
        return directory.toAbsolutePath().normalize();
    }
}
