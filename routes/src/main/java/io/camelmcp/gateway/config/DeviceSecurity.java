package io.camelmcp.gateway.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.support.jsse.ClientAuthentication;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SSLContextServerParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.jspecify.annotations.Nullable;

/**
 * How devices prove who they are, and the TLS of their port.
 *
 * @param properties placeholders of routes: {@code mcp.auth}, and of the others those that are set
 * @param tls        bean {@value #TLS_BEAN} of routes; {@code null} for clear text
 */
public record DeviceSecurity(Map<String, String> properties, @Nullable SSLContextParameters tls) {

    /** Name of the TLS parameters in the registry; the placeholder {@code mcp.tls} is a reference to it. */
    public static final String TLS_BEAN = "mcpTls";

    private static final String AUTH = "mcp.auth";
    private static final String SECRET = "mcp.jwt.secret";
    private static final String JWKS = "mcp.jwks.url";
    private static final String MODBUS = "mcp.modbus.allow";
    private static final String CERTIFICATE = "mcp.tls.cert";
    private static final String KEY = "mcp.tls.key";
    private static final String CLIENT_CA = "mcp.tls.client-ca";

    /** Only these are for tokens; where tokens are not asked for, whoever sets them believes that something is checked. */
    private static final List<String> OF_TOKENS =
            List.of(SECRET, JWKS, "mcp.jwt.issuer", "mcp.jwt.audience", "mcp.jwt.roles");

    /** Placeholders of routes that are left out when they are not set. */
    private static final List<String> OF_ROUTES =
            List.of(SECRET, JWKS, "mcp.jwt.issuer", "mcp.jwt.audience", "mcp.jwt.roles", MODBUS);

    private static final int LEAST_SECRET_OCTETS = 32;

    static DeviceSecurity load(SettingsSource source) {
        String auth = source.text(AUTH, "none");
        if (!Set.of("none", "token", "mtls").contains(auth)) {
            throw source.bad(
                    AUTH, auth, "is none of none, token, mtls; devices prove who they are by one of these", null);
        }
        for (String key : OF_ROUTES) {
            if (source.isEmptyLine(key)) {
                throw source.bad(key, "is empty; give it a value, or take the line away");
            }
        }
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(AUTH, auth);
        for (String key : OF_TOKENS) {
            String value = source.find(key);
            if (value != null) {
                if (!auth.equals("token")) {
                    throw source.bad(
                            key, "has no effect when " + AUTH + "=" + auth + "; set " + AUTH + "=token, or remove it");
                }
                properties.put(key, value);
            }
        }
        if (auth.equals("token")) {
            checkKeys(source);
        }
        String modbus = source.find(MODBUS);
        if (modbus != null) {
            if (auth.equals("none")) {
                throw source.bad(
                        MODBUS,
                        modbus,
                        "has no effect when " + AUTH + "=none, which takes Modbus from everywhere; set " + AUTH
                                + ", or remove it",
                        null);
            }
            properties.put(MODBUS, modbus);
        }
        SSLContextParameters tls = tls(source, auth, modbus != null);
        if (tls != null) {
            properties.put("mcp.tls", "#" + TLS_BEAN);
        }
        return new DeviceSecurity(Map.copyOf(properties), tls);
    }

    private static void checkKeys(SettingsSource source) {
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
    }

    private static Path file(SettingsSource source, String url) {
        try {
            return Path.of(url.substring("file:".length()).replaceFirst("^//(?=/)", ""));
        } catch (InvalidPathException e) {
            throw source.bad(JWKS, url, "is no path; correct it", e);
        }
    }

    private static @Nullable SSLContextParameters tls(SettingsSource source, String auth, boolean modbusAllowed) {
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
            if (auth.equals("mtls")) {
                throw source.bad(AUTH, auth, "needs TLS; set " + CERTIFICATE + ", " + KEY + " and " + CLIENT_CA, null);
            }
            return null;
        }
        if (clients == null && auth.equals("mtls")) {
            throw source.bad(
                    AUTH, auth, "needs " + CLIENT_CA + ", the authorities of the certificates of devices", null);
        }
        SSLContextParameters tls = new SSLContextParameters();
        tls.setKeyManagers(keys(source, source.path(CERTIFICATE, certificate), source.path(KEY, key)));
        if (clients != null) {
            tls.setTrustManagers(trust(source, source.path(CLIENT_CA, clients)));
            // a device with a token, or a Modbus master that is allowed by its address, has no certificate
            boolean required = !auth.equals("token") && !modbusAllowed;
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

    /** Whether nobody has to log in, in clear text. */
    public boolean isOpen() {
        return tls == null && "none".equals(properties.get(AUTH));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "DeviceSecurity[auth=" + properties.get(AUTH) + ", tls=" + (tls != null) + "]";
    }
}
