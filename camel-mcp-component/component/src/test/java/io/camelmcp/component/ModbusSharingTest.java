package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.component.client.TestPeer;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All Modbus endpoints of a device share one connection. */
@Timeout(60)
class ModbusSharingTest {

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private TestPeer peer;

    @BeforeEach
    void start() {
        context.disableJMX();
        context.start();
        peer = TestPeer.modbus(
                group,
                Protocol.MODBUS_TCP,
                (channel, frame) ->
                        channel.writeAndFlush(frame.answer(new ReadRegistersResponse(3, new int[] {frame.unitId()}))));
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
        peer.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private String uri(String options) {
        return "mcp:127.0.0.1:" + peer.port() + "?protocol=modbusTcp" + options;
    }

    private SharedClients clients() {
        return context.getComponent("mcp", McpComponent.class).clients();
    }

    private McpEndpoint endpoint(String options) {
        return context.getEndpoint(uri(options), McpEndpoint.class);
    }

    @Test
    void endpointsThatDifferInWhatBelongsToARequestShareOneConnection() throws Exception {
        try (ProducerTemplate template = context.createProducerTemplate()) {
            for (String options : List.of("&unitId=3", "&unitId=4&requestTimeout=5000", "&unitId=5&window=1")) {
                template.requestBody(uri(options), new ReadHoldingRegisters(0, 1));
            }
        }
        assertThat(peer.channels).hasSize(1);
        assertThat(List.of(peer.<ModbusFrame>next(), peer.<ModbusFrame>next(), peer.<ModbusFrame>next()))
                .extracting(ModbusFrame::unitId)
                .containsExactly(3, 4, 5);
    }

    @Test
    void whatOneEndpointSetsGoesForAllInWhateverOrderTheyStart() {
        SharedClients.Handle first = clients().acquire(endpoint(""));
        SharedClients.Handle second = clients().acquire(endpoint("&window=8&connectPause=7"));
        assertThat(first.client()).isSameAs(second.client());
        assertThat(first.client().options().window()).isEqualTo(8);
        assertThat(first.client().options().pauses().afterConnect()).isEqualTo(Duration.ofMillis(7));
        first.release();
        second.release();
    }

    @Test
    void statusThatIsLookedAtDoesNotFixTheOptions() throws Exception {
        McpProducer lazy = (McpProducer) endpoint("&lazyConnect=true").createProducer();
        lazy.start();
        assertThat(lazy.getConnected()).isZero();
        SharedClients.Handle other = clients().acquire(endpoint("&window=8"));
        assertThat(other.client().options().window()).isEqualTo(8);
        other.release();
        lazy.stop();
    }

    @Test
    void optionsThatContradictEachOtherAreRefusedAndBothNamed() {
        SharedClients.Handle first = clients().acquire(endpoint("&window=8"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clients().acquire(endpoint("&window=4")))
                .withMessageContaining("window=4 contradicts window=8 of another endpoint");
        assertThat(first.client().options().window()).isEqualTo(8);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clients().acquire(endpoint("&requestPause=5")))
                .withMessageContaining("requestPause=5 contradicts requestPause=0, with which another endpoint");
        first.release();
        SharedClients.Handle later = clients().acquire(endpoint("&window=4"));
        assertThat(later.client().options().window()).isEqualTo(4);
        later.release();
    }

    @Test
    void defaultsOfTheConnectionAreOneRequestAtATimeAndOneConnection() {
        SharedClients.Handle handle = clients().acquire(endpoint(""));
        assertThat(handle.client().options().window()).isEqualTo(1);
        assertThat(handle.client().options().connections()).isEqualTo(1);
        assertThat(handle.client().options().pauses().quarantine()).isEqualTo(Duration.ofMillis(500));
        handle.release();
    }

    @Test
    void deviceThatNoRouteNamesSharesTheConnectionToo() throws Exception {
        SharedClients.Handle named = clients().acquire(endpoint("&unitId=3"));
        SharedClients.Handle unnamed = clients()
                .acquire(
                        context.getComponent("mcp", McpComponent.class),
                        "127.0.0.1",
                        peer.port(),
                        McpProtocol.modbusTcp,
                        Map.of("connectPause", "0"));
        assertThat(unnamed.client()).isSameAs(named.client());
        assertThat(unnamed.client()
                        .request(9, new ReadHoldingRegisters(0, 1), Duration.ofSeconds(10))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(new ReadRegistersResponse(3, new int[] {9}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clients()
                        .acquire(
                                context.getComponent("mcp", McpComponent.class),
                                "127.0.0.1",
                                peer.port(),
                                McpProtocol.modbusTcp,
                                Map.of("conectPause", "0")))
                .withMessageContaining("conectPause");
        named.release();
        unnamed.release();
    }

    @Test
    void optionsOutOfRangeFailAtStartAndAreNamed() {
        for (String options : List.of("&connectPause=-1", "&requestPause=-1", "&quarantine=60001", "&window=2000")) {
            String culprit = options.substring(1);
            assertThatThrownBy(() -> TestContext.start(
                            routes -> routes.from("direct:" + culprit).to(uri(options))))
                    .hasStackTraceContaining(culprit);
        }
        assertThatThrownBy(() ->
                        TestContext.start(routes -> routes.from("direct:both").to(uri("&window=4&requestPause=10"))))
                .hasStackTraceContaining("requestPause=10")
                .hasStackTraceContaining("window=4");
    }
}
