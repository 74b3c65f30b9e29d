package io.camelmcp.gateway.frozen;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelmcp.component.session.directory.Freeze;
import io.camelmcp.component.session.directory.FrozenClients;
import io.camelmcp.gateway.config.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The frozen clients in {@code frozen.jsonl}: a line for each change, forced to the disk before the change is over. It is written anew at
 * the start, and when it has many more lines than clients.
 */
public final class FrozenFile implements FrozenClients.Keeper, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FrozenFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_LINES = 4 * FrozenClients.MOST;

    private final Path path;
    private final Map<String, Freeze> frozen = new LinkedHashMap<>();
    private FileChannel channel;
    private int lines;

    private FrozenFile(Path path) throws IOException {
        this.path = path;
        read();
        this.channel = writeAnew();
    }

    /**
     * Reads the file of a directory, which is made if needed, gives what it says to the clients, and writes down each change from then on.
     *
     * @throws ConfigurationException if the file cannot be read or written
     */
    public static FrozenFile open(Path directory, FrozenClients clients) {
        Path path = directory.resolve("frozen.jsonl");
        try {
            Files.createDirectories(directory);
            FrozenFile file = new FrozenFile(path);
            clients.keepWith(file, List.copyOf(file.frozen.values()));
            return file;
        } catch (IOException e) {
            throw new ConfigurationException(
                    path + ": cannot be read and written (" + e
                            + "); make it so, or move it away: then no device is frozen",
                    e);
        }
    }

    @Override
    public synchronized void frozen(Freeze freeze) {
        frozen.put(freeze.clientId(), freeze);
        append(line(freeze));
    }

    @Override
    public synchronized void unfrozen(String clientId) {
        frozen.remove(clientId);
        append(JSON.createObjectNode().put("clientId", clientId));
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }

    private void append(ObjectNode line) {
        try {
            if (lines >= MOST_LINES || !channel.isOpen()) {
                channel.close();
                channel = writeAnew();
                return;
            }
            write(channel, line + "\n");
            lines++;
        } catch (IOException e) {
            closeQuietly(); // as an interrupt does; the next change writes all anew, this one too
            throw new UncheckedIOException(path + ": cannot be written", e);
        }
    }

    private void closeQuietly() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("file={} state=close-failed reason=\"{}\"", path, e.toString());
        }
    }

    private void read() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        // a crash may have cut a character, which is no reason not to start
        for (String line : new String(Files.readAllBytes(path), UTF_8).split("\n")) {
            try {
                JsonNode read = JSON.readTree(line);
                String clientId = read.path("clientId").asText();
                if (read.has("until")) {
                    frozen.put(
                            clientId,
                            new Freeze(
                                    clientId,
                                    Instant.parse(read.path("since").asText()),
                                    Instant.parse(read.path("until").asText()),
                                    read.path("reason").asText()));
                } else {
                    frozen.remove(clientId);
                }
            } catch (IOException | RuntimeException e) {
                // the last one, after a crash
                LOG.warn(
                        "file={} state=line-skipped reason=\"{}\"",
                        path,
                        e.getClass().getSimpleName());
            }
        }
        Instant now = Instant.now();
        frozen.values().removeIf(freeze -> !freeze.until().isAfter(now));
    }

    private FileChannel writeAnew() throws IOException {
        Instant now = Instant.now();
        frozen.values().removeIf(freeze -> !freeze.until().isAfter(now));
        StringBuilder all = new StringBuilder();
        frozen.values().forEach(freeze -> all.append(line(freeze)).append('\n'));
        Path next = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel whole = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            write(whole, all.toString());
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        lines = frozen.size();
        return FileChannel.open(path, StandardOpenOption.APPEND);
    }

    private static ObjectNode line(Freeze freeze) {
        return JSON.createObjectNode()
                .put("clientId", freeze.clientId())
                .put("since", freeze.since().toString())
                .put("until", freeze.until().toString())
                .put("reason", freeze.reason());
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
        channel.force(false);
    }
}
