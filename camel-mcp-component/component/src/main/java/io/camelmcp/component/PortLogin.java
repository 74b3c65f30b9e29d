package io.camelmcp.component;

import io.camelmcp.component.server.LoginOptions;
import io.camelmcp.component.session.auth.Addresses;
import io.camelmcp.component.session.auth.Authenticator;
import io.camelmcp.component.session.auth.CertificateAuthenticator;
import io.camelmcp.component.session.auth.CertificateName;
import io.camelmcp.component.session.auth.Roles;
import io.camelmcp.component.session.auth.TokenAuthenticator;
import io.camelmcp.component.session.auth.TokenOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the options of a port say of login, checked as a whole: an option that would have no effect is refused. */
final class PortLogin {

    private static final Logger LOG = LoggerFactory.getLogger(PortLogin.class);

    private static final int MOST_COUNTED = 10_000;
    private static final int MOST_A_SECOND = 1_000_000;
    private static final int LEAST_FRAME = 256;
    private static final int MOST_FRAME = 16_777_216;
    private static final int MOST_DELAY_MILLIS = 10_000;

    private final String address;
    private final McpConfiguration options;
    private final @Nullable Supplier<SSLEngine> tls;

    /**
     * The options of a port.
     *
     * @param address {@code mcp:host:port}, for messages
     * @param tls     makes the engine of a connection; {@code null} for clear text
     */
    PortLogin(String address, McpConfiguration options, @Nullable Supplier<SSLEngine> tls) {
        this.address = address;
        this.options = options;
        this.tls = tls;
    }

    /**
     * The options for the server.
     *
     * @param host address that is bound
     * @throws IllegalArgumentException if they cannot be honoured; it names the option
     */
    LoginOptions toLoginOptions(String host) {
        refuseIdle();
        limit("loginFrameLength", options.getLoginFrameLength(), LEAST_FRAME, MOST_FRAME);
        limit("loginFailureDelay", options.getLoginFailureDelay(), 0, MOST_DELAY_MILLIS);
        limit("loginFailureLimit", options.getLoginFailureLimit(), 0, MOST_COUNTED);
        limit("takeoverLimit", options.getTakeoverLimit(), 0, MOST_COUNTED);
        limit("connectionRate", options.getConnectionRate(), 0, MOST_A_SECOND);
        limit("maxFrameRate", options.getMaxFrameRate(), 0, MOST_A_SECOND);
        limit("loginTimeout", options.getLoginTimeout(), 1, Integer.MAX_VALUE);
        limit("loginBanTime", options.getLoginBanTime(), 0, Integer.MAX_VALUE);
        return new LoginOptions(
                authenticator(host),
                named("modbusAllow", () -> Addresses.parse(options.getModbusAllow())),
                Duration.ofMillis(options.getLoginTimeout()),
                options.getLoginFrameLength(),
                Duration.ofMillis(options.getLoginFailureDelay()),
                options.getLoginFailureLimit(),
                options.getTakeoverLimit(),
                Duration.ofMillis(options.getLoginBanTime()),
                options.getConnectionRate(),
                options.getMaxFrameRate());
    }

    /** Options that the kind of authentication does not look at: whoever sets them believes that something is checked. */
    private void refuseIdle() {
        Auth auth = options.getAuth();
        refuseBlank("jwtSecret", options.getJwtSecret());
        refuseBlank("jwksUrl", options.getJwksUrl());
        refuseBlank("jwtIssuer", options.getJwtIssuer());
        refuseBlank("jwtAudience", options.getJwtAudience());
        refuseUnless(auth == Auth.token, "jwtSecret", options.getJwtSecret(), Auth.token);
        refuseUnless(auth == Auth.token, "jwksUrl", options.getJwksUrl(), Auth.token);
        refuseUnless(auth == Auth.token, "jwtIssuer", options.getJwtIssuer(), Auth.token);
        refuseUnless(auth == Auth.token, "jwtAudience", options.getJwtAudience(), Auth.token);
        refuseUnless(auth == Auth.token, "jwtRoles", options.getJwtRoles(), Auth.token);
        refuseUnless(auth == Auth.mtls, "certificateName", options.getCertificateName(), Auth.mtls);
        refuseUnless(auth == Auth.bean, "authenticator", options.getAuthenticator(), Auth.bean);
        refuseBlank("modbusAllow", options.getModbusAllow());
    }

    private void refuseBlank(String name, @Nullable String value) {
        if (value != null && value.isBlank()) {
            throw refused(name + " is blank; give it a value, or remove it");
        }
    }

    private void refuseUnless(boolean used, String name, @Nullable Object value, Auth needed) {
        if (!used && value != null) {
            throw refused(
                    name + " has no effect when auth=" + options.getAuth() + "; set auth=" + needed + ", or remove it");
        }
    }

    private @Nullable Authenticator authenticator(String host) {
        return switch (options.getAuth()) {
            case none -> null;
            case token -> tokens(host);
            case mtls -> certificates();
            case bean -> bean();
        };
    }

    private Authenticator tokens(String host) {
        String roles = options.getJwtRoles();
        TokenOptions tokens = new TokenOptions(
                options.getJwtSecret(),
                options.getJwksUrl(),
                options.getJwtIssuer(),
                options.getJwtAudience(),
                roles == null ? null : named("jwtRoles", () -> Roles.parse(roles)));
        if (tokens.secret() == null && tokens.jwksUrl() == null) {
            throw refused("jwtSecret or jwksUrl is required when auth=token");
        }
        if (tls == null && !isLoopback(host)) {
            LOG.warn(
                    "event=auth.clear address={} detail=\"tokens travel in clear text, whoever reads one can log in with it; set sslContextParameters\"",
                    address);
        }
        try {
            return new TokenAuthenticator(tokens, Clock.systemUTC());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(address + ": " + e.getMessage(), e);
        }
    }

    private Authenticator certificates() {
        if (tls == null) {
            throw refused("sslContextParameters is required when auth=mtls");
        }
        SSLEngine engine = tls.get();
        if (!engine.getNeedClientAuth() && !engine.getWantClientAuth()) {
            throw refused("sslContextParameters must ask for a client certificate when auth=mtls: set"
                    + " clientAuthentication=REQUIRE (or WANT) in its serverParameters");
        }
        CertificateName name = options.getCertificateName();
        return new CertificateAuthenticator(name == null ? CertificateName.any : name, Clock.systemUTC());
    }

    private Authenticator bean() {
        Authenticator bean = options.getAuthenticator();
        if (bean == null) {
            throw refused("authenticator is required when auth=bean");
        }
        return bean;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // binding will fail and say so
            return true;
        }
    }

    private void limit(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw refused(name + "=" + value + " is not in " + least + ".." + most);
        }
    }

    private <T> T named(String name, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(address + ": " + name + ": " + e.getMessage(), e);
        }
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(address + ": " + why);
    }
}
