package io.camelmcp.component;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;

/** Files that an option names: {@code file:roles.yaml}, {@code classpath:roles.yaml}. */
final class OptionFiles {

    private static final int MAX_OCTETS = 4_194_304;

    private OptionFiles() {}

    /**
     * Reads a file.
     *
     * @param address {@code mcp:host:port}, for messages
     * @param read    makes what is wanted of the name and the text of the file; throws {@link IllegalArgumentException}
     * @throws IllegalArgumentException if that fails; it names the option and the file
     */
    static <T> T read(
            CamelContext context, String address, String option, String file, BiFunction<String, String, T> read) {
        String text;
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) {
                throw new IllegalArgumentException(
                        address + ": " + option + "=" + file + " is longer than " + MAX_OCTETS + " octets");
            }
            text = new String(octets, StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            throw new IllegalArgumentException(
                    address + ": " + option + "=" + file + " is not there; use file:PATH or classpath:PATH", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    address + ": " + option + "=" + file + " cannot be read: " + e.getMessage(), e);
        }
        try {
            return read.apply(file, text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(address + ": " + option + ": " + e.getMessage(), e);
        }
    }
}
