package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.component.server.CloseReason;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HexFormat;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What consumers of one port share, and what fails at start instead of later. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class PortOptionsTest {

    private static final String PORT = "mcp:127.0.0.1:0";
    private static final int REPORT = 0x0C;
    private static final int LOG = 0x0D;

    private final Gate gate = new Gate();

    private TestContext start(String... options) throws Exception {
        return TestContext.start(routes -> {
            for (String option : options) {
                routes.from(PORT + option).process(gate);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "maxConnections, 5, 6",
        "maxFrameLength, 100, 200",
        "idleTimeout, 1000, 2000",
        "protocol, mcp, modbusTcp",
        "onCorruptFrame, close, resync",
        "bank, memory, none"
    })
    void explicitOptionsThatContradictFailAtStartWithTheOptionAndBothValues(String name, String one, String other) {
        assertThatThrownBy(() -> start(
                        "?commands=REPORT&" + name + "=" + one,
                        "?commands=LOG",
                        "?commands=COMMAND&" + name + "=" + other))
                .hasStackTraceContaining("mcp:127.0.0.1:0: " + name + "=" + other + " contradicts " + name + "=" + one
                        + " of another consumer of this port");
    }

    @Test
    void optionSetByOneConsumerGoesForAllOfThePort() throws Exception {
        try (TestContext test = start("?commands=REPORT", "?commands=LOG&maxConnections=1");
                PlainDevice first = test.device()) {
            // connections are counted on their event loops: only one that has been served is sure to be the first
            assertThat(first.sendPlain(REPORT, "x").receive().command()).isEqualTo(0x8C);
            try (PlainDevice second = test.device()) {
                assertThat(second.isClosedByPeer()).isTrue();
            }
            assertThat(first.sendPlain(REPORT, "y").receive().command()).isEqualTo(0x8C);
            assertThat(test.statistics().closed(CloseReason.CONNECTION_LIMIT)).isEqualTo(1);
        }
    }

    @Test
    void bankSetByOneConsumerGoesForTheOneThatTakesModbus() throws Exception {
        try (TestContext test = TestContext.start(routes -> {
                    routes.from(PORT + "?commands=MODBUS").setBody(routes.constant(0x1234));
                    routes.from(PORT + "?commands=REPORT&bank=none").process(gate);
                });
                PlainDevice master = test.device()) {
            byte[] answer = master.send(HexFormat.of().parseHex("000100000006010300050001"))
                    .receiveOctets(11);
            assertThat(answer).isEqualTo(HexFormat.of().parseHex("0001000000050103021234"));
        }
    }

    @Test
    void optionsOfAConsumerThatWasRefusedOrHasLeftDoNotStay() throws Exception {
        try (TestContext test = TestContext.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:0?commands=LOG")
                        .routeId("first")
                        .autoStartup(false)
                        .to("mock:x");
                from("mcp:127.0.0.1:0?commands=LOG&maxConnections=1")
                        .routeId("second")
                        .autoStartup(false)
                        .to("mock:x");
            }
        })) {
            test.context.getRouteController().startRoute("first");
            assertThatThrownBy(() -> test.context.getRouteController().startRoute("second"))
                    .hasStackTraceContaining("maxConnections=1 contradicts maxConnections=10000, with which another"
                            + " consumer of this port has opened it");
            test.context.getRouteController().stopRoute("first");
            test.context.getRouteController().startRoute("second");
            test.context.getRouteController().stopRoute("second");
            test.context.getRouteController().startRoute("first");

            assertThat(test.consumer("first").server().options().maxConnections())
                    .isEqualTo(10_000);
        }
    }

    @Test
    void sameValueTwiceIsNoContradiction() throws Exception {
        try (TestContext test = start("?commands=REPORT&maxConnections=5", "?commands=LOG&maxConnections=5");
                PlainDevice device = test.device()) {
            assertThat(device.sendPlain(LOG, "x").receive().command()).isEqualTo(0x8D);
        }
    }

    @Test
    void boundPortTakesMoreConsumersButNoOtherOptions() throws Exception {
        try (TestContext test = start("?commands=REPORT");
                PlainDevice device = test.device()) {
            test.context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(PORT + "?commands=LOG&maxConnections=10000").process(gate);
                }
            });
            assertThat(device.sendPlain(LOG, "x").receive().command()).isEqualTo(0x8D);
            assertThatThrownBy(() -> test.context.addRoutes(new RouteBuilder() {
                        @Override
                        public void configure() {
                            from(PORT + "?commands=COMMAND&maxConnections=7").process(gate);
                        }
                    }))
                    .hasStackTraceContaining("maxConnections=7 contradicts maxConnections=10000");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxFrameLength=63 | maxFrameLength=63 is below 64",
                "maxInFlight=0 | maxInFlight=0 is below 1",
                "maxInFlightBytes=0 | maxInFlightBytes=0 is below 1",
                "maxInFlightPerConnection=0 | maxInFlightPerConnection=0 is below 1",
                "maxConnections=-1 | maxConnections=-1 is below 0",
                "maxConnectionsPerAddress=-1 | maxConnectionsPerAddress=-1 is below 0",
                "detectTimeout=0 | detectTimeout=0 is below 1",
                "frameTimeout=0 | frameTimeout=0 is below 1",
                "idleTimeout=-1 | idleTimeout=-1 is below 0",
                "backlog=0 | backlog=0 is below 1",
                "requestTimeout=0 | requestTimeout=0 is below 1",
                "maxThreads=0 | maxThreads=0 is below 1",
                "commands=REPROT | command REPROT is neither one of",
                "commands=REPORT,PING | PING cannot be taken by a route",
                "commands=REPORT, | is neither one of",
                "mode=client | port=0 is not in 1..65535",
                "ssl=true | ssl=true needs a certificate",
                "protocol=profinet | protocol",
                "maxConection=5 | maxConection"
            })
    void badValuesAndUnknownOptionsFailAtStartAndAreNamed(String option, String message) {
        assertThatThrownBy(() -> start("?" + option)).hasStackTraceContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"mcp:127.0.0.1", "mcp:127.0.0.1:65536", "mcp:127.0.0.1:port", "mcp://:502"})
    void addressThatIsNotHostAndPortIsTold(String uri) {
        assertThatThrownBy(() -> TestContext.start(routes -> routes.from(uri).process(gate)))
                .hasStackTraceContaining("is not host:port with a port of 0..65535");
    }

    @Test
    void portInUseFailsTheStartAndIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String uri = "mcp:127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(
                            () -> TestContext.start(routes -> routes.from(uri).process(gate)))
                    .hasStackTraceContaining(uri + " cannot be bound: ");
        }
    }

    @Test
    void portThatWasChosenForPort0CanBeRead() throws Exception {
        try (TestContext test = start("")) {
            assertThat(test.consumer().getBoundPort()).isPositive();
            assertThat(test.consumer().getBoundAddress().getPort())
                    .isEqualTo(test.consumer().getBoundPort());
            test.device().close();
        }
    }

    @Test
    void endpointsWithPort0ShareOneServerAndOtherContextsDoNot() throws Exception {
        try (TestContext test = TestContext.start(routes -> {
                    routes.from(PORT + "?commands=REPORT").routeId("a").process(gate);
                    routes.from(PORT + "?commands=LOG").routeId("b").process(gate);
                });
                TestContext other = start("")) {
            assertThat(test.consumer("a").getBoundPort())
                    .isEqualTo(test.consumer("b").getBoundPort());
            assertThat(other.port()).isNotEqualTo(test.port());
        }
    }

    @Test
    void ipv6AddressIsBoundAsItIsWritten() throws Exception {
        try (TestContext test =
                TestContext.start(routes -> routes.from("mcp:[::1]:0").process(gate))) {
            assertThat(test.consumer().getBoundAddress().getAddress().getHostAddress())
                    .isEqualTo("0:0:0:0:0:0:0:1");
        }
    }
}
