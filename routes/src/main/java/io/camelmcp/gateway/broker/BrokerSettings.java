package io.camelmcp.gateway.broker;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.server.JournalType;

/**
 * How the embedded broker keeps its messages.
 *
 * @param directory          holds journal, bindings, paging and large messages, each in a folder of its own
 * @param journalType        {@code NIO}, or {@code ASYNCIO} where the native library is installed
 * @param journalFiles       files of 10 MiB that are made ahead and kept, 2 or more
 * @param journalBufferNanos how long the journal waits for more before it flushes; never 0, that is one flush a message
 * @param addressMemoryBytes messages of one address in memory; what is more goes to disk
 * @param addressDiskBytes   messages of one address on disk; what is more is refused
 * @param minDiskFreeBytes   free space below which nothing more is taken
 * @param duplicateIds       message ids remembered for each address, also over a restart; 0 for none
 */
public record BrokerSettings(
        Path directory,
        JournalType journalType,
        int journalFiles,
        int journalBufferNanos,
        long addressMemoryBytes,
        long addressDiskBytes,
        long minDiskFreeBytes,
        int duplicateIds) {

    private static final long MIB = 1024 * 1024;

    /** The settings of a gateway whose operator has configured nothing. */
    public static BrokerSettings defaults(Path directory) {
        return new BrokerSettings(directory, JournalType.NIO, 20, 200_000, 64 * MIB, 8192 * MIB, 512 * MIB, 100_000);
    }

    public BrokerSettings withJournalFiles(int files) {
        return new BrokerSettings(
                directory,
                journalType,
                files,
                journalBufferNanos,
                addressMemoryBytes,
                addressDiskBytes,
                minDiskFreeBytes,
                duplicateIds);
    }

    public BrokerSettings withLimits(long memoryBytes, long diskBytes) {
        return new BrokerSettings(
                directory,
                journalType,
                journalFiles,
                journalBufferNanos,
                memoryBytes,
                diskBytes,
                minDiskFreeBytes,
                duplicateIds);
    }

    public BrokerSettings withMinDiskFree(long bytes) {
        return new BrokerSettings(
                directory,
                journalType,
                journalFiles,
                journalBufferNanos,
                addressMemoryBytes,
                addressDiskBytes,
                bytes,
                duplicateIds);
    }
}
