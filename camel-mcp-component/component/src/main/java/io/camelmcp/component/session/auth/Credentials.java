package io.camelmcp.component.session.auth;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a device shows at LOGIN (docs/protocol.md, section 5).
 *
 * @param clientId      who it says it is; {@code null} if it leaves that to its certificate
 * @param token         what it proves that with; {@code null} if it sends none
 * @param certificate   certificate of the TLS connection, whose chain has been checked already; {@code null} without one
 * @param remoteAddress where it comes from
 */
public record Credentials(
        @Nullable String clientId,
        @Nullable String token,
        @Nullable X509Certificate certificate,
        InetSocketAddress remoteAddress) {

    /** Without the token. */
    @Override
    public String toString() {
        return "Credentials[clientId=" + clientId + ", remoteAddress=" + remoteAddress + "]";
    }
}
