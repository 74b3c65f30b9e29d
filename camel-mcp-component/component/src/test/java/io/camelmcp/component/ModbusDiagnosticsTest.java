package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions 08, 0B and 0C: counters of the port that count, and the events of the connection that asks. */
@Timeout(60)
class ModbusDiagnosticsTest {

    private TestContext test;

    @BeforeEach
    void start() throws Exception {
        test = TestContext.start(routes -> routes.from("mcp:127.0.0.1:0").log("${body}"));
    }

    @AfterEach
    void stop() throws Exception {
        test.close();
    }

    @Test
    void countersCountMessagesAnswersAndExceptions() throws Exception {
        try (RawMaster master = new RawMaster(test.port(), false)) {
            assertThat(master.ask("01 03 0000 0001")).isEqualTo("0103020000");
            assertThat(master.ask("01 42")).isEqualTo("01c201");
            assertThat(master.ask("01 08 000b 0000")).as("messages").isEqualTo("0108000b0003");
            assertThat(master.ask("01 08 000d 0000")).as("exceptions").isEqualTo("0108000d0001");
            assertThat(master.ask("01 0b")).as("completed").isEqualTo("010b00000003");
            assertThat(master.ask("01 0c"))
                    .as("events, messages and log; the fetch of the counter is no event")
                    .isEqualTo("010c1100000003000680" + "4080".repeat(3) + "4180" + "4080");
            assertThat(master.ask("01 08 0011 0000")).as("busy").isEqualTo("010800110000");
            assertThat(master.ask("01 08 0002 0000")).as("register").isEqualTo("010800020000");
            assertThat(master.ask("01 08 0014 0000")).isEqualTo("010800140000");
        }
    }

    @Test
    void clearingBeginsAtZeroAndKeepsTheConnection() throws Exception {
        try (RawMaster master = new RawMaster(test.port(), false)) {
            assertThat(master.ask("01 42")).isEqualTo("01c201");
            assertThat(master.ask("01 08 000a 0000")).isEqualTo("0108000a0000");
            assertThat(master.ask("01 08 000d 0000")).isEqualTo("0108000d0000");
            assertThat(master.ask("01 08 0001 0000")).isEqualTo("010800010000");
            assertThat(master.ask("01 08 000b 0000")).isEqualTo("0108000b0001");
            assertThat(master.ask("01 0c")).as("the restart is an event").contains("40804000");
            assertThat(master.ask("01 08 0001 ff00")).isEqualTo("01080001ff00");
            assertThat(master.ask("01 0c"))
                    .as("the log is empty, but for the answer to that")
                    .endsWith("8040");
        }
    }

    @Test
    void corruptFramesAndBroadcastsAreCounted() throws Exception {
        try (RawMaster rtu = new RawMaster(test.port(), true);
                RawMaster tcp = new RawMaster(test.port(), false)) {
            assertThat(rtu.ask("01 03 0000 0001")).isEqualTo("0103020000");
            rtu.send("00 06 0000 0001");
            assertThat(rtu.ask("01 08 000f 0000"))
                    .as("served without an answer")
                    .isEqualTo("0108000f0001");
            byte[] corrupt = RawMaster.rtu("01 03 0000 0001");
            corrupt[7] ^= 1;
            rtu.write(corrupt);
            await().until(() -> test.statistics().droppedFrames() == 1);
            assertThat(tcp.ask("01 08 000c 0000")).isEqualTo("0108000c0001");
            assertThat(tcp.ask("01 08 000a 0000")).isEqualTo("0108000a0000");
            assertThat(tcp.ask("01 08 000c 0000")).isEqualTo("0108000c0000");
        }
    }

    @Test
    void nobodySeesTheEventsOfAnotherConnectionAndTheLogHas64() throws Exception {
        try (RawMaster one = new RawMaster(test.port(), false);
                RawMaster other = new RawMaster(test.port(), false)) {
            for (int i = 0; i < 40; i++) {
                assertThat(one.ask("01 03 0000 0001")).isEqualTo("0103020000");
            }
            assertThat(one.ask("01 0c")).hasSize(2 * (1 + 2 + 6 + 64)).startsWith("010c46");
            assertThat(other.ask("01 0c")).isEqualTo("010c07" + "0000" + "0029" + "002a" + "80");
        }
    }
}
