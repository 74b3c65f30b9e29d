package io.camelmcp.gateway.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.logs.LogRecord;
import io.camelmcp.logs.LogRecords;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Splits a file of a log, of any size, into parts that {@link LogEvents} takes, and never between a line and its stack trace:
 *
 * <pre>{@code
 * - split:
 *     method:
 *       ref: logChunks
 *     streaming: true
 *     stopOnException: true
 * }</pre>
 */
public final class LogChunks {

    /** Lines of a part, at most. */
    static final int MAX_LINES = 1_000;

    private static final int MAX_CHARACTERS = 1024 * 1024;

    /** The parts, read one after another. */
    public Iterator<LogChunk> split(InputStream text) {
        LogRecords records = new LogRecords(new InputStreamReader(text, UTF_8));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public LogChunk next() {
                List<LogRecord> part = new ArrayList<>();
                int characters = 0;
                do {
                    LogRecord record = records.next();
                    characters += record.line().length() + record.more().length();
                    part.add(record);
                } while (records.hasNext() && part.size() < MAX_LINES && characters < MAX_CHARACTERS);
                return new LogChunk(part);
            }
        };
    }
}
