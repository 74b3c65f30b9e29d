package io.camelmcp.gateway.output.http;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.Pem;
import io.camelmcp.gateway.format.OctetBuffer;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.SettingsOf;
import io.camelmcp.gateway.output.search.OpenSearchOutputType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.ContentType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTargetTest {

    @TempDir
    private Path dir;

    private Pem pem;
    private WireMockServer server;

    @BeforeEach
    void serve() throws Exception {
        pem = Pem.make(dir, "gateway", "EC"); // for 127.0.0.1 only
        Path store = dir.resolve("server.p12");
        try (OutputStream out = Files.newOutputStream(store)) {
            pem.store().store(out, "secret".toCharArray());
        }
        server = new WireMockServer(wireMockConfig()
                .dynamicPort()
                .dynamicHttpsPort()
                .bindAddress("127.0.0.1")
                .keystorePath(store.toString())
                .keystoreType("PKCS12")
                .keystorePassword("secret")
                .keyManagerPassword("secret"));
        server.start();
        server.stubFor(any(anyUrl()).willReturn(aResponse().withBody("yes")));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void certificateOfOwnAuthorityAndItsHostNameAreTaken() throws Exception {
        assertThat(post(
                                "https://127.0.0.1:" + server.httpsPort(),
                                "ca",
                                pem.certificate().toString())
                        .line())
                .isEqualTo("200 yes");
    }

    @Test
    void certificateForAnotherHostIsRefused() {
        assertThatThrownBy(() -> post(
                        "https://localhost:" + server.httpsPort(),
                        "ca",
                        pem.certificate().toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("opensearch: https://localhost:")
                .hasMessageContaining("localhost");
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void certificateThatNobodyHasSignedIsRefused() {
        assertThatThrownBy(() -> post("https://127.0.0.1:" + server.httpsPort()))
                .isInstanceOf(IOException.class);
        assertThat(server.getAllServeEvents()).isEmpty();
    }

    @Test
    void fileWithoutACertificateEndsTheStart() throws IOException {
        Path empty = Files.writeString(dir.resolve("empty.pem"), "nothing");
        assertThatThrownBy(() -> post("https://127.0.0.1:1", "ca", empty.toString()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("output.opensearch.ca=" + empty);
    }

    @Test
    void answerOfManyLinesIsOneLineAndCut() throws Exception {
        server.stubFor(
                any(anyUrl()).willReturn(aResponse().withStatus(500).withBody("a\r\n b\u0007" + "c".repeat(9_000))));
        assertThat(post("http://127.0.0.1:" + server.port()).line())
                .startsWith("500 a bccc")
                .hasSizeLessThan(320);
    }

    @Test
    void connectionIsGivenBackHoweverARequestEnds() throws Exception {
        OutputSettings settings = SettingsOf.of(
                new OpenSearchOutputType(), "endpoint", "http://127.0.0.1:" + server.port(), "timeout", "200ms");
        try (HttpTarget target = new HttpTarget(settings, "endpoint")) {
            for (ResponseDefinitionBuilder ending : List.of(
                    aResponse().withBody("yes"),
                    aResponse().withStatus(204),
                    aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                    aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE),
                    aResponse().withFault(Fault.MALFORMED_RESPONSE_CHUNK),
                    aResponse().withFixedDelay(2_000),
                    aResponse().withBody(new byte[HttpTarget.MAX_ANSWER + 2]))) {
                server.stubFor(any(anyUrl()).willReturn(ending));
                try {
                    target.post("/", ContentType.APPLICATION_JSON, new OctetBuffer(8).append("{}"), Map.of());
                } catch (IOException e) {
                    assertThat(e).hasMessageStartingWith("opensearch: ");
                }
                assertThat(target.leased()).isZero();
            }
        }
    }

    @Test
    void connectionsAreUsedAgainUpToTheLimitOfThePool() throws Exception {
        OutputSettings settings = SettingsOf.of(
                new OpenSearchOutputType(), "endpoint", "http://127.0.0.1:" + server.port(), "maxConnections", "1");
        try (HttpTarget target = new HttpTarget(settings, "endpoint")) {
            for (int i = 0; i < 5; i++) {
                assertThat(target.post("/x", ContentType.TEXT_PLAIN, new OctetBuffer(1), Map.of())
                                .status())
                        .isEqualTo(200);
            }
        }
        assertThat(server.getAllServeEvents()).hasSize(5);
    }

    private static HttpAnswer post(String endpoint, String... more) throws IOException {
        String[] all = new String[more.length + 2];
        all[0] = "endpoint";
        all[1] = endpoint;
        System.arraycopy(more, 0, all, 2, more.length);
        try (HttpTarget target = new HttpTarget(SettingsOf.of(new OpenSearchOutputType(), all), "endpoint")) {
            OctetBuffer body = new OctetBuffer(8);
            body.append("hello");
            return target.post("/x", ContentType.TEXT_PLAIN, body, Map.of("Authorization", "Bearer x"));
        }
    }
}
