package io.camelmcp.component;

import static io.camelmcp.component.PlainDevice.plain;
import static io.camelmcp.component.PlainDevice.sequenced;
import static io.camelmcp.component.PlainDevice.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.component.server.CloseReason;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, section 8: whatever a peer sends ends its own connection at most, and is counted. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class HostileInputTest {

    private static final int REPORT = 0x0C;

    private final Gate gate = new Gate();
    private final List<PlainDevice> devices = new ArrayList<>();
    private TestContext test;
    private PlainDevice bystander;

    private PlainDevice start(String options) throws Exception {
        test = TestContext.start(
                routes -> routes.from("mcp:127.0.0.1:0" + options).process(gate));
        bystander = connect();
        bystander.sendPlain(REPORT, "bystander").receive();
        return connect();
    }

    private PlainDevice connect() throws Exception {
        PlainDevice device = test.device();
        devices.add(device);
        return device;
    }

    /** Closed for this reason, which is counted, while the other connection has not noticed anything. */
    private void assertClosed(PlainDevice device, CloseReason reason) throws Exception {
        assertThat(device.isClosedByPeer()).as("closed").isTrue();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(test.statistics().closed(reason))
                        .as("%s", reason)
                        .isEqualTo(1));
        assertThat(bystander.sendPlain(REPORT, "bystander").receive().command()).isEqualTo(0x8C);
    }

    @AfterEach
    void close() throws Exception {
        gate.open();
        for (PlainDevice device : devices) {
            device.close();
        }
        test.close();
    }

    @Test
    void peerThatTakesNoAnswersIsClosedAfterTheFrameTimeout() throws Exception {
        PlainDevice device = startUnread("?frameTimeout=500");
        byte[] ping = plain(0x03, new byte[16]);
        byte[] many = new byte[ping.length * 1_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = ping[i % ping.length];
        }
        Thread sender = new Thread(() -> {
            try {
                while (true) {
                    device.send(many);
                }
            } catch (IOException e) {
                // closed
            }
        });
        sender.start();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(test.statistics().closed(CloseReason.WRITE_TIMEOUT))
                        .isEqualTo(1));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(test.statistics().open()).isEqualTo(1));
        sender.join(10_000);
        assertThat(sender.isAlive()).isFalse();
        assertThat(bystander.sendPlain(REPORT, "bystander").receive().command()).isEqualTo(0x8C);
    }

    @Test
    void connectionThatEndsByItsFaultIsGoneAlsoWhenItsPeerReadsNothing() throws Exception {
        PlainDevice device = startUnread("");
        byte[] ping = plain(0x03, new byte[16]);
        for (int i = 0; i < 1_000; i++) {
            device.send(ping);
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(test.statistics().answers()).isGreaterThan(1_000));
        device.send(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(test.statistics().open()).isEqualTo(1));
        assertThat(test.statistics().closed(CloseReason.BAD_FRAME)).isEqualTo(1);
    }

    /** A device whose receive buffer is small, and which nobody reads; only the bystander is there too. */
    private PlainDevice startUnread(String options) throws Exception {
        start(options).close();
        await().atMost(Duration.ofSeconds(10)).until(() -> test.statistics().open() == 1);
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1_024);
        socket.connect(new InetSocketAddress("127.0.0.1", test.port()));
        PlainDevice device = new PlainDevice(socket);
        devices.add(device);
        return device.sendPlain(0x03, "");
    }

    @Test
    void connectionAboveTheLimitIsClosedAtOnceAndThereIsRoomAgainWhenOneLeaves() throws Exception {
        PlainDevice second = start("?maxConnections=2");
        assertThat(second.sendPlain(REPORT, "x").receive().command()).isEqualTo(0x8C);

        assertClosed(connect(), CloseReason.CONNECTION_LIMIT);
        assertThat(test.statistics().open()).isEqualTo(2);
        second.close();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(test.statistics().open()).isEqualTo(1));
        assertThat(connect().sendPlain(REPORT, "y").receive().command()).isEqualTo(0x8C);
        assertThat(test.statistics().accepted()).isEqualTo(4);
    }

    @Test
    void limitOfConnectionsHoldsWhenManyComeAtOnce() throws Exception {
        start("?maxConnections=5");
        List<Thread> threads = new ArrayList<>();
        List<PlainDevice> crowd = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 40; i++) {
            threads.add(new Thread(() -> {
                try {
                    crowd.add(test.device());
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        devices.addAll(crowd);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(test.statistics().accepted()).isEqualTo(42));
        assertThat(test.statistics().open()).isEqualTo(5);
        assertThat(test.statistics().closed(CloseReason.CONNECTION_LIMIT)).isEqualTo(37);
    }

    @Test
    void limitForAnAddressLeavesOtherAddressesAlone() throws Exception {
        start("?maxConnectionsPerAddress=2");

        assertClosed(connect(), CloseReason.ADDRESS_LIMIT);
        PlainDevice elsewhere =
                new PlainDevice(new Socket("127.0.0.1", test.port(), InetAddress.getByName("127.0.0.2"), 0));
        devices.add(elsewhere);
        assertThat(elsewhere.sendPlain(REPORT, "x").receive().command()).isEqualTo(0x8C);
    }

    @ParameterizedTest
    @ValueSource(strings = {"474554202F20485454502F312E310D0A", "160301020001", "00", "4D42", "FFFFFFFFFFFFFFFF"})
    void garbageAtTheBeginningIsClosedAndCounted(String hex) throws Exception {
        PlainDevice device = start("?detectTimeout=1000");
        device.send(HexFormat.of().parseHex(hex));

        assertThat(device.isClosedByPeer()).isTrue();
        assertThat(test.statistics().closed(CloseReason.UNKNOWN_PROTOCOL)
                        + test.statistics().closed(CloseReason.DETECT_TIMEOUT))
                .isEqualTo(1);
        assertThat(bystander.sendPlain(REPORT, "bystander").receive().command()).isEqualTo(0x8C);
    }

    @ParameterizedTest
    @CsvSource({
        "4d43010c0000000a7b2274223a32312e357d7384b900, 1, BAD_FRAME",
        "4d430203000000020102e88d4247, 1, BAD_FRAME",
        "4d430903, 2, UNSUPPORTED_VERSION",
        "4d43010cffffffff, 4, FRAME_TOO_LARGE",
        "4d43010c00010001, 4, FRAME_TOO_LARGE"
    })
    void brokenFrameIsToldInTheVersionOfTheLastValidOneAndTheConnectionEnds(String hex, int code, CloseReason reason)
            throws Exception {
        PlainDevice device = start("");
        device.send(HexFormat.of().parseHex(hex));
        assertUnsolicited(device.receive(), 1, code);
        assertClosed(device, reason);

        PlainDevice sequenced = connect();
        sequenced.sendSequenced(REPORT, 1, "valid").receive();
        sequenced.send(HexFormat.of().parseHex(hex));
        assertUnsolicited(sequenced.receive(), 2, code);
        assertThat(sequenced.isClosedByPeer()).isTrue();
        assertThat(test.statistics().errors()).isEqualTo(2);
        assertThat(gate.finished()).doesNotContain("{\"t\":21.5}");
    }

    private static void assertUnsolicited(PlainDevice.Reply error, int version, int code) {
        assertThat(error.errorCode()).isEqualTo(code);
        assertThat(error.version()).isEqualTo(version);
        assertThat(error.id()).isZero();
        assertThat(error.seq()).isZero();
        assertThat(error.body()[0]).as("failed command").isZero();
    }

    @Test
    void errorReachesADeviceThatIsStillSending() throws Exception {
        PlainDevice device = start("");
        // a socket that is closed with octets unread resets the connection, and the reset overtakes the ERROR
        device.send(java.util.Arrays.copyOf(HexFormat.of().parseHex("4d43010cffffffff"), 100_000));

        assertUnsolicited(device.receive(), 1, 4);
        assertThatThrownBy(() -> device.receiveOctets(1))
                .as("end of stream, not a reset")
                .isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4d43010c00000010", "4d43010c", "000100000006010600", "0106"})
    void frameThatIsNeverCompletedIsClosed(String hex) throws Exception {
        PlainDevice device = start(hex.startsWith("0106") ? "?detectTimeout=300" : "?frameTimeout=300");
        device.send(HexFormat.of().parseHex(hex));

        assertClosed(device, hex.startsWith("0106") ? CloseReason.DETECT_TIMEOUT : CloseReason.FRAME_TIMEOUT);
    }

    @Test
    void octetsThatDribbleInDoNotKeepAFrameAlive() throws Exception {
        PlainDevice device = start("?frameTimeout=300");
        byte[] frame = plain(REPORT, new byte[60_000]);
        device.send(java.util.Arrays.copyOf(frame, 8));

        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    try {
                        device.send(new byte[1]);
                        return test.statistics().closed(CloseReason.FRAME_TIMEOUT) == 1;
                    } catch (IOException e) {
                        return true;
                    }
                });
        assertThat(test.statistics().closed(CloseReason.FRAME_TIMEOUT)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4d", "4d43", "01"})
    void connectionThatDoesNotSayWhatItSpeaksIsClosed(String hex) throws Exception {
        PlainDevice device = start("?detectTimeout=300");
        device.send(HexFormat.of().parseHex(hex));

        assertClosed(device, CloseReason.DETECT_TIMEOUT);
    }

    @Test
    void idleConnectionIsClosedButNotOneThatWaitsForItsAnswer() throws Exception {
        PlainDevice waiting = start("?idleTimeout=400");
        waiting.sendPlain(REPORT, "block");
        gate.awaitEntered(2);

        assertThat(bystander.isClosedByPeer()).isTrue();
        assertThat(test.statistics().closed(CloseReason.IDLE)).isEqualTo(1);
        gate.open();
        assertThat(waiting.receive().command()).isEqualTo(0x8C);
        assertThat(waiting.isClosedByPeer()).as("idle as well now").isTrue();
    }

    @Test
    void resyncGoesOnAfterACorruptFrameAndCountsWhatItDropped() throws Exception {
        PlainDevice device = start("?onCorruptFrame=resync");
        byte[] corrupt = plain(REPORT, utf8("corrupt"));
        corrupt[corrupt.length - 1]++;
        device.send(corrupt).send(new byte[] {1, 2, 3}).sendPlain(REPORT, "good");

        assertThat(device.receive().command()).isEqualTo(0x8C);
        assertThat(gate.finished()).endsWith("good").doesNotContain("corrupt");
        assertThat(test.statistics().droppedOctets()).isEqualTo(corrupt.length + 3);
    }

    @Test
    void resyncEndsWithAnErrorWhenThereIsNothingButFalseHeaders() throws Exception {
        PlainDevice device = start("?onCorruptFrame=resync");
        ByteBuffer flood = ByteBuffer.allocate(80_000);
        while (flood.hasRemaining()) {
            flood.putLong(0x4D43010C0000FFF0L);
        }
        device.send(flood.array());

        assertThat(device.receive().errorCode()).isEqualTo(1);
        assertClosed(device, CloseReason.BAD_FRAME);
        assertThat(test.statistics().droppedOctets()).isLessThan(200);
    }

    @Test
    void requestAcceptedBeforeTheBrokenFrameStillRuns() throws Exception {
        PlainDevice device = start("");
        device.sendPlain(REPORT, "block").send(new byte[] {1, 2, 3});

        assertThat(device.receive().errorCode()).isEqualTo(1);
        assertClosed(device, CloseReason.BAD_FRAME);
        gate.open();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(gate.finished()).contains("block"));
    }

    @Test
    void randomOctetsHurtNobodyElse() throws Exception {
        start("?detectTimeout=1000&frameTimeout=1000");
        Random random = new Random(7);
        byte[] good = sequenced(REPORT, 0, 1, new byte[20]);
        for (int i = 0; i < 60; i++) {
            byte[] octets = good.clone();
            for (int change = 0; change <= i % 4; change++) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            }
            try {
                connect().send(octets).send(octets);
            } catch (IOException e) {
                // closed while it was still sending
            }
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(test.statistics().accepted()).isEqualTo(62));
        assertThat(bystander.sendPlain(REPORT, "bystander").receive().command()).isEqualTo(0x8C);
        assertThat(test.statistics().closed(CloseReason.IO_ERROR)).isZero();
    }
}
