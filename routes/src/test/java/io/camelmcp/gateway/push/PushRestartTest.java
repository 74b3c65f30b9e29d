package io.camelmcp.gateway.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.gateway.ChildGateway;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command for a device that is away, and a gateway that is killed before the device is back. */
@Timeout(300)
class PushRestartTest {

    private static final String FILES =
            """
            - route:
                id: commands
                from:
                  uri: file:{{gateway.data}}/in
                  parameters: {charset: utf-8}
                  steps:
                    - setHeader: {name: JMSCorrelationID, simple: "${file:name}"}
                    - convertBodyTo: {type: String}
                    - to: {uri: "jms:queue:mcp.commands"}
            - route:
                id: answers
                from:
                  uri: jms:queue:mcp.answers
                  steps:
                    - to: {uri: "file:{{gateway.data}}/out?fileName=${header.JMSCorrelationID}&fileExist=Append&appendChars=\\\\n"}
            """;

    @TempDir
    private Path home;

    @Test
    void commandThatWasAnsweredQueuedReachesItsDeviceAfterAKillAndIsAnsweredOnceMore() throws Exception {
        Path routes = Files.createDirectories(home.resolve("conf/routes"));
        for (String shipped : new String[] {"push.yaml", "ingest.yaml"}) {
            Files.copy(Path.of("conf/routes", shipped), routes.resolve(shipped));
        }
        Files.copy(Path.of("conf/application.properties"), home.resolve("conf/application.properties"));
        Files.writeString(routes.resolve("files.yaml"), FILES);

        String session;
        try (ChildGateway gateway = ChildGateway.start(home, Map.of())) {
            try (Device device = new Device(gateway.mcpPort())) {
                session = device.login("");
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> state(gateway).contains("DETACHED"));
            command(
                    "c1",
                    "{\"target\":\"device:C1\",\"command\":\"COMMAND\",\"body\":{\"valve\":\"open\"},\"id\":\"o7\"}");
            assertThat(answers("c1", 1)).containsExactly("{\"status\":\"queued\",\"id\":\"o7\",\"clientId\":\"C1\"}");
            gateway.kill();
        }

        try (ChildGateway gateway = ChildGateway.start(home, Map.of());
                Device device = new Device(gateway.mcpPort())) {
            assertThat(device.login(",\"sessionId\":\"" + session + "\"")).isEqualTo(session);
            McpFrame pushed = device.receive();
            assertThat(pushed.command()).isEqualTo(McpCommand.COMMAND);
            assertThat(new String(pushed.body(), UTF_8)).isEqualTo("{\"valve\":\"open\"}");
            device.send(pushed.answer("{\"open\":true}".getBytes(UTF_8)));

            assertThat(answers("c1", 2))
                    .containsExactly(
                            "{\"status\":\"queued\",\"id\":\"o7\",\"clientId\":\"C1\"}",
                            "{\"status\":\"ok\",\"id\":\"o7\",\"clientId\":\"C1\",\"body\":{\"open\":true}}");
            assertThat(gateway.terminate()).isZero();
        }
    }

    private static String state(ChildGateway gateway) throws Exception {
        try (var stream = URI.create("http://127.0.0.1:" + gateway.httpPort() + "/api/devices")
                .toURL()
                .openStream()) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }

    private void command(String correlation, String json) throws IOException {
        Path in = Files.createDirectories(home.resolve("data/in"));
        Path unfinished = Files.writeString(in.resolve("." + correlation), json);
        Files.move(unfinished, in.resolve(correlation));
    }

    private List<String> answers(String correlation, int count) throws IOException {
        Path file = home.resolve("data/out").resolve(correlation);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            if (!Files.exists(file)) {
                return false;
            }
            try (Stream<String> lines = Files.lines(file)) {
                return lines.count() >= count;
            }
        });
        return Files.readAllLines(file);
    }

    /** A device on a plain socket. */
    private static final class Device implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        Device(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(60_000);
            in = new DataInputStream(socket.getInputStream());
        }

        String login(String more) throws IOException {
            send(McpFrame.sequenced(McpCommand.LOGIN, 0, 1, ("{\"clientId\":\"C1\"" + more + "}").getBytes(UTF_8)));
            return new ObjectMapper()
                    .readTree(receive().body())
                    .path("sessionId")
                    .asText();
        }

        void send(McpFrame frame) throws IOException {
            socket.getOutputStream().write(McpFrameEncoder.encode(frame));
        }

        McpFrame receive() throws IOException {
            int head = in.readInt();
            assertThat(head >>> 8).as("magic and version 2").isEqualTo(McpFrame.MAGIC << 8 | McpFrame.SEQUENCED);
            int length = in.readInt();
            long id = Integer.toUnsignedLong(in.readInt());
            int seq = in.readUnsignedShort();
            byte[] body = in.readNBytes(length - McpFrame.SEQUENCED_PREFIX);
            in.skipNBytes(McpFrame.CRC_LENGTH);
            return McpFrame.sequenced(head & 0xFF, id, seq, body);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
