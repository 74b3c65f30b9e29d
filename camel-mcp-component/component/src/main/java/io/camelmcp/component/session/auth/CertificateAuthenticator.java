package io.camelmcp.component.session.auth;

import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * Takes the client certificate of the TLS connection, whose chain TLS has checked: a name in it is the client id. The device may
 * send all commands and join any group; the session ends when the certificate does.
 */
public final class CertificateAuthenticator implements Authenticator {

    // RFC 5280, section 4.2.1.6
    private static final int DNS_NAME = 2;
    private static final int URI_NAME = 6;

    private final CertificateName which;
    private final Clock clock;

    public CertificateAuthenticator(CertificateName which, Clock clock) {
        this.which = which;
        this.clock = clock;
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public Identity authenticate(Credentials credentials) throws AuthenticationException {
        X509Certificate certificate = credentials.certificate();
        if (certificate == null) {
            throw new AuthenticationException("the connection has no client certificate");
        }
        try {
            // TLS does not look at the dates of a certificate that is trusted itself
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateException e) {
            throw new AuthenticationException("the certificate is not valid now: " + e.getMessage(), e);
        }
        String clientId = choose(names(certificate), credentials.clientId());
        return new Identity(clientId, null, null, certificate.getNotAfter().toInstant());
    }

    private String choose(Set<String> names, @Nullable String asked) throws AuthenticationException {
        if (names.isEmpty()) {
            throw new AuthenticationException(
                    "the certificate has no name that is a clientId (certificateName=" + which + ")");
        }
        if (asked == null) {
            // the common name if there is one, since it comes first
            return names.iterator().next();
        }
        if (!names.contains(asked)) {
            throw new AuthenticationException(
                    "clientId=" + Names.shown(asked) + " is none of the names of the certificate, " + names);
        }
        return asked;
    }

    private Set<String> names(X509Certificate certificate) throws AuthenticationException {
        Set<String> names = new LinkedHashSet<>();
        try {
            if (which == CertificateName.cn || which == CertificateName.any) {
                add(names, commonName(certificate));
            }
            if (which == CertificateName.dns || which == CertificateName.any) {
                addAlternatives(names, certificate, DNS_NAME);
            }
            if (which == CertificateName.uri || which == CertificateName.any) {
                addAlternatives(names, certificate, URI_NAME);
            }
        } catch (CertificateParsingException | NamingException e) {
            throw new AuthenticationException("the names of the certificate cannot be read: " + e.getMessage(), e);
        }
        return names;
    }

    private static void add(Set<String> names, @Nullable Object name) {
        if (name instanceof String text && Names.isName(text)) {
            names.add(text);
        }
    }

    /** The most specific common name; those above it name what the subject belongs to. */
    private static @Nullable Object commonName(X509Certificate certificate)
            throws InvalidNameException, NamingException {
        List<Rdn> path = new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
        for (int i = path.size() - 1; i >= 0; i--) {
            Attribute name = path.get(i).toAttributes().get("CN");
            if (name != null) {
                return name.size() == 1 ? name.get() : null;
            }
        }
        return null;
    }

    private static void addAlternatives(Set<String> names, X509Certificate certificate, int type)
            throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                if (alternative.get(0) instanceof Integer found && found == type) {
                    add(names, alternative.get(1));
                }
            }
        }
    }
}
