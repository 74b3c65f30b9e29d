package io.camelmcp.component.server;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The certificate that a peer has shown. */
final class PeerCertificate {

    private PeerCertificate() {}

    /** Whether the peer has shown a certificate that is in date: TLS does not look at the dates of one that is itself trusted. */
    static boolean isValid(ChannelPipeline pipeline) {
        X509Certificate shown = of(pipeline);
        if (shown == null) {
            return false;
        }
        try {
            shown.checkValidity();
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
    }

    /** The certificate, whose chain has been checked; {@code null} if the peer has shown none. */
    static @Nullable X509Certificate of(ChannelPipeline pipeline) {
        SslHandler tls = pipeline.get(SslHandler.class);
        if (tls == null) {
            return null;
        }
        try {
            return tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate shown ? shown : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
