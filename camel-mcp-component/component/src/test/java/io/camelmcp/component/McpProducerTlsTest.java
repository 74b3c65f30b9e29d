package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.client.TestPeer;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A producer over TLS: whom it believes. The certificate of the peer names localhost and nothing else. */
@ExtendWith(NettyLeakDetectorExtension.class)
@Timeout(60)
class McpProducerTlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path folder;

    private static NioEventLoopGroup group;
    private static DefaultCamelContext context;
    private static TestPeer peer;

    @BeforeAll
    static void start() throws Exception {
        Path keyStore = folder.resolve("peer.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "peer",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                PASSWORD);
        group = new NioEventLoopGroup(1);
        context = new DefaultCamelContext();

        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + keyStore);
        store.setPassword(PASSWORD);
        KeyManagersParameters keys = new KeyManagersParameters();
        keys.setKeyStore(store);
        keys.setKeyPassword(PASSWORD);
        SSLContextParameters ofPeer = new SSLContextParameters();
        ofPeer.setKeyManagers(keys);

        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(store);
        SSLContextParameters trusting = new SSLContextParameters();
        trusting.setTrustManagers(trust);
        context.getRegistry().bind("trusting", trusting);
        context.start();

        SSLContext tls = ofPeer.createSSLContext(context);
        peer = TestPeer.mcpOverTls(
                group,
                () -> {
                    SSLEngine engine = tls.createSSLEngine();
                    engine.setUseClientMode(false);
                    return engine;
                },
                (channel, frame) -> channel.writeAndFlush(frame.answer(frame.body())));
    }

    @AfterAll
    static void stop() throws IOException {
        context.close();
        peer.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static Exchange send(String host, String options) {
        String uri = "mcp:" + host + ":" + peer.port() + options;
        return context.createProducerTemplate()
                .request(uri, in -> in.getMessage().setBody("secret"));
    }

    @Test
    void peerWhoseCertificateNamesTheHostIsTrusted() {
        Exchange exchange = send("localhost", "?sslContextParameters=#trusting");
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("secret");
    }

    @Test
    void peerWhoseCertificateNamesAnotherHostIsRefused() {
        Exchange exchange = send("127.0.0.1", "?sslContextParameters=#trusting");
        assertThat(exchange.getException())
                .isInstanceOf(McpConnectionException.class)
                .hasMessageContaining("127.0.0.1:" + peer.port())
                .hasCauseInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void hostNameIsNotCheckedWhenThatIsSwitchedOff() {
        Exchange exchange = send("127.0.0.1", "?sslContextParameters=#trusting&hostnameVerification=false");
        assertThat(exchange.getException()).isNull();
    }

    @Test
    void peerThatNobodyVouchesForIsRefused() {
        Exchange exchange = send("localhost", "?ssl=true");
        assertThat(exchange.getException())
                .isInstanceOf(McpConnectionException.class)
                .hasCauseInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void peerThatSpeaksNoTlsIsNotConnected() {
        try (TestPeer clear = TestPeer.mcp(group, (channel, frame) -> {})) {
            String uri = "mcp:localhost:" + clear.port() + "?sslContextParameters=#trusting&connectTimeout=2000";
            Exchange exchange = context.createProducerTemplate()
                    .request(uri, in -> in.getMessage().setBody(McpFrame.EMPTY));
            assertThat(exchange.getException()).isInstanceOf(McpConnectionException.class);
        }
    }
}
