package io.camelmcp.gateway.logs;

import io.camelmcp.logs.LogRecord;
import java.util.List;

/** Part of a file of a log: what {@link LogChunks} splits it into, and {@link LogEvents} takes. */
public record LogChunk(List<LogRecord> records) {

    // a body is logged by its toString in many places of Camel
    @Override
    public String toString() {
        return "LogChunk[" + records.size() + "]";
    }
}
