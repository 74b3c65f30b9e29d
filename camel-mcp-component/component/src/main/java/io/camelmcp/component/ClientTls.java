package io.camelmcp.component;

import io.camelmcp.component.client.TlsEngines;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/** TLS of a client: what {@code sslContextParameters} say, plus the check that the certificate names the host. */
final class ClientTls implements TlsEngines {

    private final SSLContext context;
    private final boolean hostnameVerification;

    private ClientTls(SSLContext context, boolean hostnameVerification) {
        this.context = context;
        this.hostnameVerification = hostnameVerification;
    }

    /** @return {@code null} when the options say no TLS */
    static @Nullable ClientTls of(McpEndpoint endpoint, McpConfiguration configuration) {
        SSLContextParameters parameters = configuration.getSslContextParameters();
        if (parameters == null && !configuration.isSsl()) {
            return null;
        }
        SSLContextParameters given = parameters == null ? new SSLContextParameters() : parameters;
        try {
            return new ClientTls(
                    given.createSSLContext(endpoint.getCamelContext()), configuration.isHostnameVerification());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    endpoint.address() + ": sslContextParameters cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public SSLEngine newEngine(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        if (hostnameVerification) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return engine;
    }
}
