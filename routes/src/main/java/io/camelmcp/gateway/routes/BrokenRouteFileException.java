package io.camelmcp.gateway.routes;

import java.nio.file.Path;

/** A route file cannot run. The message is one line: file, line (if known), and what is wrong. */
public final class BrokenRouteFileException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param line 1 is the first; 0 or less is unknown */
    BrokenRouteFileException(Path file, int line, String problem, Throwable cause) {
        super(file + (line > 0 ? ":" + line : "") + ": " + problem.strip().replaceAll("\\s*\\R\\s*", " "), cause);
    }
}
