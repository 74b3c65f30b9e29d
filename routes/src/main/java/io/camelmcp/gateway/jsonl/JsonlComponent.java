package io.camelmcp.gateway.jsonl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The {@code jsonl:} component. Endpoints that name the same directory share one writer. */
@Component("jsonl")
public class JsonlComponent extends DefaultComponent {

    private final Map<Path, Shared> writers = new HashMap<>();

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        JsonlEndpoint endpoint = new JsonlEndpoint(uri, this);
        endpoint.setDirectory(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** The writer of a directory. Each call needs one of {@link #release(JsonlWriter)}. */
    synchronized JsonlWriter acquire(Path directory) throws Exception {
        Path key = directory.toAbsolutePath().normalize();
        Shared shared = writers.get(key);
        if (shared == null) {
            if (!Directories.WRITTEN.take(key)) {
                throw new IllegalArgumentException("jsonl:" + key
                        + ": a file output writes there already (output.file.directory); take another directory");
            }
            try {
                shared = new Shared(JsonlWriter.open(key, Rolling.NONE));
            } catch (IOException | RuntimeException e) {
                Directories.WRITTEN.release(key);
                throw e;
            }
            writers.put(key, shared);
        }
        shared.users++;
        return shared.writer;
    }

    synchronized void release(JsonlWriter writer) {
        Shared shared = writers.get(writer.directory());
        if (shared != null && --shared.users == 0) {
            writers.remove(writer.directory());
            writer.close();
            Directories.WRITTEN.release(writer.directory());
        }
    }

    private static final class Shared {
        private final JsonlWriter writer;
        private int users;

        Shared(JsonlWriter writer) {
            this.writer = writer;
        }
    }
}
