package io.camelmcp.gateway.config;

import io.camelmcp.component.Auth;
import io.camelmcp.component.session.auth.Addresses;
import io.camelmcp.component.session.auth.Roles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.support.jsse.ClientAuthentication;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SSLContextServerParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.jspecify.annotations.Nullable;

/**
 * How devices prove who they are, and the TLS of their ports.
 *
 * @param settings those that are set
 */
public record DeviceSecurity(List<PortSetting> settings) {

    private static final String AUTH = "mcp.auth";
    private static final String SECRET = "mcp.jwt.secret";
    private static final String JWKS = "mcp.jwks.url";
    private static final String ROLES = "mcp.jwt.roles";
    private static final String MODBUS = "mcp.modbus.allow";
    private static final String CERTIFICATE = "mcp.tls.cert";
    private static final String KEY = "mcp.tls.key";
    private static final String CLIENT_CA = "mcp.tls.client-ca";

    private static final String TLS_OPTION = "sslContextParameters";

    /** Only these are for tokens; where tokens are not asked for, whoever sets them believes that something is checked. */
    private static final Map<String, String> OPTIONS_OF_TOKENS = Map.of(
            SECRET,
            "jwtSecret",
            JWKS,
            "jwksUrl",
            "mcp.jwt.issuer",
            "jwtIssuer",
            "mcp.jwt.audience",
            "jwtAudience",
            ROLES,
            "jwtRoles");

    private static final int LEAST_SECRET_OCTETS = 32;

    public DeviceSecurity {
        settings = List.copyOf(settings);
    }

    static DeviceSecurity load(SettingsSource source) {
        Auth auth = auth(source);
        List<PortSetting> settings = new ArrayList<>();
        if (auth != Auth.none) {
            settings.add(new PortSetting("auth", source.where(AUTH), auth));
        }
        OPTIONS_OF_TOKENS.forEach((key, option) -> {
            String value = value(source, key);
            if (value != null && auth != Auth.token) {
                throw source.bad(
                        key, "has no effect when " + AUTH + "=" + auth + "; set " + AUTH + "=token, or remove it");
            }
            if (value != null) {
                settings.add(new PortSetting(option, source.where(key), value));
            }
        });
        if (auth == Auth.token) {
            checkTokens(source);
        }
        String modbus = value(source, MODBUS);
        if (modbus != null) {
            checkModbus(source, modbus);
            settings.add(new PortSetting("modbusAllow", source.where(MODBUS), modbus));
        }
        SSLContextParameters tls = tls(source, auth, auth != Auth.none && modbus != null);
        if (tls != null) {
            settings.add(new PortSetting(TLS_OPTION, source.where(CERTIFICATE), tls));
        }
        return new DeviceSecurity(settings);
    }

    private static Auth auth(SettingsSource source) {
        String auth = source.text(AUTH, "none");
        return switch (auth) {
            case "none" -> Auth.none;
            case "token" -> Auth.token;
            case "mtls" -> Auth.mtls;
            default ->
                throw source.bad(
                        AUTH, auth, "is none of none, token, mtls; devices prove who they are by one of these", null);
        };
    }

    private static @Nullable String value(SettingsSource source, String key) {
        if (source.isEmptyLine(key)) {
            throw source.bad(key, "is empty; give it a value, or take the line away");
        }
        return source.find(key);
    }

    private static void checkModbus(SettingsSource source, String networks) {
        try {
            Addresses.parse(networks);
        } catch (IllegalArgumentException e) {
            throw source.bad(MODBUS, networks, String.valueOf(e.getMessage()), e);
        }
    }

    private static void checkTokens(SettingsSource source) {
        String secret = source.find(SECRET);
        String jwks = source.find(JWKS);
        if (secret == null && jwks == null) {
            throw source.bad(AUTH, "token", "needs a key; set " + SECRET + " or " + JWKS, null);
        }
        if (secret != null && secret.getBytes(StandardCharsets.UTF_8).length < LEAST_SECRET_OCTETS) {
            throw source.bad(
                    SECRET,
                    "has less than " + LEAST_SECRET_OCTETS
                            + " octets; take a random one, e.g. of: openssl rand -base64 48");
        }
        if (jwks != null && !jwks.matches("(?i)(file:|https?://).+")) {
            throw source.bad(JWKS, jwks, "is no URL; write file:PATH, http://HOST/PATH or https://HOST/PATH", null);
        }
        if (jwks != null && jwks.matches("(?i)file:.+") && !Files.isReadable(file(source, jwks))) {
            throw source.bad(JWKS, jwks, "there is no such file; correct the path", null);
        }
        String roles = source.find(ROLES);
        if (roles != null) {
            try {
                Roles.parse(roles);
            } catch (IllegalArgumentException e) {
                throw source.bad(ROLES, roles, String.valueOf(e.getMessage()), e);
            }
        }
    }

