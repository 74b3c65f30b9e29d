package io.camelmcp.component.session.auth;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a key set is: a file, or a server. Reading it is bounded in time and size. */
final class JwksSource {

    static final int MAX_OCTETS = 256 * 1024;

    private static final int CONNECT_MILLIS = 2_000;
    private static final int READ_MILLIS = 3_000;
    private static final long WHOLE_NANOS = 5_000_000_000L;

    private final URI url;
    private final @Nullable Path file;

    /** @throws IllegalArgumentException if it is no {@code file:}, {@code http:} or {@code https:} URL */
    JwksSource(String url) {
        try {
            this.url = new URI(url.trim());
            String scheme = String.valueOf(this.url.getScheme()).toLowerCase(Locale.ROOT);
            boolean server = scheme.equals("http") || scheme.equals("https");
            if (server ? this.url.getHost() == null : !scheme.equals("file")) {
                throw bad(url, null);
            }
            // file:conf/jwks.json is relative to where the process was started
            file = server ? null : this.url.isOpaque() ? Path.of(this.url.getSchemeSpecificPart()) : Path.of(this.url);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw bad(url, e);
        }
    }

    private static IllegalArgumentException bad(String url, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "jwksUrl=" + Names.shown(url)
                        + " is no URL of a key set; write file:PATH, http://HOST/PATH or https://HOST/PATH",
                cause);
    }

    boolean isFile() {
        return file != null;
    }

    /** Whether who is on the way could put other keys in. */
    boolean isInClear() {
        String host = String.valueOf(url.getHost());
        return "http".equalsIgnoreCase(url.getScheme())
                && !host.equals("localhost")
                && !host.equals("[::1]")
                && !host.startsWith("127.");
    }

    /** The document. */
    String read() throws IOException {
        if (file != null) {
            try (InputStream in = Files.newInputStream(file)) {
                return text(in, Long.MAX_VALUE);
            }
        }
        long start = System.nanoTime();
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        try {
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(READ_MILLIS);
            connection.setUseCaches(false);
            // keys come from where the operator says, or not at all
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Accept", "application/jwk-set+json, application/json");
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("HTTP status " + status);
            }
            try (InputStream in = connection.getInputStream()) {
                return text(in, WHOLE_NANOS - (System.nanoTime() - start));
            }
        } finally {
            connection.disconnect();
        }
    }

    private static String text(InputStream in, long nanos) throws IOException {
        long start = System.nanoTime();
        byte[] octets = new byte[MAX_OCTETS + 1];
        int length = 0;
        // one read at a time: a server that sends an octet now and then must not hold us longer than the whole may take
        for (int n; (n = in.read(octets, length, octets.length - length)) >= 0; ) {
            length += n;
            if (length > MAX_OCTETS) {
                throw new IOException("more than " + MAX_OCTETS + " octets");
            }
            if (System.nanoTime() - start > nanos) {
                throw new IOException("not complete in time");
            }
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    /** Without what may be secret in a URL: user and query. */
    @Override
    public String toString() {
        return file != null ? "file:" + file : url.getScheme() + "://" + authority() + url.getPath();
    }

    private String authority() {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }
}
