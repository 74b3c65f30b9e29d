package io.camelmcp.component.session.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** The disk, which can be full. */
public final class FailingDisk extends FilePathWrapper {

    static final String SCHEME = "failing";

    static volatile boolean full;

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel disk = FilePath.get(unwrap().toString()).open(mode);
        return new FileBaseDefault() {
            @Override
            public long size() throws IOException {
                return disk.size();
            }

            @Override
            public int read(ByteBuffer to, long position) throws IOException {
                return disk.read(to, position);
            }

            @Override
            public int write(ByteBuffer from, long position) throws IOException {
                if (full) {
                    throw new IOException("No space left on device");
                }
                return disk.write(from, position);
            }

            @Override
            protected void implTruncate(long size) throws IOException {
                disk.truncate(size);
            }

            @Override
            public void force(boolean metaData) throws IOException {
                disk.force(metaData);
            }

            @Override
            public FileLock tryLock(long position, long size, boolean shared) throws IOException {
                return disk.tryLock(position, size, shared);
            }

            @Override
            protected void implCloseChannel() throws IOException {
                disk.close();
            }
        };
    }
}
