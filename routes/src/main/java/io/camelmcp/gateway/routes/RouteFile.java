package io.camelmcp.gateway.routes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/** A route file as it was at a moment. */
final class RouteFile {

    private final Path path;
    private final byte[] content;

    private RouteFile(Path path, byte[] content) {
        this.path = path;
        this.content = content;
    }

    static RouteFile read(Path path) throws IOException {
        return new RouteFile(path, Files.readAllBytes(path));
    }

    Path path() {
        return path;
    }

    String location() {
        return "file:" + path;
    }

    boolean hasContentOf(RouteFile other) {
        return Arrays.equals(content, other.content);
    }

    String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Nothing but comments: a file that has been switched off, or is about to be written. */
    boolean isBlank() {
        return text().lines()
                .allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"));
    }

    Resource resource() {
        return ResourceHelper.fromBytes(location(), content);
    }
}
