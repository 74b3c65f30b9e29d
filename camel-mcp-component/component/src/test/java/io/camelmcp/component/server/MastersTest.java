package io.camelmcp.component.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.session.auth.Addresses;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connections of Modbus masters: which one makes room at a limit, and how much one may have unanswered. */
@ExtendWith(NettyLeakDetectorExtension.class)
class MastersTest {

    private final List<StepServer> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(StepServer::close);
    }

    // ------------------------------------------------------------------ room at a limit

    @Test
    void masterThatHasBeenIdleLongestMakesRoomAtTheLimitOfThePort() {
        StepServer gateway = start(settings -> settings.maxConnections = 3);
        StepDevice first = master(gateway, "192.0.2.1");
        gateway.advance(Duration.ofSeconds(1));
        StepDevice second = master(gateway, "192.0.2.2");
        gateway.advance(Duration.ofSeconds(1));
        StepDevice third = master(gateway, "192.0.2.3");
        gateway.advance(Duration.ofSeconds(1));
        read(first, 7);

        StepDevice fourth = master(gateway, "192.0.2.4");

        assertThat(second.isOpen()).isFalse();
        assertThat(List.of(first, third, fourth)).allMatch(StepDevice::isOpen);
        assertThat(closed(gateway, CloseReason.EVICTED)).isEqualTo(1);
        assertThat(closed(gateway, CloseReason.CONNECTION_LIMIT)).isZero();
        assertThat(gateway.server.statistics().open()).isEqualTo(3);
        read(fourth, 9);
    }

    @Test
    void masterMakesRoomForADeviceToo() {
        StepServer gateway = start(settings -> settings.maxConnections = 1);
        StepDevice master = master(gateway, "192.0.2.1");
        StepDevice device = gateway.connect("192.0.2.2").plain(McpCommand.REPORT, "a");
        assertThat(device.receive().text()).isEqualTo("a");
        assertThat(master.isOpen()).isFalse();
    }

    @Test
    void neitherAnMcpConnectionNorASessionMakesRoom() {
        StepServer gateway = start(settings -> settings.maxConnections = 2);
        StepDevice plain = gateway.connect("192.0.2.1").plain(McpCommand.REPORT, "a");
        StepDevice session = gateway.loggedIn("c");
        gateway.advance(Duration.ofSeconds(20));

        assertThat(connect(gateway, "192.0.2.9").isOpen()).isFalse();

        assertThat(plain.isOpen()).isTrue();
        assertThat(session.isOpen()).isTrue();
        assertThat(closed(gateway, CloseReason.CONNECTION_LIMIT)).isEqualTo(1);
        assertThat(closed(gateway, CloseReason.EVICTED)).isZero();
    }

    @Test
    void masterWithAnUnansweredRequestDoesNotMakeRoomAndTheNextOneDoes() {
        StepServer gateway = start(settings -> {
            settings.maxConnections = 2;
            settings.route.echoes = false;
        });
        StepDevice waiting = master(gateway, "192.0.2.1");
        waiting.send(write(1, 7));
        gateway.advance(Duration.ofSeconds(1));
        StepDevice idle = master(gateway, "192.0.2.2");
        gateway.advance(Duration.ofSeconds(1));

        assertThat(connect(gateway, "192.0.2.3").isOpen()).isTrue();
        assertThat(idle.isOpen()).isFalse();
        assertThat(waiting.isOpen()).isTrue();

        assertThat(connect(gateway, "192.0.2.4").isOpen())
                .as("one is unanswered, the other has no protocol yet")
                .isFalse();
        gateway.end(gateway.route.running.get(0), new byte[0]);
        assertThat(waiting.octets()).containsExactly(write(1, 7));
        assertThat(connect(gateway, "192.0.2.5").isOpen()).isTrue();
        assertThat(waiting.isOpen()).isFalse();
    }

    @Test
    void masterWhoseNextRequestHasBegunDoesNotMakeRoom() {
        StepServer gateway = start(settings -> settings.maxConnections = 1);
        StepDevice master = master(gateway, "192.0.2.1");
        byte[] request = read(2);
        master.send(Arrays.copyOf(request, 7));
        assertThat(connect(gateway, "192.0.2.2").isOpen()).isFalse();
        master.send(Arrays.copyOfRange(request, 7, request.length));
        assertThat(master.octets()).startsWith(0, 2, 0, 0, 0, 5, 1, 3, 2);
    }

    @Test
    void masterFromAPriorityAddressDoesNotMakeRoom() {
        StepServer gateway = start(settings -> {
            settings.maxConnections = 2;
            settings.access = new ModbusAccess(Addresses.parse("192.0.2.1,198.51.100.0/24"), 0, null);
        });
        StepDevice marked = master(gateway, "192.0.2.1");
        gateway.advance(Duration.ofSeconds(1));
        StepDevice other = master(gateway, "192.0.2.2");
        StepDevice alsoMarked = master(gateway, "198.51.100.7");
        assertThat(other.isOpen()).isFalse();

        assertThat(connect(gateway, "192.0.2.3").isOpen()).isFalse();
        assertThat(List.of(marked, alsoMarked)).allMatch(StepDevice::isOpen);
    }

    @Test
    void masterOfTheSameAddressMakesRoomAtTheLimitOfAnAddress() {
        StepServer gateway = start(settings -> settings.maxConnectionsPerAddress = 1);
        StepDevice elsewhere = master(gateway, "192.0.2.2");
        gateway.advance(Duration.ofSeconds(1));
        StepDevice first = master(gateway, "192.0.2.1");

        StepDevice second = master(gateway, "192.0.2.1");

        assertThat(first.isOpen()).isFalse();
        assertThat(List.of(elsewhere, second)).allMatch(StepDevice::isOpen);
    }

    @Test
    void connectionsAboveTheRateMakeNobodyLeave() {
        StepServer gateway = start(settings -> {
            settings.maxConnections = 1;
            settings.connectionRate = 1;
        });
        StepDevice master = master(gateway, "192.0.2.1");
        for (int i = 0; i < 20; i++) {
            assertThat(connect(gateway, "192.0.2.2").isOpen()).isFalse();
        }
        assertThat(master.isOpen()).isTrue();
    }

    // ------------------------------------------------------------------ from where

    @Test
    void modbusFromElsewhereThanModbusAllowIsClosedAndMcpIsNot() {
        StepServer gateway = start(settings -> settings.modbusAllow = "192.0.2.1");
        read(master(gateway, "192.0.2.1"), 1);
        StepDevice other = gateway.connect("192.0.2.2").send(read(1));
        assertThat(other.isOpen()).isFalse();
        assertThat(other.octets()).isEmpty();
        assertThat(closed(gateway, CloseReason.NOT_ALLOWED)).isEqualTo(1);
        assertThat(gateway.connect("192.0.2.2")
                        .plain(McpCommand.REPORT, "a")
                        .receive()
                        .text())
                .isEqualTo("a");
    }

    @Test
    void nobodyMakesRoomForAConnectionFromWhereModbusIsNotTaken() {
        StepServer gateway = start(settings -> {
            settings.modbusAllow = "192.0.2.1";
            settings.maxConnections = 1;
            settings.pinned = Protocol.MODBUS_TCP;
        });
        StepDevice master = master(gateway, "192.0.2.1");
        assertThat(connect(gateway, "192.0.2.2").isOpen()).isFalse();
        assertThat(master.isOpen()).isTrue();
        assertThat(closed(gateway, CloseReason.NOT_ALLOWED)).isEqualTo(1);
    }

    // ------------------------------------------------------------------ idle

    @Test
    void silentMasterIsClosedAfterTheIdleTimeoutAndOneThatAsksIsNot() {
        StepServer gateway = start(any -> {});
        StepDevice silent = master(gateway, "192.0.2.1");
        StepDevice asking = master(gateway, "192.0.2.2");
        for (int i = 0; i < 5; i++) {
            gateway.advance(Duration.ofSeconds(59));
            read(asking, i);
        }
        assertThat(silent.isOpen()).as("after 295 s of 300").isTrue();
        gateway.advance(Duration.ofSeconds(6));
        assertThat(silent.isOpen()).isFalse();
        assertThat(asking.isOpen()).isTrue();
        assertThat(closed(gateway, CloseReason.IDLE)).isEqualTo(1);
    }

    // ------------------------------------------------------------------ transactions

    @Test
    void requestsAboveMaxTransactionsGetException06InTheirTurnAndNoneIsLost() {
        StepServer gateway = start(settings -> {
            settings.route.echoes = false;
            settings.access = new ModbusAccess(Addresses.parse(null), 2, null);
        });
        StepDevice master = gateway.connect();
        for (int id = 1; id <= 4; id++) {
            master.put(write(id, id));
        }
        gateway.run();
        assertThat(master.octets()).isEmpty();
        gateway.end(gateway.route.running.get(0), new byte[0]);
        assertThat(master.octets()).containsExactly(write(1, 1));
        master.send(write(5, 5));
        gateway.end(gateway.route.running.get(1), new byte[0]);
        assertThat(master.octets())
                .containsExactly(HexFormat.of().parseHex(hex(write(2, 2)) + "000300000003018606000400000003018606"));
        gateway.end(gateway.route.running.get(2), new byte[0]);
        assertThat(master.octets()).containsExactly(write(5, 5));
        assertThat(gateway.route.running).hasSize(3);
    }

    @Test
    void readingPausesInsteadWithoutMaxTransactions() {
        StepServer gateway = start(settings -> settings.route.echoes = false);
        StepDevice master = gateway.connect();
        for (int id = 1; id <= 200; id++) {
            master.put(write(id, id));
        }
        gateway.run();
        assertThat(master.isRead()).isFalse();
        for (int i = 0; i < 200; i++) {
            gateway.end(gateway.route.running.get(i), new byte[0]);
            assertThat(master.octets()).containsExactly(write(i + 1, i + 1));
        }
    }

    // ------------------------------------------------------------------ how

    private StepServer start(Consumer<StepServer.Settings> how) {
        StepServer.Settings settings = new StepServer.Settings();
        settings.route = new StepHandler() {
            @Override
            public void handle(ServerRequest request) {
                if (request instanceof ModbusServerRequest && echoes) {
                    request.complete();
                } else {
                    super.handle(request);
                }
            }
        };
        how.accept(settings);
        StepServer gateway = new StepServer(settings);
        open.add(gateway);
        return gateway;
    }

    /** A connection on which a register has been read, so that its protocol is known. */
    private static StepDevice master(StepServer gateway, String address) {
        StepDevice master = connect(gateway, address);
        if (master.isOpen()) {
            read(master, 1);
        }
        return master;
    }

    private static StepDevice connect(StepServer gateway, String address) {
        StepDevice device = gateway.connect(address);
        gateway.run();
        return device;
    }

    private static void read(StepDevice master, int id) {
        assertThat(master.send(read(id)).octets()).startsWith(0, id, 0, 0, 0, 5, 1, 3, 2);
    }

    private static byte[] read(int id) {
        return HexFormat.of().parseHex("%04x00000006010300100001".formatted(id));
    }

    private static byte[] write(int id, int value) {
        return HexFormat.of().parseHex("%04x0000000601060005%04x".formatted(id, value));
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    private static long closed(StepServer gateway, CloseReason reason) {
        return gateway.server.statistics().closed(reason);
    }
}
