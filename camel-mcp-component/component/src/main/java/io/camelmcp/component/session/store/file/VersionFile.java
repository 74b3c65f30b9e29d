package io.camelmcp.component.session.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.h2.store.fs.FilePath;

/**
 * The number of the last write that is on the disk, in a file of 8 octets beside the store. MVStore takes damaged writes for ones
 * that were never finished, and goes on with those before: with this the loss is noticed. It is not forced to the disk itself, so it
 * may fall behind the store, but never gets ahead of it.
 */
final class VersionFile {

    private final FileChannel channel;

    VersionFile(String storeName) {
        try {
            channel = FilePath.get(storeName + ".version").open("rw");
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The number, 0 if there is none yet. */
    long read() {
        ByteBuffer octets = ByteBuffer.allocate(Long.BYTES);
        try {
            return channel.read(octets, 0) == Long.BYTES ? octets.getLong(0) : 0;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void write(long version) {
        try {
            channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, version), 0);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static MVStoreException failed(IOException e) {
        return DataUtils.newMVStoreException(DataUtils.ERROR_WRITING_FAILED, "{0}", String.valueOf(e), e);
    }
}
