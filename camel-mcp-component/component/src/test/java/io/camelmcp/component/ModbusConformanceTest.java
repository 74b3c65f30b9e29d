package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rows of the conformance table in docs/modbus.md, MBAP and RTU over TCP. Each case has a connection of its own, and after it a
 * healthy read shows that the connection is still in step, or closed where the table says so.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModbusConformanceTest {

    private static final String HEALTHY = "01 03 0000 0002";
    private static final String HEALTHY_ANSWER = "01030400000000";

    private TestContext test;

    @BeforeAll
    void start() throws Exception {
        test = start("conformance/bank.yaml");
    }

    private static TestContext start(String bank) throws Exception {
        return TestContext.start(
                routes -> routes.from("mcp:127.0.0.1:0?bank=classpath:" + bank).log("${body}"));
    }

    @AfterAll
    void stop() throws Exception {
        test.close();
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            FC03 quantity 0                              | 01 03 0000 0000                                  | 018303
            FC03 quantity 126                            | 01 03 0000 007e                                  | 018303
            FC03 qty 0 at bad address                    | 01 03 0fff 0000                                  | 018303
            FC03 at bad address                          | 01 03 0fff 0001                                  | 018302
            FC03 only the end is outside                 | 01 03 00c7 0002                                  | 018302
            FC03 65535, qty 2                            | 01 03 ffff 0002                                  | 018302
            FC01 quantity 2001                           | 01 01 0000 07d1                                  | 018103
            FC01 quantity 2000                           | 01 01 0000 07d0                                  | 0101fa*
            FC05 value 0x1234                            | 01 05 0000 1234                                  | 018503
            FC0F 16 coils, 1 byte                        | 01 0f 0000 0010 01 ff                            | 018f03
            FC10 quantity 0                              | 01 10 0000 0000 00                               | 019003
            FC10 qty 2, byte count 2                     | 01 10 0000 0002 02 0001                          | 019003
            FC10 + 2 extra bytes inside MBAP length      | 01 10 0000 0001 02 0000 ffff                     | 019003
            FC03 truncated PDU                           | 01 03 0000                                       | 018303
            FC17 read 126                                | 01 17 0000 007e 0000 0001 02 0000                | 019703
            FC17 write outside                           | 01 17 0000 0001 00c8 0001 02 0000                | 019702
            FC07                                         | 01 07                                            | 010700
            FC08 echo                                    | 01 08 0000 a537                                  | 01080000a537
            FC08 unknown sub-function                    | 01 08 0013 0000                                  | 018801
            FC08 listen only                             | 01 08 0004 0000                                  | 018801
            FC08 a counter with an argument              | 01 08 000b 0001                                  | 018803
            FC0B                                         | 01 0b                                            | 010b0000*
            FC0C                                         | 01 0c                                            | 010c07000000**
            FC11                                         | 01 11                                            | 01110607ff50756d70
            FC14                                         | 01 14 07 06 0004 0000 0002                       | 01140605060dfe0020
            FC14 no such file                            | 01 14 07 06 0005 0000 0002                       | 019402
            FC14 byte count 6                            | 01 14 06 06 0004 0000 00                         | 019403
            FC15 only the end is outside                 | 01 15 0b 06 0004 0063 0002 0001 0002             | 019502
            FC18                                         | 01 18 04de                                       | 01180006000201b81284
            FC18 no such queue                           | 01 18 04df                                       | 019802
            FC2B/0E basic                                | 01 2b 0e 01 00                                   | 012b0e018100000300*
            FC2B/0E one object                           | 01 2b 0e 04 01                                   | 012b0e0481000001010250 31
            FC2B/0E unknown object                       | 01 2b 0e 04 7f                                   | 01ab02
            FC2B/0E code 5                               | 01 2b 0e 05 00                                   | 01ab03
            FC2B other interface                         | 01 2b 0d 00                                      | 01ab01
            FC 0x42 unknown                              | 01 42                                            | 01c201
            FC 0x41 unknown                              | 01 41 0102                                       | 01c101
            FC 0x00                                      | 01 00                                            | 018001
            FC 0x83 (>= 0x80)                            | 01 83 0000 0001                                  | 018301
            unit 99 (unknown)                            | 63 03 0000 0001                                  | 63830a
            unit 99 (unknown), FC08                      | 63 08 0000 a537                                  | 63880a
            unit 99 (unknown), write                     | 63 06 0000 0001                                  | 63860a
            unit 0                                       | 00 03 0000 0001                                  | 0003020000
            unit 255                                     | ff 03 0000 0001                                  | ff03020000
            """)
    void mbap(String row, String request, String want) throws Exception {
        try (RawMaster master = new RawMaster(test.port(), false)) {
            String answer = master.ask(request);
            assertThat(answer).as(row).matches(pattern(want));
            assertThat(master.ask(HEALTHY)).as("in step after it").isEqualTo(HEALTHY_ANSWER);
        }
    }

    /** A star stands for what the row does not say. */
    private static String pattern(String want) {
        return want.replace(" ", "").replace("**", "*").replace("*", ".*");
    }

    @ParameterizedTest(name = "{0}: closed")
    @CsvSource({
        "protocol id 1,         0001 0001 0006 01 03 0000 0001",
        "length 0,              0001 0000 0000 01 03 0000 0001",
        "length 1,              0001 0000 0001 01 03 0000 0001",
        "length 255,            0001 0000 00ff 01 03 0000 0001",
        "length 65535,          0001 0000 ffff 01 03 0000 0001"
    })
    void mbapHeaderThatIsNoneCloses(String row, String octets) throws Exception {
        try (RawMaster master = new RawMaster(test.port(), false)) {
            assertThat(master.ask(HEALTHY)).as("control").isEqualTo(HEALTHY_ANSWER);
            master.write(RawMaster.octets(octets));
            assertThat(master.answer()).as(row).isEqualTo(RawMaster.CLOSED);
        }
    }

    @Test
    void mbapFc10With124RegistersClosesBecauseItsPduHas254Octets() throws Exception {
        try (RawMaster master = new RawMaster(test.port(), false)) {
            assertThat(master.ask(HEALTHY)).as("control").isEqualTo(HEALTHY_ANSWER);
            assertThat(master.ask("01 10 0000 007c f8" + "0000".repeat(124))).isEqualTo(RawMaster.CLOSED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneBytePerSegmentIsServed(boolean rtu) throws Exception {
        try (RawMaster master = new RawMaster(test.port(), rtu)) {
            master.dribble("01 03 0000 0002");
            assertThat(master.answer()).isEqualTo(HEALTHY_ANSWER);
        }
    }

    @Test
    void fiftyRequestsInOneSegmentAreAnsweredInOrder() throws Exception {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
            // writes go through the route, reads and refused ones do not: all keep their place
            segment.write(RawMaster.mbap(i, i % 3 == 0 ? "01 06 0064 0007" : i % 3 == 1 ? HEALTHY : "01 42"));
        }
        try (RawMaster master = new RawMaster(test.port(), false)) {
            master.write(segment.toByteArray());
            for (int i = 0; i < 50; i++) {
                assertThat(master.mbapAnswer(i))
                        .isEqualTo(i % 3 == 0 ? "010600640007" : i % 3 == 1 ? HEALTHY_ANSWER : "01c201");
            }
        }
    }

    @Test
    void twelveHeldConnectionsAreAnswered() throws Exception {
        List<RawMaster> masters = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                masters.add(new RawMaster(test.port(), false));
            }
            for (RawMaster master : masters) {
                assertThat(master.ask(HEALTHY)).isEqualTo(HEALTHY_ANSWER);
            }
        } finally {
            for (RawMaster master : masters) {
                master.close();
            }
        }
    }

    @Test
    void unknownUnitIsSilentWhereTheBankSaysSo() throws Exception {
        try (TestContext silent = start("conformance/silent.yaml");
                RawMaster master = new RawMaster(silent.port(), false)) {
            master.send("63 03 0000 0001");
            // the next answer is that to the next request
            assertThat(master.ask(HEALTHY)).isEqualTo(HEALTHY_ANSWER);
        }
    }

    @Test
    void rangeOfARouteIsThereForUnitsThatTheBankDoesNotHave() throws Exception {
        try (TestContext silent = TestContext.start(routes -> routes.from("mcp:127.0.0.1:0"
                                + "?bank=classpath:conformance/silent.yaml&modbusRanges=99/holding:0-9")
                        .process(exchange -> exchange.getMessage().setBody(new int[] {42})));
                RawMaster master = new RawMaster(silent.port(), false)) {
            assertThat(master.ask("63 03 0000 0001")).isEqualTo("630302002a");
            master.send("63 03 0064 0001");
            // the next answer is that to the next request
            assertThat(master.ask("63 03 0001 0001")).isEqualTo("630302002a");
        }
    }

    // ------------------------------------------------------------------ RTU over TCP

    @ParameterizedTest(name = "RTU: {0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            FC10 with 64 registers   | 64  | 011000000040
            FC10 with 123 registers  | 123 | 01100000007b
            """)
    void rtuLongWrite(String row, int quantity, String want) throws Exception {
        try (RawMaster master = new RawMaster(test.port(), true)) {
            String request = String.format("01 10 0000 %04x %02x", quantity, 2 * quantity) + "0000".repeat(quantity);
            assertThat(master.ask(request)).as(row).isEqualTo(want);
            assertThat(master.ask(HEALTHY)).isEqualTo(HEALTHY_ANSWER);
        }
    }

    @Test
    void rtuWrongCrcIsNotAnswered() throws Exception {
        try (RawMaster master = new RawMaster(test.port(), true)) {
            assertThat(master.ask(HEALTHY)).as("control").isEqualTo(HEALTHY_ANSWER);
            byte[] corrupt = RawMaster.rtu("01 03 0000 0005");
            corrupt[7] ^= 1;
            long dropped = test.statistics().droppedFrames();
            master.write(corrupt);
            await().until(() -> test.statistics().droppedFrames() > dropped);
            // what comes within the pause is dropped with it; sooner or later one is healthy again, and is the first
            // answer
            String[] answer = new String[1];
            await().pollDelay(Duration.ofMillis(100)).until(() -> (answer[0] = master.ask(HEALTHY)) != null);
            assertThat(answer[0]).isEqualTo(HEALTHY_ANSWER);
        }
    }

    @Test
    void rtuTwoFramesInOneSegmentAreTwoAnswers() throws Exception {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        segment.write(RawMaster.rtu(HEALTHY));
        segment.write(RawMaster.rtu("01 03 0000 0001"));
        try (RawMaster master = new RawMaster(test.port(), true)) {
            master.write(segment.toByteArray());
            assertThat(master.answer()).isEqualTo(HEALTHY_ANSWER);
            assertThat(master.answer()).isEqualTo("0103020000");
        }
    }

    @Test
    void rtuNoiseBeforeTheFirstFrameCloses() throws Exception {
        try (RawMaster master = new RawMaster(test.port(), true)) {
            master.write(RawMaster.octets("ff ff ff"));
            master.send(HEALTHY);
            assertThat(master.answer()).isEqualTo(RawMaster.CLOSED);
        }
    }

    @Test
    void rtuUnknownFunctionClosesBecauseItsEndCannotBeTold() throws Exception {
        try (RawMaster master = new RawMaster(test.port(), true)) {
            assertThat(master.ask(HEALTHY)).as("control").isEqualTo(HEALTHY_ANSWER);
            assertThat(master.ask("01 42 00")).isEqualTo(RawMaster.CLOSED);
        }
    }

    @Test
    void rtuWriteToUnit0IsDoneAndNotAnswered() throws Exception {
        try (RawMaster master = new RawMaster(test.port(), true)) {
            master.send("00 06 00c7 1234");
            assertThat(master.ask(HEALTHY)).as("the first answer").isEqualTo(HEALTHY_ANSWER);
            // on TCP unit 0 is the device itself
            try (RawMaster tcp = new RawMaster(test.port(), false)) {
                assertThat(tcp.ask("00 03 00c7 0001")).isEqualTo("0003021234");
            }
        }
    }

    @Test
    void rtuSecondClientIsServed() throws Exception {
        try (RawMaster first = new RawMaster(test.port(), true);
                RawMaster second = new RawMaster(test.port(), true)) {
            assertThat(first.ask(HEALTHY)).isEqualTo(HEALTHY_ANSWER);
            assertThat(second.ask(HEALTHY)).isEqualTo(HEALTHY_ANSWER);
        }
    }

    @Test
    void rtuFrameInTwoPartsWithAPauseIsServed() throws Exception {
        byte[] frame = RawMaster.rtu(HEALTHY);
        try (RawMaster master = new RawMaster(test.port(), true)) {
            assertThat(master.ask(HEALTHY)).isEqualTo(HEALTHY_ANSWER);
            master.write(Arrays.copyOf(frame, 3));
            // the other connection is answered meanwhile, so time passes
            try (RawMaster other = new RawMaster(test.port(), true)) {
                assertThat(other.ask(HEALTHY)).isEqualTo(HEALTHY_ANSWER);
            }
            master.write(Arrays.copyOfRange(frame, 3, frame.length));
            assertThat(master.answer()).isEqualTo(HEALTHY_ANSWER);
        }
    }
}
