package io.camelmcp.component.client;

import javax.net.ssl.SSLEngine;

/** Makes the TLS engine of a connection, in client mode and with its host name check set. */
@FunctionalInterface
public interface TlsEngines {

    SSLEngine newEngine(String host, int port);
}
