package io.camelmcp.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.component.modbus.RegisterBank;
import io.camelmcp.component.modbus.roles.CertificateRole;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SSLContextServerParameters;
import org.apache.camel.support.jsse.SecureSocketProtocolsParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MODBUS/TCP Security (MB-TCP-Security-v36) over real TLS: the role in the certificate decides what a master may do. */
@Timeout(120)
class ModbusRolesTest {

    private static final String PASSWORD = "changeit";

    /** Extension values of the certificates, in hexadecimal DER; {@code ""} for none. */
    private static final Map<String, String> ROLES = Map.of(
            "server", "",
            "operator", "0C:08:4F:70:65:72:61:74:6F:72",
            "stranger", "0C:07:76:69:73:69:74:6F:72",
            "plain", "",
            "malformed", "13:08:4F:70:65:72:61:74:6F:72",
            "double", "0C:02:4F:70:0C:02:4F:71",
            "empty", "0C:00");

    private static final String RULES =
            """
            roles:
              Operator:
                - functions: [read]
                - functions: [write]
                  units: 1
                  ranges: {holding: 0-99}
              none:
                - functions: [READ_INPUT_REGISTERS]
            """;

    @TempDir
    static Path directory;

    private static DefaultCamelContext context;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        for (Map.Entry<String, String> certificate : ROLES.entrySet()) {
            make(certificate.getKey(), certificate.getValue());
        }
        for (String name : ROLES.keySet()) {
            // each trusts all the others
            keytool("-exportcert", "-alias", "it", "-keystore", store(name), "-file", directory + "/" + name + ".der");
            keytool(
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    name,
                    "-keystore",
                    directory + "/trust.p12",
                    "-file",
                    directory + "/" + name + ".der");
        }
        Files.writeString(directory.resolve("roles.yaml"), RULES);
        context = new DefaultCamelContext();
        context.getRegistry().bind("tls", serverTls("REQUIRE"));
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString(
                        "routes.yaml",
                        """
                        - route:
                            id: secure
                            from:
                              uri: mcp
                              parameters:
                                host: 127.0.0.1
                                port: 0
                                protocol: modbusTcp
                                sslContextParameters: "#tls"
                                modbusRoles: file:%s/roles.yaml
                              steps:
                                - log: "${body}"
                        """
                                .formatted(directory)));
        context.start();
        port = ((McpConsumer) context.getRoute("secure").getConsumer()).getBoundPort();
    }

    @AfterAll
    static void stop() throws Exception {
        context.close();
    }

    private static String store(String name) {
        return directory + "/" + name + ".p12";
    }

    private static void make(String name, String role) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                store(name)));
        if (!role.isEmpty()) {
            arguments.addAll(List.of("-ext", CertificateRole.OID + "=" + role));
        }
        keytool(arguments.toArray(String[]::new));
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static SSLContextParameters serverTls(String clientAuthentication, String... protocols) {
        KeyStoreParameters own = new KeyStoreParameters();
        own.setResource("file:" + store("server"));
        own.setPassword(PASSWORD);
        KeyManagersParameters keys = new KeyManagersParameters();
        keys.setKeyStore(own);
        keys.setKeyPassword(PASSWORD);
        KeyStoreParameters all = new KeyStoreParameters();
        all.setResource("file:" + directory + "/trust.p12");
        all.setPassword(PASSWORD);
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(all);
        SSLContextServerParameters server = new SSLContextServerParameters();
        server.setClientAuthentication(clientAuthentication);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setKeyManagers(keys);
        parameters.setTrustManagers(trust);
        parameters.setServerParameters(server);
        if (protocols.length > 0) {
            SecureSocketProtocolsParameters only = new SecureSocketProtocolsParameters();
            only.setSecureSocketProtocol(List.of(protocols));
            parameters.setSecureSocketProtocols(only);
        }
        return parameters;
    }

    private static SSLContext clientTls(String name) throws Exception {
        KeyStore own = load(store(name));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load(directory + "/trust.p12"));
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }

    private static KeyStore load(String file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static SSLSocket socket(SSLContext tls, String protocol) throws Exception {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** The PDU of the answer, in hexadecimal. */
    private static String ask(PlainDevice master, int unit, String pdu) throws Exception {
        byte[] octets = HexFormat.of().parseHex(pdu);
        master.send(HexFormat.of().parseHex("00010000%04x%02x%s".formatted(octets.length + 1, unit, pdu)));
        byte[] header = master.receiveOctets(7);
        return HexFormat.of().formatHex(master.receiveOctets(header[5] - 1));
    }

    @ParameterizedTest(name = "{0} unit {1}: {2} -> {3}")
    @CsvSource({
        "operator, 1, 0300000001, 03020000",
        "operator, 1, 0600630000, 0600630000",
        "operator, 1, 0600640000, 8601",
        "operator, 2, 0600000000, 8601",
        // quantity 0 is for the next check to refuse
        "operator, 1, 0300000000, 8303",
        "stranger, 1, 0300000001, 8301",
        "stranger, 1, 0400000001, 8401",
        "plain, 1, 0400000001, 04020000",
        "plain, 1, 0300000001, 8301",
        "malformed, 1, 0300000001, 8301",
        "malformed, 1, 0400000001, 8401",
        "double, 1, 0400000001, 8401",
        "empty, 1, 0400000001, 8401"
    })
    void masterMayDoWhatItsRoleMay(String name, int unit, String pdu, String answer) throws Exception {
        try (PlainDevice master = new PlainDevice(socket(clientTls(name), "TLSv1.3"))) {
            assertThat(ask(master, unit, pdu)).isEqualTo(answer);
            // whatever was refused, the connection goes on
            assertThat(ask(master, unit, "0500000000")).isEqualTo("8501");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void resumedSessionKeepsTheRole(String protocol) throws Exception {
        SSLContext tls = clientTls("operator");
        long created;
        SSLSocket first = socket(tls, protocol);
        try (PlainDevice master = new PlainDevice(first)) {
            assertThat(ask(master, 1, "0600010005")).isEqualTo("0600010005");
            created = first.getSession().getCreationTime();
        }
        SSLSocket second = socket(tls, protocol);
        try (PlainDevice master = new PlainDevice(second)) {
            assertThat(ask(master, 1, "0600010006")).isEqualTo("0600010006");
            assertThat(ask(master, 1, "0600ff0006")).isEqualTo("8601");
            assertThat(second.getSession().getCreationTime()).as("resumed").isEqualTo(created);
        }
    }

    @Test
    void connectionWithoutTlsHasNoRole() throws Exception {
        try (TestContext test = TestContext.start(
                        routes -> routes.from("mcp:127.0.0.1:0?modbusRoles=file:" + directory + "/roles.yaml")
                                .to("log:x?level=DEBUG"));
                PlainDevice master = test.device()) {
            assertThat(ask(master, 1, "0400000001")).isEqualTo("04020000");
            assertThat(ask(master, 1, "0300000001")).isEqualTo("8301");
            assertThat(ask(master, 1, "0600010007")).isEqualTo("8601");
            assertThat(((RegisterBank) test.server().bank()).getHoldingRegisters(1, 1, 1))
                    .containsExactly(0);
        }
    }

    @Test
    void certificateWithTheExtensionTwiceIsNoCertificate() throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        byte[] der = Files.readAllBytes(directory.resolve("operator.der"));
        byte[] twice = withRoleTwice(der);
        assertThat(twice).hasSizeGreaterThan(der.length);
        assertThatThrownBy(() -> factory.generateCertificate(new ByteArrayInputStream(twice)))
                .isInstanceOf(CertificateException.class)
                .hasStackTraceContaining("Duplicate extensions not allowed");
    }

    /** The same DER with the extension of the role once more behind itself. */
    private static byte[] withRoleTwice(byte[] der) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < der.length) {
            int octets = (der[at + 1] & 0x80) == 0 ? 0 : der[at + 1] & 0x7F;
            int length = octets == 0 ? der[at + 1] : 0;
            for (int i = 0; i < octets; i++) {
                length = length << 8 | der[at + 2 + i] & 0xFF;
            }
            int start = at + 2 + octets;
            byte[] content = Arrays.copyOfRange(der, start, start + length);
            boolean isConstructed = (der[at] & 0x20) != 0;
            write(out, der[at], isConstructed ? withRoleTwice(content) : content);
            // the id of the extension is the only thing with these octets
            if (isConstructed && HexFormat.of().formatHex(content).startsWith("060b2b0601040183890c862201")) {
                write(out, der[at], content);
            }
            at = start + length;
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, byte tag, byte[] content) throws IOException {
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.write(content);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NONE    | TLSv1.3         | sslContextParameters must ask for a client certificate when modbusRoles is set",
                "REQUIRE | TLSv1.1,TLSv1.2 | sslContextParameters allow TLSv1.1; with modbusRoles only TLSv1.2 and TLSv1.3"
            })
    void tlsThatCannotCarryARoleFailsTheStart(String clientAuthentication, String protocols, String message) {
        assertThatThrownBy(() -> TestContext.start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        getContext()
                                .getRegistry()
                                .bind("tls", serverTls(clientAuthentication.trim(), protocols.split(",")));
                        from("mcp:127.0.0.1:0?sslContextParameters=#tls&modbusRoles=file:" + directory + "/roles.yaml")
                                .to("log:x");
                    }
                }))
                .hasStackTraceContaining(message);
    }

    @Test
    void mistakeInTheFileFailsTheStartWithItsLine() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.yaml"), "roles:\n  a:\n    - functions: reed\n");
        assertThatThrownBy(() -> TestContext.start(routes -> routes.from("mcp:127.0.0.1:0?modbusRoles=file:" + broken)
                        .to("log:x")))
                .hasStackTraceContaining("broken.yaml:3: reed is no function");
    }
}
