package io.camelmcp.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.config.Pem;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a device finds it that has to prove who it is: real TLS, real tokens, the routes as they are shipped. */
class SecureDevicesTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final byte[] MODBUS_READ = {0, 7, 0, 0, 0, 6, 1, 3, 0, 0, 0, 1};

    @TempDir
    static Path files;

    @TempDir
    Path home;

    private static Pem gateway;
    private static Pem device;
    private static Pem stranger;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void makeKeys() throws Exception {
        gateway = Pem.make(files, "gateway", "EC");
        device = Pem.make(files, "C1", "RSA");
        stranger = Pem.make(files, "C9", "EC");
    }

    @BeforeEach
    void copyRoutes() throws IOException {
        Path routes = Files.createDirectories(home.resolve("conf/routes"));
        Files.copy(Path.of("conf/routes/ingest.yaml"), routes.resolve("ingest.yaml"));
        Files.copy(Path.of("conf/routes/to-file.yaml"), routes.resolve("to-file.yaml"));
        environment.putAll(Map.of(
                "MCP_PORT", "0",
                "GATEWAY_HTTP_PORT", "0",
                "GATEWAY_DATA", home.resolve("data").toString(),
                "GATEWAY_QUEUE_MIN_FREE_MB", "1"));
    }

    @Test
    void tokenOpensTheDoorAndNothingElseDoes() throws Exception {
        environment.putAll(Map.of("MCP_AUTH", "token", "MCP_JWT_SECRET", SECRET, "MCP_JWT_AUDIENCE", "gateway"));
        try (GatewayServer server = start();
                Socket socket = new Socket("127.0.0.1", server.mcpPort())) {
            assertThat(ask(socket, report(1))).isEqualTo(error(report(1), McpErrorCode.NOT_LOGGED_IN));
            assertThat(ask(socket, login("C1", token("C1", "gateway"))).command())
                    .isEqualTo(McpCommand.LOGIN | McpCommand.ANSWER_BIT);
            assertThat(ask(socket, report(2)).command()).isEqualTo(McpCommand.REPORT | McpCommand.ANSWER_BIT);
            try (Socket other = new Socket("127.0.0.1", server.mcpPort())) {
                McpFrame wrong = login("C1", token("C1", "another"));
                assertThat(ask(other, wrong)).isEqualTo(error(wrong, McpErrorCode.NOT_LOGGED_IN));
            }
        }
    }

    @Test
    void certificateNamesTheDeviceAndServesModbus() throws Exception {
        tls("mtls");
        try (GatewayServer server = start()) {
            try (Socket socket = connect(server, device)) {
                assertThat(ask(socket, login("C1", null)).command())
                        .isEqualTo(McpCommand.LOGIN | McpCommand.ANSWER_BIT);
                assertThat(ask(socket, report(1)).command()).isEqualTo(McpCommand.REPORT | McpCommand.ANSWER_BIT);
            }
            try (Socket socket = connect(server, device)) {
                McpFrame other = login("C2", null);
                assertThat(ask(socket, other)).isEqualTo(error(other, McpErrorCode.NOT_LOGGED_IN));
            }
            try (Socket modbus = connect(server, device)) {
                modbus.getOutputStream().write(MODBUS_READ);
                byte[] head = new byte[8];
                new DataInputStream(modbus.getInputStream()).readFully(head);
                assertThat(head[7]).isEqualTo((byte) 3);
            }
            assertThatThrownBy(() -> ask(connect(server, stranger), login("C9", null)))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ask(connect(server, null), login("C1", null)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void unitThatDialsInNeedsACertificateToo() throws Exception {
        tls("mtls");
        Files.delete(home.resolve("conf/routes/ingest.yaml"));
        Files.writeString(
                home.resolve("conf/routes/units.yaml"),
                """
                - route:
                    from:
                      uri: mcp:{{mcp.host}}:{{mcp.port}}
                      parameters:
                        role: master
                        protocol: modbusRtu
                        registration: text:DTU1
                        tags: file:{{gateway.routes}}/conf/tags.yaml
                        period: 200
                      steps:
                        - log: "${body}"
                """);
        Files.writeString(
                Files.createDirectories(home.resolve("conf/routes/conf")).resolve("tags.yaml"),
                "tags:\n  - {name: a, area: holding, address: 0, type: int16}\n");
        try (GatewayServer server = start()) {
            try (Socket unit = connect(server, device)) {
                unit.getOutputStream().write("DTU1".getBytes(StandardCharsets.US_ASCII));
                assertThat(unit.getInputStream().readNBytes(6))
                        .as("it is asked for its register")
                        .containsExactly(1, 3, 0, 0, 0, 1);
            }
            assertThatThrownBy(() -> {
                        try (Socket unit = connect(server, stranger)) {
                            unit.getOutputStream().write("DTU1".getBytes(StandardCharsets.US_ASCII));
                            new DataInputStream(unit.getInputStream()).readFully(new byte[6]);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void modbusWithoutCertificateIsTurnedAwayUnlessItsAddressIsAllowed() throws Exception {
        environment.putAll(Map.of("MCP_AUTH", "token", "MCP_JWT_SECRET", SECRET));
        try (GatewayServer server = start();
                Socket modbus = new Socket("127.0.0.1", server.mcpPort())) {
            modbus.setSoTimeout(20_000);
            modbus.getOutputStream().write(MODBUS_READ);
            assertThat(modbus.getInputStream().read()).isEqualTo(-1);
        }
        environment.put("MCP_MODBUS_ALLOW", "127.0.0.0/8");
        try (GatewayServer server = start();
                Socket modbus = new Socket("127.0.0.1", server.mcpPort())) {
            modbus.setSoTimeout(20_000);
            modbus.getOutputStream().write(MODBUS_READ);
            assertThat(modbus.getInputStream().readNBytes(8)[7]).isEqualTo((byte) 3);
        }
    }

    @Test
    void tokenTravelsOverTls() throws Exception {
        tls("token");
        environment.remove("MCP_TLS_CLIENT_CA");
        environment.put("MCP_JWT_SECRET", SECRET);
        try (GatewayServer server = start();
                Socket socket = connect(server, null)) {
            assertThat(ask(socket, login("C1", token("C1", "any"))).command())
                    .isEqualTo(McpCommand.LOGIN | McpCommand.ANSWER_BIT);
        }
    }

    @Test
    void ownRouteIsProtectedWithoutAWordOfIt() throws Exception {
        tls("token");
        environment.putAll(Map.of("MCP_JWT_SECRET", SECRET, "MCP_JWT_AUDIENCE", "a+b%20c&d={{e}}"));
        Files.delete(home.resolve("conf/routes/ingest.yaml"));
        Files.writeString(
                home.resolve("conf/routes/own.yaml"),
                """
                - route:
                    from:
                      uri: mcp:{{mcp.host}}:{{mcp.port}}
                      steps:
                        - log: "${body}"
                - route:
                    from:
                      uri: mcp:localhost:0
                      parameters:
                        auth: none
                        ssl: false
                      steps:
                        - log: "${body}"
                """);
        try (GatewayServer server = start()) {
            try (Socket clear = new Socket("127.0.0.1", server.mcpPort())) {
                assertThatThrownBy(() -> ask(clear, report(1))).isInstanceOf(IOException.class);
            }
            try (Socket socket = connect(server, null)) {
                assertThat(ask(socket, report(1))).isEqualTo(error(report(1), McpErrorCode.NOT_LOGGED_IN));
                assertThat(ask(socket, login("C1", token("C1", "a+b%20c&d={{e}}")))
                                .command())
                        .isEqualTo(McpCommand.LOGIN | McpCommand.ANSWER_BIT);
            }
        }
    }

    @Test
    void routeThatContradictsASettingIsRefused() throws Exception {
        environment.putAll(Map.of("MCP_AUTH", "token", "MCP_JWT_SECRET", SECRET));
        Path own = home.resolve("conf/routes/ingest.yaml");
        Files.writeString(
                own,
                """
                - route:
                    from:
                      uri: mcp:{{mcp.host}}:{{mcp.port}}
                      parameters:
                        auth: none
                      steps:
                        - log: "${body}"
                """);

        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(own + ":3: the route ")
                .hasMessageContaining("auth contradicts MCP_AUTH; remove one of them")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void clientsOfTheGatewayHaveNothingOfWhatIsSetForItsPorts() throws Exception {
        tls("token");
        environment.put("MCP_JWT_SECRET", SECRET);
        try (ServerSocket plc = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(
                    home.resolve("conf/routes/plc.yaml"),
                    """
                    - route:
                        from:
                          uri: timer:once?repeatCount=1&delay=0
                          steps:
                            - to: mcp:127.0.0.1:%1$d?version=1
                    - route:
                        from:
                          uri: mcp:127.0.0.1:%1$d?mode=client&clientId=C7
                          steps:
                            - log: "${body}"
                    """
                            .formatted(plc.getLocalPort()));
            try (GatewayServer server = start()) {
                assertThat(server.mcpPort()).isPositive();
                plc.setSoTimeout(20_000);
                for (int n = 1; n <= 2; n++) {
                    try (Socket socket = plc.accept()) {
                        socket.setSoTimeout(20_000);
                        // and not the 0x16 that TLS begins with
                        assertThat(socket.getInputStream().read())
                                .isEqualTo(McpFrameEncoder.encode(report(1))[0] & 0xFF);
                    }
                }
            }
        }
    }

    @Test
    void keySetThatCannotBeReadIsNamedByItsSetting() throws Exception {
        Path keys = Files.writeString(home.resolve("keys.json"), "{}");
        environment.putAll(Map.of("MCP_AUTH", "token", "MCP_JWKS_URL", "file:" + keys));

        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("MCP_JWKS_URL=file:" + keys + " cannot be used: ")
                .hasMessageEndingWith("; correct the key set, or set another one");
    }

    private void tls(String auth) {
        environment.putAll(Map.of(
                "MCP_AUTH", auth,
                "MCP_TLS_CERT", gateway.certificate().toString(),
                "MCP_TLS_KEY", gateway.key().toString(),
                "MCP_TLS_CLIENT_CA", device.certificate().toString()));
    }

    private GatewayServer start() throws Exception {
        return GatewayServer.start(GatewaySettings.load(home, environment));
    }

    private static Socket connect(GatewayServer server, @Nullable Pem own) throws Exception {
        return Pem.connect(server.mcpPort(), gateway, own);
    }

    private static McpFrame login(String clientId, @Nullable String token) {
        String body =
                "{\"clientId\":\"" + clientId + "\"" + (token == null ? "" : ",\"token\":\"" + token + "\"") + "}";
        return McpFrame.sequenced(McpCommand.LOGIN, 0, 1, body.getBytes(UTF_8));
    }

    private static McpFrame report(int seq) {
        return McpFrame.sequenced(McpCommand.REPORT, 0, seq, "{}".getBytes(UTF_8));
    }

    private static McpFrame error(McpFrame asked, McpErrorCode code) {
        return asked.error(code, code.text());
    }

    private static String token(String clientId, String audience) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .subject(clientId)
                        .audience(audience)
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build());
        token.sign(new MACSigner(SECRET));
        return token.serialize();
    }

    /** Sends a request and returns what comes back. */
    private static McpFrame ask(Socket socket, McpFrame frame) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(McpFrameEncoder.encode(frame));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] head = in.readNBytes(8);
        if (head.length < 8) {
            throw new IOException("closed");
        }
        int length = ByteBuffer.wrap(head, 4, 4).getInt();
        byte[] payload = in.readNBytes(length);
        in.readInt();
        return McpFrame.sequenced(
                head[3] & 0xFF,
                ByteBuffer.wrap(payload).getInt(),
                ByteBuffer.wrap(payload, 4, 2).getShort() & 0xFFFF,
                Arrays.copyOfRange(payload, McpFrame.SEQUENCED_PREFIX, length));
    }
}
