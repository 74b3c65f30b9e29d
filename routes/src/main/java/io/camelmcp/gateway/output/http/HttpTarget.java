package io.camelmcp.gateway.output.http;

import io.camelmcp.gateway.config.PemFile;
import io.camelmcp.gateway.format.OctetBuffer;
import io.camelmcp.gateway.output.OutputProperty;
import io.camelmcp.gateway.output.OutputSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts to one server. The certificate and the host name of the server are always checked. Redirects are not followed:
 * they would carry the token to somebody else. Nothing is sent twice here, the queue does that.
 */
public final class HttpTarget implements AutoCloseable {

    /** Octets of an answer that are read; a longer one counts as none. */
    public static final int MAX_ANSWER = 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(HttpTarget.class);

    private static final String CA = "ca";
    private static final String GZIP = "gzip";
    private static final long HOUR = 3_600_000;

    private final String output;
    private final String base;
    private final boolean gzip;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    /** What can be set for a target that is reached by HTTP. */
    public static List<OutputProperty> properties() {
        return List.of(
                OutputProperty.file(
                        CA,
                        "PEM file of the authorities that sign the certificate of the server; without one those of the JDK."),
                OutputProperty.flag(GZIP, true, "Whether what is sent is compressed."),
                OutputProperty.duration("connectTimeout", "10s", 100, HOUR, "How long to wait for a connection."),
                OutputProperty.duration(
                        "timeout", "30s", 100, HOUR, "How long to wait for the next octet of an answer."),
                OutputProperty.number("maxConnections", 2, 1, 100, "Most connections of the pool."),
                OutputProperty.duration(
                        "idleTimeout", "1m", 1_000, HOUR, "A connection that is not used for so long is closed."),
                OutputProperty.duration(
                        "maxLifetime", "10m", 1_000, 24 * HOUR, "A connection that is so old is replaced."));
    }

    /**
     * Makes the pool; nothing is connected yet.
     *
     * @param endpoint property with the URL; it must have neither a user nor a query
     */
    public HttpTarget(OutputSettings settings, String endpoint) {
        output = settings.output();
        URI uri = URI.create(settings.text(endpoint));
        if (uri.getUserInfo() != null) {
            throw settings.bad(endpoint, "has a user in it, which logs would show; set it by the properties for it");
        }
        base = settings.text(endpoint).replaceFirst("/+$", "");
        gzip = settings.flag(GZIP);
        boolean tls = "https".equals(uri.getScheme());
        Path ca = settings.file(CA);
        if (ca != null && !tls) {
            throw settings.bad(CA, "is for https, and " + endpoint + " is " + base + "; correct one of them");
        }
        Timeout timeout = Timeout.of(settings.duration("timeout"));
        PoolingHttpClientConnectionManagerBuilder pool = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal((int) settings.number("maxConnections"))
                .setMaxConnPerRoute((int) settings.number("maxConnections"))
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoTimeout(timeout)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.duration("connectTimeout")))
                        .setSocketTimeout(timeout)
                        .setTimeToLive(TimeValue.of(settings.duration("maxLifetime")))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .build());
        if (ca != null) {
            pool.setTlsSocketStrategy(new DefaultClientTlsStrategy(trust(settings, ca)));
        }
        connections = pool.build();
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(timeout)
                        .setConnectionRequestTimeout(timeout)
                        .setRedirectsEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableAuthCaching()
                .setUserAgent("camel-mcp-gateway")
                .evictExpiredConnections()
                .evictIdleConnections(TimeValue.of(settings.duration("idleTimeout")))
                .build();
        if (!tls && !isThisMachine(uri.getHost())) {
            LOG.warn(
                    "event=output.clear output={} detail=\"events and credentials go to {} without TLS\" wayOut=\"use https\"",
                    output,
                    base);
        }
    }

    private static boolean isThisMachine(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static SSLContext trust(OutputSettings settings, Path ca) {
        try {
            KeyStore store = PemFile.keyStore();
            int n = 0;
            for (Certificate certificate : PemFile.certificates(ca)) {
                store.setCertificateEntry("ca" + n++, certificate);
            }
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trusted.getTrustManagers(), null);
            return tls;
        } catch (IOException | GeneralSecurityException e) {
            throw settings.bad(CA, "cannot be used: " + e.getMessage());
        }
    }

    /**
     * Posts and reads the answer.
     *
     * @param path    what stands behind the endpoint, with a slash in front
     * @param headers of the request
     * @throws IOException if there is no whole answer; the message names the output and the server
     */
    public HttpAnswer post(String path, ContentType type, OctetBuffer body, Map<String, String> headers)
            throws IOException {
        HttpPost post = new HttpPost(base + path);
        headers.forEach(post::setHeader);
        post.setEntity(
                gzip
                        ? new ByteArrayEntity(compressed(body), type, "gzip")
                        : new ByteArrayEntity(body.octets(), 0, body.length(), type));
        try {
            return client.execute(post, HttpTarget::read);
        } catch (InterruptedIOException e) {
            throw new IOException(line("no answer in time (" + e.getMessage() + ")"), e);
        } catch (IOException e) {
            throw new IOException(line(e.getMessage() == null ? e.toString() : e.getMessage()), e);
        } finally {
            warnOfLeak();
        }
    }

    // one thread posts, so nothing is in use now
    private void warnOfLeak() {
        int leased = leased();
        if (leased > 0) {
            LOG.warn(
                    "event=output.leak output={} connections={} detail=\"in use though nothing is being sent\" wayOut=\"tell those who make the gateway; a restart frees them\"",
                    output,
                    leased);
        }
    }

    /** Connections of the pool that are in use. */
    int leased() {
        return connections.getTotalStats().getLeased();
    }

    /** A message that says which output and which server it is about. */
    public String line(String what) {
        return output + ": " + base + ": " + what.replaceAll("\\s*\\R\\s*", " ");
    }

    private static byte[] compressed(OctetBuffer body) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length() / 4 + 64);
        try (GZIPOutputStream zip = new FastGzip(out)) {
            zip.write(body.octets(), 0, body.length());
        }
        return out.toByteArray();
    }

    /** Level 1: events repeat their names, and the next levels cost more than they save. */
    private static final class FastGzip extends GZIPOutputStream {

        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 16 * 1024);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static HttpAnswer read(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new HttpAnswer(response.getCode(), new byte[0]);
        }
        try (InputStream in = entity.getContent()) {
            byte[] body = in.readNBytes(MAX_ANSWER + 1);
            if (body.length > MAX_ANSWER) {
                throw new IOException("the answer is longer than " + MAX_ANSWER + " octets");
            }
            return new HttpAnswer(response.getCode(), body);
        }
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
