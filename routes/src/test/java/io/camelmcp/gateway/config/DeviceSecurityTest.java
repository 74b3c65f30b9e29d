package io.camelmcp.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.component.Auth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSecurityTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    static Path files;

    @TempDir
    Path home;

    private static Pem gateway;

    @BeforeAll
    static void makeKeys() throws Exception {
        gateway = Pem.make(files, "gateway", "EC");
        Pem.make(files, "device", "RSA");
    }

    @Test
    void withoutSettingsNobodyHasToProveAnything() {
        DeviceSecurity security = load(Map.of());

        assertThat(security.isOpen()).isTrue();
        assertThat(security.settings()).isEmpty();
    }

    @Test
    void settingsOfTokensAreOptionsOfPortsAndTheSecretIsInNoLog() {
        DeviceSecurity security = load(Map.of(
                "MCP_AUTH", "token",
                "MCP_JWT_SECRET", SECRET,
                "MCP_JWT_ISSUER", "https://idp.example",
                "MCP_JWT_AUDIENCE", "gateway",
                "MCP_JWT_ROLES", "operator=REPORT"));

        assertThat(security.isOpen()).isFalse();
        assertThat(options(security))
                .containsOnly(
                        Map.entry("auth", Auth.token),
                        Map.entry("jwtSecret", SECRET),
                        Map.entry("jwtIssuer", "https://idp.example"),
                        Map.entry("jwtAudience", "gateway"),
                        Map.entry("jwtRoles", "operator=REPORT"));
        assertThat(security).asString().doesNotContain(SECRET);
    }

    @Test
    void environmentComesBeforeTheFile() throws Exception {
        file("mcp.auth=none\nmcp.jwt.issuer=of-the-file\n");

        assertThat(options(load(Map.of("MCP_AUTH", "token", "MCP_JWT_SECRET", SECRET))))
                .containsEntry("auth", Auth.token)
                .containsEntry("jwtIssuer", "of-the-file");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "MCP_AUTH=password | MCP_AUTH=password: is none of none, token, mtls",
                "MCP_AUTH=token | MCP_AUTH=token: needs a key; set mcp.jwt.secret or mcp.jwks.url",
                "MCP_AUTH=token MCP_JWT_SECRET=tooshort | MCP_JWT_SECRET: has less than 32 octets",
                "MCP_AUTH=token MCP_JWKS_URL=keys.json | MCP_JWKS_URL=keys.json: is no URL",
                "MCP_AUTH=token MCP_JWKS_URL=file:/nowhere/keys.json | there is no such file",
                "MCP_JWT_SECRET=x | MCP_JWT_SECRET: has no effect when mcp.auth=none; set mcp.auth=token",
                "MCP_JWT_ISSUER=x | MCP_JWT_ISSUER: has no effect when mcp.auth=none",
                "MCP_MODBUS_ALLOW=10.0.0.0/33 | MCP_MODBUS_ALLOW=10.0.0.0/33: *is neither an address nor a network",
                "MCP_AUTH=token MCP_JWT_SECRET=0123456789abcdef0123456789abcdef MCP_JWT_ROLES=operator | MCP_JWT_ROLES=operator: \"operator\" is not ROLE=RIGHT,RIGHT",
                "MCP_AUTH=token MCP_JWT_SECRET=0123456789abcdef0123456789abcdef MCP_MODBUS_ALLOW=10.0.0.0/99 | MCP_MODBUS_ALLOW=10.0.0.0/99: *is neither an address nor a network",
                "MCP_AUTH=mtls | MCP_AUTH=mtls: needs TLS; set mcp.tls.cert, mcp.tls.key and mcp.tls.client-ca",
                "MCP_TLS_CERT=gateway.pem | TLS needs mcp.tls.cert and mcp.tls.key; set both",
                "MCP_TLS_CLIENT_CA=device.pem | TLS needs mcp.tls.cert and mcp.tls.key; set both",
                "MCP_TLS_CERT=gateway.pem MCP_TLS_KEY=device.key | MCP_TLS_KEY=*device.key: cannot be used: it is not the key of the certificate, which has a key for EC and this one is for RSA",
                "MCP_TLS_CERT=gateway.key MCP_TLS_KEY=gateway.key | gateway.key: cannot be used: it has no block BEGIN CERTIFICATE",
                "MCP_TLS_CERT=gateway.pem MCP_TLS_KEY=gateway.pem | cannot be used: it has no block BEGIN PRIVATE KEY",
                "MCP_TLS_CERT=missing.pem MCP_TLS_KEY=gateway.key | MCP_TLS_CERT=*missing.pem: cannot be used: there is no such file",
                "MCP_AUTH=mtls MCP_TLS_CERT=gateway.pem MCP_TLS_KEY=gateway.key | MCP_AUTH=mtls: needs mcp.tls.client-ca",
            })
    void settingThatCannotBeHonouredIsNamed(String settings, String said) {
        assertThatThrownBy(() -> load(environment(settings)))
                .isInstanceOf(ConfigurationException.class)
                .message()
                .containsSubsequence(said.split("\\*"));
    }

    @Test
    void keyOfAnotherCertificateOfTheSameKindIsRefused() throws Exception {
        Pem other = Pem.make(home, "other", "EC");

        assertThatThrownBy(() -> load(Map.of(
                        "MCP_TLS_CERT", gateway.certificate().toString(),
                        "MCP_TLS_KEY", other.key().toString())))
                .hasMessageContaining("MCP_TLS_KEY=" + other.key() + ": cannot be used: it is not the key of the");
    }

    @ParameterizedTest
    @CsvSource({"-10d, the certificate has expired on 20", "+10d, the certificate is valid from 20"})
    void certificateThatIsNotGoodTodayIsRefused(String start, String said) throws Exception {
        Pem bad = Pem.make(home, "bad", "EC", "-validity", "5", "-startdate", start);

        assertThatThrownBy(() -> load(Map.of(
                        "MCP_TLS_CERT", bad.certificate().toString(),
                        "MCP_TLS_KEY", bad.key().toString())))
                .hasMessageContaining("MCP_TLS_CERT=" + bad.certificate() + ": cannot be used: " + said);
    }

    @Test
    void keyOfAnOldFormatIsRefusedWithTheWayOut() throws Exception {
        Path old = Pem.write(home.resolve("old.key"), "EC PRIVATE KEY", new byte[] {1, 2, 3});

        assertThatThrownBy(() -> load(Map.of(
                        "MCP_TLS_CERT", gateway.certificate().toString(),
                        "MCP_TLS_KEY", old.toString())))
                .hasMessageContaining("its key is a EC PRIVATE KEY; convert it with: openssl pkcs8 -topk8 -nocrypt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mcp.jwt.secret", "mcp.jwks.url", "mcp.jwt.issuer", "mcp.modbus.allow"})
    void emptyLineIsRefused(String key) throws Exception {
        file(key + "=\n");

        assertThatThrownBy(() -> load(Map.of()))
                .hasMessageContaining(key + ": is empty; give it a value, or take the line away");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "mtls, '', REQUIRE",
        "mtls, 10.0.0.0/8, WANT",
        "none, 10.0.0.0/8, REQUIRE",
        "token, '', WANT",
    })
    void certificateOfTheDeviceIsRequiredWhereNothingElseCouldProveItself(
            String auth, String modbusAllow, String clientAuthentication) {
        Map<String, String> settings = new HashMap<>(environment(
                "MCP_AUTH=" + auth + " MCP_TLS_CERT=gateway.pem MCP_TLS_KEY=gateway.key MCP_TLS_CLIENT_CA=device.pem"));
        settings.put("MCP_MODBUS_ALLOW", modbusAllow);
        settings.put("MCP_JWT_SECRET", auth.equals("token") ? SECRET : "");
        DeviceSecurity security = load(settings);

        assertThat(options(security)).containsKey("sslContextParameters");
        assertThat(security.tls()).isNotNull();
        assertThat(security.tls().getServerParameters().getClientAuthentication())
                .isEqualTo(clientAuthentication);
    }

    private static Map<String, Object> options(DeviceSecurity security) {
        return security.settings().stream().collect(Collectors.toMap(PortSetting::option, PortSetting::value));
    }

    private DeviceSecurity load(Map<String, String> environment) {
        return GatewaySettings.load(home, environment).security();
    }

    private void file(String lines) throws Exception {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/application.properties"), lines);
    }

    private static Map<String, String> environment(String settings) {
        Map<String, String> environment = new HashMap<>();
        for (String setting : settings.split(" ")) {
            String[] pair = setting.split("=", 2);
            boolean isFile = pair[1].matches("[a-z]+\\.(pem|key)");
            environment.put(pair[0], isFile ? files.resolve(pair[1]).toString() : pair[1]);
        }
        return environment;
    }
}
