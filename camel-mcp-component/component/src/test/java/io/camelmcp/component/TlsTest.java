package io.camelmcp.component;

import static io.camelmcp.component.PlainDevice.plain;
import static io.camelmcp.component.PlainDevice.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.component.server.CloseReason;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.SSLSocket;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.jsse.ClientAuthentication;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.SSLContextServerParameters;
import org.apache.camel.support.jsse.SecureSocketProtocolsParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, section 4, rule 1: TLS and clear text are never mixed, and what the parameters ask for is enforced. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class TlsTest {

    private static final String PASSWORD = "changeit";
    private static final int REPORT = 0x0C;

    @TempDir
    static Path directory;

    private final Gate gate = new Gate();

    @BeforeAll
    static void makeKeyStore() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore().toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
    }

    private static Path keyStore() {
        return directory.resolve("test.p12");
    }

    /** One self-signed certificate, which both ends have and trust. */
    private static SSLContextParameters parameters(boolean withKey) {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + keyStore());
        store.setPassword(PASSWORD);
        store.setType("PKCS12");
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        if (withKey) {
            KeyManagersParameters key = new KeyManagersParameters();
            key.setKeyStore(store);
            key.setKeyPassword(PASSWORD);
            parameters.setKeyManagers(key);
        }
        return parameters;
    }

    private TestContext start(SSLContextParameters tls, String options) throws Exception {
        return TestContext.start(new RouteBuilder() {
            @Override
            public void configure() {
                getContext().getRegistry().bind("tls", tls);
                from("mcp:127.0.0.1:0?sslContextParameters=#tls" + options).process(gate);
            }
        });
    }

    @Test
    void modbusDeviceThatDialsInRegistersAndIsAskedOverTls() throws Exception {
        String role = "&role=master&protocol=modbusRtu&registration=text:GW-7";
        try (TestContext test = start(parameters(true), role);
                ProducerTemplate template = test.context.createProducerTemplate()) {
            McpDialInConsumer consumer =
                    (McpDialInConsumer) test.context.getRoutes().get(0).getConsumer();
            Socket socket = parameters(false)
                    .createSSLContext(test.context)
                    .getSocketFactory()
                    .createSocket("127.0.0.1", consumer.getBoundPort());
            try (Dtu dtu = new Dtu(socket)) {
                dtu.registers.set(0, 42);
                dtu.serve().register("GW-7");
                await().atMost(Duration.ofSeconds(20)).until(() -> consumer.getDevices() == 1);
                assertThat(template.requestBody(
                                "mcp:127.0.0.1:0?mode=server&role=master&target=device:GW-7",
                                new ReadHoldingRegisters(0, 1)))
                        .isEqualTo(new ReadRegistersResponse(3, new int[] {42}));
            }
        }
    }

    private static SSLSocket connect(TestContext test, boolean withKey) throws Exception {
        SSLSocket socket = (SSLSocket) parameters(withKey)
                .createSSLContext(test.context)
                .getSocketFactory()
                .createSocket("127.0.0.1", test.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&protocol=mcp"})
    void mcpWorksOverTls(String options) throws Exception {
        try (TestContext test = start(parameters(true), options);
                PlainDevice device = new PlainDevice(connect(test, false))) {
            device.sendOctetByOctet(plain(REPORT, utf8("a"))).sendPlain(REPORT, "b".repeat(60_000));
            assertThat(device.receive().command()).isEqualTo(0x8C);
            assertThat(device.receive().command()).isEqualTo(0x8C);
            assertThat(gate.finished()).containsExactly("a", "b".repeat(60_000));
        }
    }

    @Test
    void errorBeforeTheEndArrivesOverTls() throws Exception {
        try (TestContext test = start(parameters(true), "");
                PlainDevice device = new PlainDevice(connect(test, false))) {
            device.sendPlain(REPORT, "a").receive();
            device.send(new byte[] {1});
            assertThat(device.receive().errorCode()).isEqualTo(1);
            assertThat(device.isClosedByPeer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&protocol=modbusTcp"})
    void modbusTcpWorksOverTls(String options) throws Exception {
        try (TestContext test = start(parameters(true), options);
                PlainDevice master = new PlainDevice(connect(test, false))) {
            byte[] write = HexFormat.of().parseHex("000100000006010600050007");
            assertThat(master.send(write).receiveOctets(12)).isEqualTo(write);
            assertThat(gate.finished()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&protocol=modbusTcp"})
    void certificateOpensTheDoorForModbus(String options) throws Exception {
        SSLContextParameters tls = parameters(true);
        SSLContextServerParameters server = new SSLContextServerParameters();
        server.setClientAuthentication("REQUIRE");
        tls.setServerParameters(server);
        try (TestContext test = start(tls, "&auth=mtls" + options);
                PlainDevice master = new PlainDevice(connect(test, true))) {
            byte[] write = HexFormat.of().parseHex("000100000006010600050007");
            assertThat(master.send(write).receiveOctets(12)).isEqualTo(write);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&protocol=mcp", "&protocol=modbusTcp"})
    void clearTextOnATlsPortIsClosedAndCounted(String options) throws Exception {
        try (TestContext test = start(parameters(true), options);
                PlainDevice device = test.device()) {
            device.sendPlain(REPORT, "clear");

            assertThatThrownBy(() -> {
                        device.receive();
                    })
                    .isInstanceOfAny(IOException.class, AssertionError.class);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(test.statistics().closed(CloseReason.TLS))
                            .isEqualTo(1));
            assertThat(test.statistics().open()).isZero();
            assertThat(gate.entered()).isEmpty();
        }
    }

    @Test
    void tlsOnAClearPortIsClosed() throws Exception {
        try (TestContext test =
                TestContext.start(routes -> routes.from("mcp:127.0.0.1:0").process(gate))) {
            assertThatThrownBy(() -> connect(test, false).startHandshake()).isInstanceOf(IOException.class);
            assertThat(test.statistics().closed(CloseReason.UNKNOWN_PROTOCOL)).isEqualTo(1);
        }
    }

    @Test
    void handshakeThatNeverComesIsClosed() throws Exception {
        try (TestContext test = start(parameters(true), "&detectTimeout=300");
                PlainDevice device = test.device()) {
            device.send(HexFormat.of().parseHex("1603010200"));
            assertThat(device.isClosedByPeer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientCertificateIsRequiredWhenTheParametersSaySo(String version) throws Exception {
        SSLContextParameters server = parameters(true);
        SSLContextServerParameters authentication = new SSLContextServerParameters();
        authentication.setClientAuthentication(ClientAuthentication.REQUIRE.name());
        server.setServerParameters(authentication);
        SecureSocketProtocolsParameters protocols = new SecureSocketProtocolsParameters();
        protocols.getSecureSocketProtocol().add(version);
        server.setSecureSocketProtocols(protocols);
        try (TestContext test = start(server, "")) {
            try (SSLSocket socket = connect(test, false)) {
                assertThatThrownBy(() -> new PlainDevice(socket)
                                .sendPlain(REPORT, "nobody")
                                .receive())
                        .isInstanceOf(IOException.class);
            }
            assertThat(gate.entered()).isEmpty();

            try (PlainDevice device = new PlainDevice(connect(test, true))) {
                assertThat(device.sendPlain(REPORT, "known").receive().command())
                        .isEqualTo(0x8C);
            }
            assertThat(gate.finished()).containsExactly("known");
        }
    }

    @Test
    void answerInFlightAndTheEndArriveOverTlsWhenTheContextStops() throws Exception {
        try (TestContext test = start(parameters(true), "");
                PlainDevice device = new PlainDevice(connect(test, false))) {
            device.sendPlain(REPORT, "block");
            gate.awaitEntered(1);
            Thread stop = new Thread(test.context::stop);
            stop.start();
            gate.open();
            assertThat(device.receive().command()).isEqualTo(0x8C);
            assertThat(device.isClosedByPeer()).isTrue();
            stop.join();
        }
    }

    @Test
    void parametersThatCannotBeUsedFailTheStart() {
        SSLContextParameters broken = parameters(true);
        broken.getKeyManagers().getKeyStore().setResource("file:" + directory.resolve("missing.p12"));
        assertThatThrownBy(() -> start(broken, "")).hasStackTraceContaining("mcp:127.0.0.1:0: sslContextParameters: ");
    }

    @Test
    void globalParametersOfTheContextAreUsedWhenTheComponentSaysSo() throws Exception {
        try (TestContext test = TestContext.start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        getContext().setSSLContextParameters(parameters(true));
                        getContext().getComponent("mcp", McpComponent.class).setUseGlobalSslContextParameters(true);
                        from("mcp:127.0.0.1:0").process(gate);
                    }
                });
                PlainDevice device = new PlainDevice(connect(test, false))) {
            assertThat(device.sendPlain(REPORT, "x").receive().command()).isEqualTo(0x8C);
        }
    }
}
