package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The frames are golden vectors of docs/protocol.md. */
class McpDataFormatTest {

    private static final byte[] PING = hex("4d430103000000002ea5cec4");
    private static final byte[] REPORT = hex("4d43010c0000000a7b2274223a32312e357d7384b9e6");
    private static final byte[] COMMAND =
            hex("4d43020b0000001d0000000701027b2276616c7665223a332c226f70656e223a747275657defabe6e0");
    private static final byte[] COMMAND_BODY = "{\"valve\":3,\"open\":true}".getBytes(StandardCharsets.UTF_8);

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final McpDataFormat allFrames = new McpDataFormat();
    private final McpDataFormat status = new McpDataFormat();
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        allFrames.setAllFrames(true);
        status.setCommand("READ_STATUS");
        status.setVersion(2);
        status.setDeviceId(7L);
        status.setSequence(3);
        status.setMaxFrameLength(20);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:in").unmarshal().custom("mcp");
                from("direct:out").marshal().custom("mcp");
                from("direct:both").unmarshal().custom("mcp").marshal().custom("mcp");
                from("direct:all").unmarshal(allFrames);
                from("direct:status").marshal(status);
            }
        });
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private static byte[] hex(String octets) {
        return HexFormat.of().parseHex(octets);
    }

    private Message send(String to, Object body, Map<String, Object> headers) {
        Exchange sent = template.request(to, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().getHeaders().putAll(headers);
        });
        if (sent.getException() instanceof RuntimeException e) {
            throw e;
        }
        assertThat(sent.getException()).isNull();
        return sent.getMessage();
    }

    @Test
    void sequencedFrameBecomesBodyAndHeaders() {
        Message message = send("direct:in", COMMAND, Map.of("mine", "kept"));

        assertThat(message.getBody()).isEqualTo(COMMAND_BODY);
        assertThat(message.getHeaders())
                .containsEntry(McpConstants.COMMAND, 0x0B)
                .containsEntry(McpConstants.COMMAND_NAME, "COMMAND")
                .containsEntry(McpConstants.VERSION, 2)
                .containsEntry(McpConstants.DEVICE_ID, 7L)
                .containsEntry(McpConstants.SEQUENCE, 258)
                .containsEntry("mine", "kept");
    }

    @Test
    void plainFrameHasNoSequenceEvenAfterOneThatHad() {
        Message message = send("direct:in", REPORT, Map.of(McpConstants.SEQUENCE, 258));

        assertThat(message.getBody(String.class)).isEqualTo("{\"t\":21.5}");
        assertThat(message.getHeaders())
                .containsEntry(McpConstants.VERSION, 1)
                .containsEntry(McpConstants.DEVICE_ID, 0L)
                .doesNotContainKey(McpConstants.SEQUENCE);
    }

    @Test
    void whatWasUnmarshalledIsMarshalledToTheSameOctets() {
        assertThat(send("direct:both", COMMAND, Map.of()).getBody(byte[].class)).isEqualTo(COMMAND);
        assertThat(send("direct:both", REPORT, Map.of()).getBody(byte[].class)).isEqualTo(REPORT);
        assertThat(send("direct:both", PING, Map.of()).getBody(byte[].class)).isEqualTo(PING);
    }

    @Test
    void severalFramesNeedTheOption() {
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.writeBytes(PING);
        two.writeBytes(COMMAND);

        assertThat(send("direct:all", two.toByteArray(), Map.of()).getBody())
                .isEqualTo(List.of(
                        McpFrame.plain(McpCommand.PING, McpFrame.EMPTY),
                        McpFrame.sequenced(McpCommand.COMMAND, 7, 258, COMMAND_BODY)));
        assertThat(send("direct:all", new byte[0], Map.of()).getBody()).isEqualTo(List.of());
        assertThatThrownBy(() -> send("direct:in", two.toByteArray(), Map.of()))
                .isInstanceOf(McpProtocolException.class)
                .hasMessage("one frame is expected, found 2 in 53 octets (allFrames=true takes several)");
    }

    @Test
    void framesAreMarshalledAsTheyAre() {
        McpFrame ping = McpFrame.plain(McpCommand.PING, McpFrame.EMPTY);

        assertThat(send("direct:out", ping, Map.of()).getBody(byte[].class)).isEqualTo(PING);
        assertThat(send("direct:out", List.of(ping, ping), Map.of()).getBody(byte[].class))
                .startsWith(PING)
                .endsWith(PING)
                .hasSize(2 * PING.length);
        assertThatThrownBy(() -> send("direct:out", List.of(ping, "x"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds java.lang.String, McpFrame is expected");
    }

    @Test
    void commandByNameAndDeviceIdMakeASequencedFrame() {
        byte[] octets = send(
                        "direct:out",
                        Map.of("t", 1),
                        Map.of(McpConstants.COMMAND_NAME, "0x42", McpConstants.DEVICE_ID, 9L))
                .getBody(byte[].class);

        assertThat(McpDataFormatFrames.readOne(octets, 65_536))
                .isEqualTo(McpFrame.sequenced(0x42, 9, 0, "{\"t\":1}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void optionsServeWhereHeadersAreMissing() {
        byte[] octets = send("direct:status", "x", Map.of()).getBody(byte[].class);
        byte[] plain = send(
                        "direct:status",
                        null,
                        Map.of(
                                McpConstants.COMMAND,
                                0x0A,
                                McpConstants.VERSION,
                                1,
                                McpConstants.DEVICE_ID,
                                0,
                                McpConstants.SEQUENCE,
                                0))
                .getBody(byte[].class);

        assertThat(McpDataFormatFrames.readOne(octets, 65_536))
                .isEqualTo(McpFrame.sequenced(McpCommand.READ_STATUS, 7, 3, new byte[] {'x'}));
        assertThat(plain).isEqualTo(hex("4d43010a0000000023b5acb5"));
    }

    @Test
    void whatCannotBeMarshalledIsNamed() {
        assertThatThrownBy(() -> send("direct:out", "x", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a frame needs a command: header CamelMcpCommand");
        assertThatThrownBy(() -> send("direct:out", "x", Map.of(McpConstants.COMMAND, 256)))
                .hasMessage("command 256 is not in 0..255");
        assertThatThrownBy(
                        () -> send("direct:out", "x", Map.of(McpConstants.COMMAND, 12, McpConstants.SEQUENCE, 65_536)))
                .hasMessage("seq 65536 is not in 0..65535");
        assertThatThrownBy(() -> send("direct:status", "x".repeat(15), Map.of()))
                .hasMessage("the frame has a payload of 21 octets, maxFrameLength is 20");
    }

    @Test
    void octetsThatAreNoFrameFailAtEveryCut() {
        for (int cut = 1; cut < COMMAND.length; cut++) {
            byte[] octets = Arrays.copyOf(COMMAND, cut);
            assertThatThrownBy(() -> send("direct:in", octets, Map.of())).isInstanceOf(McpProtocolException.class);
        }
        byte[] flipped = COMMAND.clone();
        flipped[20] ^= 1;
        assertThatThrownBy(() -> send("direct:in", flipped, Map.of()))
                .isInstanceOfSatisfying(
                        McpProtocolException.class, e -> assertThat(e.code()).isEqualTo(McpErrorCode.BAD_FRAME))
                .hasMessage("CRC-32 of the frame does not match");
        assertThatThrownBy(() -> send("direct:in", new byte[0], Map.of()))
                .hasMessageContaining("one frame is expected, found 0");
    }

    @Test
    void yamlRouteNamesTheFormat() throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        ResourceHelper.fromString(
                                "frames.yaml",
                                """
                - route:
                    from:
                      uri: direct:yaml
                      steps:
                        - unmarshal:
                            custom:
                              ref: mcp
                        - setBody:
                            simple: "${header.CamelMcpCommandName} ${body}"
                """));

        assertThat(send("direct:yaml", REPORT, Map.of()).getBody()).isEqualTo("REPORT {\"t\":21.5}");
    }
}
