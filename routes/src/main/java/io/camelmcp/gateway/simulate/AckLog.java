package io.camelmcp.gateway.simulate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * File with a line for each acknowledged message, {@code sim-3 17}, written as it is acknowledged: whatever is in it, the
 * gateway has promised.
 */
public final class AckLog implements AckListener, AutoCloseable {

    private final OutputStream out;
    private @Nullable IOException failure;

    /**
     * Begins an empty file.
     *
     * @throws IOException if it cannot be written
     */
    public AckLog(Path file) throws IOException {
        // no buffer in between: each line is with the operating system before the next answer is looked at
        out = Files.newOutputStream(file);
    }

    @Override
    public synchronized void acknowledged(String device, long n) {
        if (failure != null) {
            return;
        }
        try {
            out.write((device + ' ' + n + '\n').getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            failure = e;
        }
    }

    /** @throws IOException if the file is not whole */
    @Override
    public synchronized void close() throws IOException {
        out.close();
        if (failure != null) {
            throw failure;
        }
    }
}
