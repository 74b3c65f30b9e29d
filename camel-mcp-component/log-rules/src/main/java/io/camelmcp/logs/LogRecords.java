package io.camelmcp.logs;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text line by line, and puts lines together that belong together: one that begins with white space, {@code Caused by:},
 * {@code Suppressed:} or the name of an exception belongs to the one before. Blank lines are passed over. What is too long is cut
 * while it is read, so a text may be of any size.
 */
public final class LogRecords implements Iterator<LogRecord> {

    /** Characters of a line, at most; the rest of it is cut. */
    public static final int MAX_LINE = 8_192;

    /** Characters of the lines behind the first, at most; the rest of them are cut. */
    public static final int MAX_MORE = 65_536;

    // what editors of Windows put before a text in UTF-8
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Reader reader;
    private final char[] buffer = new char[8_192];
    private int at;
    private int end;
    // of the line that was read last
    private final StringBuilder text = new StringBuilder();
    private boolean cut;
    private @Nullable String next;
    private boolean nextIsCut;

    public LogRecords(Reader reader) {
        this.reader = reader;
        if (fill() && buffer[0] == BYTE_ORDER_MARK) {
            at = 1;
        }
        advance();
    }

    public LogRecords(String text) {
        this(new StringReader(text));
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    /** @throws UncheckedIOException if the text cannot be read */
    @Override
    public LogRecord next() {
        String line = next;
        if (line == null) {
            throw new NoSuchElementException();
        }
        boolean isCut = nextIsCut;
        advance();
        if (next == null || !continues(next)) {
            return new LogRecord(line, "", isCut);
        }
        StringBuilder more = new StringBuilder();
        while (next != null && continues(next)) {
            isCut |= nextIsCut;
            int room = MAX_MORE - more.length() - 1;
            if (room > 0) {
                more.append(more.isEmpty() ? "" : "\n").append(next, 0, Math.min(next.length(), room));
            }
            isCut |= next.length() > room;
            advance();
        }
        return new LogRecord(line, more.toString(), isCut);
    }

    private void advance() {
        do {
            next = readLine();
            nextIsCut = cut;
        } while (next != null && next.isBlank());
    }

    private @Nullable String readLine() {
        text.setLength(0);
        cut = false;
        boolean any = false;
        while (at < end || fill()) {
            any = true;
            int start = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            keep(start, at - start);
            if (at < end) {
                at++;
                return line();
            }
        }
        return any ? line() : null;
    }

    // one more than allowed, so that a carriage return there is not taken for a character too many
    private void keep(int start, int count) {
        int room = MAX_LINE + 1 - text.length();
        text.append(buffer, start, Math.min(count, room));
        cut |= count > room;
    }

    private String line() {
        int length = text.length();
        if (!cut && length > 0 && text.charAt(length - 1) == '\r') {
            length--;
        }
        if (length > MAX_LINE) {
            length = MAX_LINE;
            cut = true;
        }
        if (cut && Character.isHighSurrogate(text.charAt(length - 1))) {
            length--;
        }
        return text.substring(0, length);
    }

    private boolean fill() {
        try {
            at = 0;
            end = Math.max(0, reader.read(buffer));
            return end > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean continues(String line) {
        char first = line.charAt(0);
        return first == ' '
                || first == '\t'
                || line.startsWith("Caused by: ")
                || line.startsWith("Suppressed: ")
                || !exception(line).isEmpty();
    }

    /** The name of the exception that a line begins with, as {@code java.io.IOException: gone} does; empty if it does not. */
    static String exception(String line) {
        int dot = -1;
        int i = 0;
        while (i < line.length() && (Character.isJavaIdentifierPart(line.charAt(i)) || line.charAt(i) == '.')) {
            if (line.charAt(i) == '.') {
                dot = i;
            }
            i++;
        }
        String name = line.substring(0, i);
        boolean named = dot > 0
                && (name.endsWith("Exception") || name.endsWith("Error") || name.endsWith("Throwable"))
                && (i == line.length() || line.charAt(i) == ':');
        return named ? name : "";
    }
}