    private static Path file(SettingsSource source, String url) {
        try {
            return Path.of(url.substring("file:".length()).replaceFirst("^//(?=/)", ""));
        } catch (InvalidPathException e) {
            throw source.bad(JWKS, url, "is no path; correct it", e);
        }
    }

    private static @Nullable SSLContextParameters tls(SettingsSource source, Auth auth, boolean modbusAllowed) {
        String certificate = source.find(CERTIFICATE);
        String key = source.find(KEY);
        String clients = source.find(CLIENT_CA);
        if (certificate == null || key == null) {
            String lonely = certificate != null ? CERTIFICATE : key != null ? KEY : clients != null ? CLIENT_CA : null;
            if (lonely != null) {
                throw source.bad(
                        lonely,
                        source.text(lonely, ""),
                        "TLS needs " + CERTIFICATE + " and " + KEY + "; set both",
                        null);
            }
            if (auth == Auth.mtls) {
                throw source.bad(
                        AUTH, auth.name(), "needs TLS; set " + CERTIFICATE + ", " + KEY + " and " + CLIENT_CA, null);
            }
            return null;
        }
        if (clients == null && auth == Auth.mtls) {
            throw source.bad(
                    AUTH, auth.name(), "needs " + CLIENT_CA + ", the authorities of the certificates of devices", null);
        }
        SSLContextParameters tls = new SSLContextParameters();
        tls.setKeyManagers(keys(source, source.path(CERTIFICATE, certificate), source.path(KEY, key)));
        if (clients != null) {
            tls.setTrustManagers(trust(source, source.path(CLIENT_CA, clients)));
            // a device with a token, or a Modbus master that is allowed by its address, has no certificate
            boolean required = auth != Auth.token && !modbusAllowed;
            SSLContextServerParameters server = new SSLContextServerParameters();
            server.setClientAuthentication(
                    (required ? ClientAuthentication.REQUIRE : ClientAuthentication.WANT).name());
            tls.setServerParameters(server);
        }
        return tls;
    }

    private static KeyManagersParameters keys(SettingsSource source, Path certificate, Path key) {
        List<Certificate> chain;
        try {
            chain = PemFile.certificates(certificate);
            PemFile.requireValid(chain.get(0), Instant.now());
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(source, CERTIFICATE, certificate, e);
        }
        try {
            KeyStore store = PemFile.keyStore();
            store.setKeyEntry(
                    "gateway", PemFile.key(key, chain.get(0)), new char[0], chain.toArray(new Certificate[0]));
            KeyStoreParameters keys = new KeyStoreParameters();
            keys.setKeyStore(store);
            KeyManagersParameters managers = new KeyManagersParameters();
            managers.setKeyStore(keys);
            managers.setKeyPassword("");
            return managers;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(source, KEY, key, e);
        }
    }

    private static TrustManagersParameters trust(SettingsSource source, Path authorities) {
        try {
            KeyStore store = PemFile.keyStore();
            int n = 0;
            for (Certificate authority : PemFile.certificates(authorities)) {
                store.setCertificateEntry("ca" + n++, authority);
            }
            KeyStoreParameters certificates = new KeyStoreParameters();
            certificates.setKeyStore(store);
            TrustManagersParameters managers = new TrustManagersParameters();
            managers.setKeyStore(certificates);
            return managers;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(source, CLIENT_CA, authorities, e);
        }
    }

    private static ConfigurationException unusable(SettingsSource source, String key, Path file, Exception e) {
        boolean said = e.getClass() == IOException.class || e.getClass() == GeneralSecurityException.class;
        String why = said ? String.valueOf(e.getMessage()) : e.toString();
        return source.bad(key, file.toString(), "cannot be used: " + why, e);
    }

    /** The TLS of the ports; null for clear text. */
    public @Nullable SSLContextParameters tls() {
        for (PortSetting setting : settings) {
            if (setting.value() instanceof SSLContextParameters tls) {
                return tls;
            }
        }
        return null;
    }

    /** Whether nobody has to log in, in clear text. */
    public boolean isOpen() {
        return settings.isEmpty();
    }
}
