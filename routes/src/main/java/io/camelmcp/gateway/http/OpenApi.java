package io.camelmcp.gateway.http;

import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What {@code /api} has, as an OpenAPI 3 document. */
final class OpenApi {

    private static final String DOCUMENT = read();

    private OpenApi() {}

    static void serve(RoutingContext request) {
        HttpDoor.json(request, 200, DOCUMENT);
    }

    private static String read() {
        try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("openapi.json is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
