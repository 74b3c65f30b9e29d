package io.camelmcp.logs;

/**
 * A line of a log with the lines that belong to it, such as a stack trace.
 *
 * @param line   the first line, without its line feed
 * @param more   the others, with a line feed between them; empty if there are none
 * @param isCut whether something was too long, and is not in here
 */
public record LogRecord(String line, String more, boolean isCut) {

    /** A line alone. */
    public static LogRecord of(String line) {
        return new LogRecord(line, "", false);
    }
}
