package io.camelmcp.gateway.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds all that the gateway keeps, locked for as long as this object is open: two gateways on one
 * journal would destroy it.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "gateway.lock";
    private static final String HTTP = "gateway.http";

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates the directory if needed, and locks it.
     *
     * @throws ConfigurationException if it cannot be created or written, or another gateway holds it
     */
    public static DataDirectory lock(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(
                    path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String owner = owner(channel);
                channel.close();
                throw new ConfigurationException("GATEWAY_DATA=" + path + ": in use by another gateway" + owner
                        + "; stop it, or set GATEWAY_DATA to another directory");
            }
            channel.truncate(0);
            byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
            channel.write(ByteBuffer.wrap(pid), 0);
            // left by one that was killed
            Files.deleteIfExists(path.resolve(HTTP));
            return new DataDirectory(path, channel);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "GATEWAY_DATA=" + path + ": cannot be written (" + reason(e)
                            + "); make it writable, or set GATEWAY_DATA to another directory",
                    e);
        }
    }

    /**
     * Creates a directory below it that only its owner may read, where the file system knows that: whoever reads the sessions of
     * devices can resume them.
     *
     * @throws ConfigurationException if it cannot be created, or belongs to somebody else
     */
    public static void closeToOthers(Path directory) {
        try {
            Files.createDirectories(directory);
            PosixFileAttributeView posix = Files.getFileAttributeView(directory, PosixFileAttributeView.class);
            if (posix != null) {
                posix.setPermissions(PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    "MCP_SESSION_STORE=file:" + directory + ": cannot be made a directory for this gateway only ("
                            + reason(e) + "); make it writable, or choose another directory",
                    e);
        }
    }

    public Path path() {
        return path;
    }

    /**
     * Leaves word for {@link #httpOfOwner}.
     *
     * @param hostAndPort as it stands in a URL
     */
    public void tellHttp(String hostAndPort) throws IOException {
        Files.writeString(path.resolve(HTTP), hostAndPort);
    }

    /** Host and port of the HTTP interface of the gateway that holds a directory now; null if none does. */
    public static @Nullable String httpOfOwner(Path path) throws IOException {
        Path lock = path.resolve(LOCK);
        if (!Files.exists(lock)) {
            return null;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (tryLock(channel) != null) {
                return null;
            }
        }
        Path http = path.resolve(HTTP);
        if (!Files.exists(http)) {
            throw new ConfigurationException("GATEWAY_DATA=" + path
                    + ": in use by a gateway that does not serve yet, or by another command; try again in a moment");
        }
        return Files.readString(http);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path.resolve(HTTP));
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(20);
        channel.read(buffer, 0);
        String pid = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        return pid.isBlank() ? "" : " (process " + pid + ")";
    }

    private static String reason(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        return e.getMessage() == null ? kind : kind + ": " + e.getMessage();
    }
}
