package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.component.modbus.ModbusBank;
import io.camelmcp.component.modbus.RegisterBank;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a route may answer, and what stands behind it: modbusRanges, userFunctions and bank, as a YAML route has them. */
@Timeout(60)
class ModbusRoutesYamlTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private int start(String yaml) throws Exception {
        context.disableJMX();
        Processor see = exchange -> seen.add(exchange.getMessage().getBody(String.class));
        context.getRegistry().bind("see", see);
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("routes.yaml", yaml));
        context.start();
        return ((McpConsumer) context.getRoutes().get(0).getConsumer()).getBoundPort();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private static final String RANGES =
            """
            - route:
                id: temperatures
                from:
                  uri: mcp:127.0.0.1:0
                  parameters: {bank: "file:%s", modbusRanges: "holding:50-59;3/input:0-9"}
                  steps:
                    - process: {ref: see}
                    - choice:
                        when:
                          - simple: "${header.CamelMcpFunction} == 3 && ${header.CamelMcpAddress} == 50"
                            steps:
                              - setBody: {constant: "215,-5"}
                          - simple: "${header.CamelMcpAddress} == 52"
                            steps:
                              - setBody: {constant: '{"exception":6}'}
                          - simple: "${header.CamelMcpAddress} == 53"
                            steps:
                              - setBody: {constant: '{"pdu":"03020000"}'}
                          - simple: "${header.CamelMcpAddress} == 54"
                            steps:
                              - setBody: {simple: "${null}"}
                          - simple: "${header.CamelMcpAddress} == 55"
                            steps:
                              - throwException: {exceptionType: java.lang.IllegalStateException, message: broken}
                          - simple: "${header.CamelMcpAddress} == 56"
                            steps:
                              - delay: {constant: "200", asyncDelayed: true}
                              - setBody: {constant: 7}
            - route:
                id: rest
                from:
                  uri: mcp:127.0.0.1:0
                  parameters: {commands: MODBUS}
                  steps:
                    - setBody: {simple: "rest ${body}"}
                    - process: {ref: see}
            """;

    @Test
    void routeAnswersItsRangesAndTheBankTheRest(@TempDir Path folder) throws Exception {
        Path bank = folder.resolve("bank.yaml");
        Files.writeString(bank, "units: {1: {holding: [{address: 0-54, values: [9]}]}, 3: {}}");
        int port = start(RANGES.formatted(bank));

        try (RawMaster master = new RawMaster(port, false)) {
            assertThat(master.ask("01 03 0032 0002")).as("values").isEqualTo("01030400d7fffb");
            assertThat(master.ask("01 03 0034 0001")).as("a chosen exception").isEqualTo("018306");
            assertThat(master.ask("01 06 0034 0001")).as("also of a write").isEqualTo("018606");
            assertThat(master.ask("01 03 0035 0002")).as("octets of a PDU").isEqualTo("0103020000");
            assertThat(master.ask("01 03 0036 0001")).as("no body: the bank").isEqualTo("0103020000");
            assertThat(master.ask("01 03 0037 0001")).as("a failed route").isEqualTo("018304");
            assertThat(master.ask("01 03 0038 0001"))
                    .as("late, and beyond the bank")
                    .isEqualTo("0103020007");
            assertThat(master.ask("01 03 0039 0001"))
                    .as("beyond the bank, and no answer")
                    .isEqualTo("018302");
            assertThat(seen).hasSize(8);

            assertThat(master.ask("01 03 0000 0001")).isEqualTo("0103020009");
            assertThat(seen).as("a read beside the ranges is the bank's").hasSize(8);
            assertThat(master.ask("01 03 0031 0002"))
                    .as("one register of it is in the range")
                    .isEqualTo("010304" + "00000000");
            assertThat(seen).hasSize(9);
            assertThat(master.ask("01 03 003c 0001")).as("exists nowhere").isEqualTo("018302");
            assertThat(master.ask("01 03 003b 0002"))
                    .as("only the end is outside of both")
                    .isEqualTo("018302");
            assertThat(master.ask("01 03 0032 0000")).as("03 before the route").isEqualTo("018303");
            assertThat(seen).hasSize(9);
            assertThat(master.ask("01 06 0000 0005")).isEqualTo("010600000005");
            assertThat(seen.get(9)).startsWith("rest {\"unitId\":1,\"function\":6");
            assertThat(master.ask("03 04 0000 0001"))
                    .as("the range of one unit")
                    .isEqualTo("0304020000");
            assertThat(seen).hasSize(11);
            assertThat(master.ask("01 06 0036 1234")).as("a write of the range").isEqualTo("010600361234");
            assertThat(master.ask("01 03 0036 0001")).as("is kept by the bank").isEqualTo("0103021234");
        }
    }

    @Test
    void rangesWithoutAnotherConsumerLeaveTheRestToTheBankAlone() throws Exception {
        int port = start(
                """
                - from:
                    uri: mcp:127.0.0.1:0?modbusRanges=holding:5
                    steps:
                      - process: {ref: see}
                      - setBody: {constant: 42}
                """);
        try (RawMaster master = new RawMaster(port, false)) {
            assertThat(master.ask("01 06 0000 0005")).isEqualTo("010600000005");
            assertThat(master.ask("01 03 0000 0001")).isEqualTo("0103020005");
            assertThat(seen).isEmpty();
            assertThat(master.ask("01 03 0005 0001")).isEqualTo("010302002a");
            assertThat(seen).hasSize(1);
        }
    }

    @Test
    void overlappingRangesAndFunctionsFailAtStart() throws Exception {
        String two =
                """
                - from:
                    uri: mcp:127.0.0.1:0?modbusRanges=holding:5-9
                    steps: [{log: a}]
                - from:
                    uri: mcp:127.0.0.1:0?modbusRanges=1/holding:9
                    steps: [{log: b}]
                """;
        assertThatThrownBy(() -> start(two))
                .hasStackTraceContaining("modbusRanges=1/holding:9-9 overlaps with modbusRanges of another consumer");
        String functions = two.replace("modbusRanges=holding:5-9", "commands=REPORT&userFunctions=65")
                .replace("modbusRanges=1/holding:9", "userFunctions=0x41");
        try (DefaultCamelContext other = new DefaultCamelContext()) {
            assertThatThrownBy(() -> {
                        PluginHelper.getRoutesLoader(other)
                                .loadRoutes(ResourceHelper.fromString("routes.yaml", functions));
                        other.start();
                    })
                    .hasStackTraceContaining("userFunctions [65] are taken by another consumer of this port");
        }
    }

    private static final String USER =
            """
            - from:
                uri: mcp:127.0.0.1:0
                parameters: {userFunctions: "0x41/8,0x42/5+2,100", protocol: %s}
                steps:
                  - process: {ref: see}
                  - setBody: {simple: '{"pdu":"${header.CamelMcpFunction}01"}'}
            """;

    @Test
    void userFunctionsReachTheRouteAsTheyAre() throws Exception {
        int port = start(USER.formatted("auto"));
        try (RawMaster master = new RawMaster(port, false)) {
            // the route writes the function as a decimal number, and these are its hexadecimal digits
            assertThat(master.ask("01 64 ff00aa"))
                    .as("an answer to another function")
                    .isEqualTo("01e404");
            assertThat(seen).containsExactly("{\"unitId\":1,\"function\":100,\"pdu\":\"64ff00aa\"}");
            assertThat(master.ask("01 43")).as("not listed").isEqualTo("01c301");
            assertThat(seen).hasSize(1);
        }
    }

    @Test
    void userFunctionsOfKnownLengthWorkOnRtu() throws Exception {
        int port = start(
                USER.formatted("modbusRtu").replace("${header.CamelMcpFunction}01", "${header.CamelMcpDummy}4101"));
        try (RawMaster master = new RawMaster(port, true)) {
            assertThat(master.ask("01 41 01020304")).isEqualTo("014101");
            assertThat(master.ask("01 42 02 0506"))
                    .as("an answer to another function")
                    .isEqualTo("01c204");
            assertThat(seen)
                    .containsExactly(
                            "{\"unitId\":1,\"function\":65,\"pdu\":\"4101020304\"}",
                            "{\"unitId\":1,\"function\":66,\"pdu\":\"42020506\"}");
            assertThat(master.ask("01 64 00")).as("without a length").isEqualTo(RawMaster.CLOSED);
        }
    }

    /** A bank that takes its time, and remembers on which threads it was asked. */
    public static final class SlowBank implements ModbusBank {
        private final RegisterBank values = new RegisterBank();
        final List<Thread> threads = new CopyOnWriteArrayList<>();

        @Override
        public void check(int unitId, ModbusRequest request) throws ModbusException {
            threads.add(Thread.currentThread());
            if (request.isWrite() && unitId == 9) {
                throw ModbusBank.noSuchAddress(request);
            }
        }

        @Override
        public ModbusResponse answer(int unitId, ModbusRequest read) throws ModbusException {
            threads.add(Thread.currentThread());
            if (read instanceof ReadHoldingRegisters registers && registers.address() == 666) {
                throw new IllegalStateException("defect");
            }
            return read instanceof ReadHoldingRegisters registers && registers.address() == 1000
                    ? new ReadRegistersResponse(3, new int[] {4711})
                    : values.answer(unitId, read);
        }

        @Override
        public ModbusResponse apply(int unitId, ModbusRequest write) throws ModbusException {
            threads.add(Thread.currentThread());
            return values.apply(unitId, write);
        }
    }

    private static final String BEAN =
            """
            - from:
                uri: mcp:127.0.0.1:0
                parameters: {bank: "#bean:plant"%s}
                steps:
                  - process: {ref: see}
                  - delay: {constant: "5", asyncDelayed: true}
                  - choice:
                      when:
                        - simple: "${header.CamelMcpAddress} == 7"
                          steps:
                            - throwException: {exceptionType: java.lang.IllegalStateException, message: no}
            """;

    @Test
    void bankOfTheApplicationIsAskedInOrderAndNeverOnAnEventLoop() throws Exception {
        SlowBank bank = new SlowBank();
        context.getRegistry().bind("plant", bank);
        int port = start(BEAN.formatted(""));

        try (RawMaster master = new RawMaster(port, false)) {
            ByteArrayOutputStream segment = new ByteArrayOutputStream();
            for (int i = 0; i < 20; i++) {
                segment.write(RawMaster.mbap(2 * i, String.format("01 06 0000 %04x", i)));
                segment.write(RawMaster.mbap(2 * i + 1, "01 03 0000 0001"));
            }
            master.write(segment.toByteArray());
            for (int i = 0; i < 20; i++) {
                assertThat(master.mbapAnswer(2 * i)).isEqualTo(String.format("01060000%04x", i));
                assertThat(master.mbapAnswer(2 * i + 1)).isEqualTo(String.format("010302%04x", i));
            }
            assertThat(master.ask("01 03 03e8 0001")).isEqualTo("0103021267");
            assertThat(master.ask("01 06 0007 0001")).as("failed route").isEqualTo("018604");
            assertThat(master.ask("01 03 0007 0001")).as("bank as it was").isEqualTo("0103020000");
            assertThat(seen).hasSize(21);
            assertThat(master.ask("09 06 0000 0001"))
                    .as("checked before the route")
                    .isEqualTo("098602");
            assertThat(seen).hasSize(21);
            assertThat(master.ask("01 03 029a 0001")).as("a defect of the bank").isEqualTo("018304");
            assertThat(master.ask("01 08 0000 a537")).isEqualTo("01080000a537");
        }
        assertThat(bank.threads)
                .hasSize(20 * 3 + 1 + 1 + 1 + 1 + 1)
                .noneMatch(thread -> thread instanceof FastThreadLocalThread);
    }

    @Test
    void bankOfTheApplicationStaysAsItIsWhenTheRouteWasTooLate() throws Exception {
        SlowBank bank = new SlowBank();
        context.getRegistry().bind("plant", bank);
        int port = start(BEAN.formatted(", requestTimeout: 50").replace("\"5\"", "\"1500\""));

        try (RawMaster master = new RawMaster(port, false)) {
            assertThat(master.ask("01 06 0000 0007")).isEqualTo("018604");
            // it is answered by the bank when the route of the write has ended
            await().until(() -> master.ask("01 03 0000 0001").equals("0103020000"));
            assertThat(bank.values.getHoldingRegisters(1, 0, 1)).containsExactly(0);
        }
    }

    @Test
    void bankThatMayBlockIsRefusedOnEventLoops() {
        context.getRegistry().bind("plant", new SlowBank());

        assertThatThrownBy(() -> start(BEAN.formatted(", processing: eventLoop")))
                .hasStackTraceContaining("processing=eventLoop is not possible with this bank, which may block");
    }

    @Test
    void bankThatIsNoneIsRefusedByName() throws Exception {
        assertRefused("bank=maybe", "bank=maybe is not possible; use memory, none, file:bank.yaml");
        assertRefused("bank=%23bean:nobody", "the registry has no ModbusBank nobody; bind one");
        assertRefused(
                "bank=file:/nowhere/bank.yaml",
                "bank=file:/nowhere/bank.yaml is not there; use file:PATH or classpath:PATH");
        assertRefused(
                "modbusRanges=holding", "modbusRanges: holding: there is no table; write it like holding:352-383");
        assertRefused(
                "modbusRanges=tank:1", "modbusRanges: tank:1: tank is not one of coils, discrete, holding, input");
        assertRefused("modbusRanges=999/coils:1", "unit 999 is not in 0..255");
        assertRefused("userFunctions=3", "userFunctions: 3: is not in 65..72 or 100..110");
        assertRefused("userFunctions=65/3", "userFunctions: 65/3: length 3 is not in 4..256");
        assertRefused("userFunctions=65,0x41", "userFunctions: 0x41: is there twice");
        assertRefused(
                "userFunctions=x",
                "userFunctions: x: is no function; write it like 0x41, 100, 0x42/8 or 0x43/5%2B2".replace("%2B", "+"));
    }

    private void assertRefused(String options, String message) throws Exception {
        try (DefaultCamelContext other = new DefaultCamelContext()) {
            assertThatThrownBy(() -> {
                        RouteBuilder.addRoutes(other, routes -> routes.from("mcp:127.0.0.1:0?" + options)
                                .log("x"));
                        other.start();
                    })
                    .hasStackTraceContaining(message);
        }
    }

    @Test
    void writePartlyInARangeIsKeptByTheBankWhereTheBankHasIt(@TempDir Path folder) throws Exception {
        Path bank = folder.resolve("bank.yaml");
        Files.writeString(bank, "units: {1: {holding: [0-99]}}");
        int port = start(
                """
                - route:
                    from:
                      uri: mcp:127.0.0.1:0
                      parameters: {bank: "file:%s", modbusRanges: "holding:100-109"}
                      steps:
                        - process: {ref: see}
                        - setBody: {constant: done}
                """
                        .formatted(bank));

        try (RawMaster master = new RawMaster(port, false)) {
            assertThat(master.ask("01 10 0062 0004 08 0001 0002 0003 0004")).isEqualTo("011000620004");
            assertThat(master.ask("01 03 0062 0002")).isEqualTo("01030400010002");
        }
    }

    @Test
    void requestAcrossTheRangesOfTwoRoutesIsRefused() throws Exception {
        int port = start(
                """
                - route:
                    from:
                      uri: mcp:127.0.0.1:0
                      parameters: {modbusRanges: "holding:0-9"}
                      steps:
                        - setBody: {constant: 1}
                - route:
                    from:
                      uri: mcp:127.0.0.1:0
                      parameters: {modbusRanges: "holding:10-19"}
                      steps:
                        - setBody: {constant: 2}
                """);

        try (RawMaster master = new RawMaster(port, false)) {
            assertThat(master.ask("01 03 0009 0001")).isEqualTo("0103020001");
            assertThat(master.ask("01 03 000a 0001")).isEqualTo("0103020002");
            assertThat(master.ask("01 03 0009 0002")).isEqualTo("018302");
        }
    }

    @Test
    void userFunctionReachesAConsumerThatTakesNoModbusOtherwise() throws Exception {
        int port = start(
                """
                - route:
                    from:
                      uri: mcp:127.0.0.1:0
                      parameters: {commands: REPORT, userFunctions: "0x41"}
                      steps:
                        - setBody: {constant: '{"pdu":"4107"}'}
                """);

        try (RawMaster master = new RawMaster(port, false)) {
            assertThat(master.ask("01 41 00")).isEqualTo("014107");
            assertThat(master.ask("01 03 0000 0001")).isEqualTo("018301");
        }
    }

    @Test
    void requestThatTimedOutWhileItWaitedIsNotDone() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        context.getRegistry().bind("wait", (Processor) exchange -> {
            seen.add(exchange.getMessage().getBody(String.class));
            free.await(20, TimeUnit.SECONDS);
        });
        int port = start(
                """
                - route:
                    from:
                      uri: mcp:127.0.0.1:0
                      parameters: {requestTimeout: 300}
                      steps:
                        - process: {ref: wait}
                """);

        try (RawMaster master = new RawMaster(port, false)) {
            master.send("01 06 0001 0001");
            master.send("01 06 0002 0002");
            assertThat(master.mbapAnswer(0x1001)).isEqualTo("018604");
            assertThat(master.mbapAnswer(0x1002)).isEqualTo("018604");
            free.countDown();
            assertThat(master.ask("01 03 0001 0002"))
                    .as("nothing of it is in the bank")
                    .isEqualTo("01030400000000");
            assertThat(master.ask("01 06 0003 0003")).isEqualTo("010600030003");
        }
        assertThat(seen).as("the one that waited has not reached the route").hasSize(2);
    }
}
