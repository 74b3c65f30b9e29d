package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that others have written, against ours: libmodbus's own test client and server, and mbpoll. {@code .ci/modbus-peers}
 * gets them; without them these tests are skipped, and {@link LibmodbusSuiteTest} and {@link ModbusConformanceTest} ask the same.
 */
@Timeout(120)
class ModbusProgramsIT {

    private static final Path PROGRAMS = Path.of(System.getProperty("modbus.peers", "target/no-peers"));

    @TempDir
    Path directory;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        context.stop();
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    /** The server of src/test/resources/libmodbus: a route file and a bank file. */
    private int serve(String host) throws Exception {
        Properties properties = new Properties();
        properties.putAll(Map.of("libmodbus.host", host, "libmodbus.port", "0"));
        context.disableJMX();
        context.getPropertiesComponent().setInitialProperties(properties);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "classpath:libmodbus/route.yaml"));
        context.start();
        return ((McpConsumer) context.getRoute("libmodbus").getConsumer()).getBoundPort();
    }

    private static Path program(String name) {
        Path program = PROGRAMS.resolve(name);
        assumeTrue(Files.isExecutable(program), () -> program + " is not there; .ci/modbus-peers gets it");
        return program;
    }

    private Process start(Path output, int port, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("MODBUS_PORT", String.valueOf(port));
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private String run(String... command) throws Exception {
        Path output = directory.resolve("output");
        Process process = start(output, 0, command);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        return Files.readString(output);
    }

    @Test
    void testClientOfLibmodbusPassesAgainstARoute() throws Exception {
        Path client = program("unit-test-client");
        Path output = directory.resolve("client.log");

        Process process = start(output, serve("[::1]"), client.toString(), "tcppi");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        String told = Files.readString(output);
        assertThat(told).contains("ALL TESTS PASS WITH SUCCESS.");
        assertThat(told.split("\\bOK\\b", -1).length - 1).as("checks").isGreaterThanOrEqualTo(108);
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void ourClientOutlivesTheTestServerOfLibmodbus() throws Exception {
        Path server = program("unit-test-server");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start(directory.resolve("server.log"), port, server.toString(), "tcppi");
        context.start();
        // it takes one connection and ends with it, so nothing may try whether it listens
        Awaitility.await().until(() -> isListening(port));
        String uri = "mcp:[::1]:" + port + "?protocol=modbusTcp&unitId=255&requestTimeout=300";

        assertThat(values(uri, new ReadInputRegisters(0x108, 1))).containsExactly(10);
        ask(uri, new WriteMultipleRegisters(0x160, new int[] {0x022B, 1, 0x64}));
        assertThat(failure(uri, new ReadHoldingRegisters(0x160, 2)))
                .as("an answer of the wrong length")
                .contains("not an answer");
        assertThat(failure(uri, new ReadHoldingRegisters(0x170, 1))).contains("exception 06 SERVER_DEVICE_BUSY");
        assertThat(failure(uri, new ReadHoldingRegisters(0x171, 1)))
                .as("a wrong transaction id")
                .contains("did not answer");
        assertThat(failure(uri, new ReadHoldingRegisters(0x172, 1)))
                .as("an answer after 500 ms")
                .contains("did not answer");
        // the late answer comes into this one, which it must not answer
        assertThat(values(uri, new ReadHoldingRegisters(0x160, 1))).containsExactly(0x022B);
        assertThat(values(uri, new ReadHoldingRegisters(0x173, 1)))
                .as("an octet every 5 ms")
                .containsExactly(0);
        assertThat(values(uri, new ReadHoldingRegisters(0x160, 3))).containsExactly(0x022B, 1, 0x64);
    }

    private static boolean isListening(int port) {
        try {
            String hex = String.format(":%04X", port);
            return Files.readAllLines(Path.of("/proc/net/tcp6")).stream()
                    .anyMatch(line -> line.contains(hex + " ") && line.contains(" 0A "));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ModbusResponse ask(String uri, ModbusRequest request) {
        return context.createProducerTemplate().requestBody(uri, request, ModbusResponse.class);
    }

    private int[] values(String uri, ModbusRequest request) {
        return ((ReadRegistersResponse) ask(uri, request)).values();
    }

    private String failure(String uri, ModbusRequest request) {
        try {
            return "answered: " + ask(uri, request);
        } catch (CamelExecutionException e) {
            return String.valueOf(e.getCause().getMessage());
        }
    }

    @Test
    void mbpollWritesAndReadsBack() throws Exception {
        String mbpoll = program("mbpoll").toString();
        String port = String.valueOf(serve("127.0.0.1"));

        // references count from 1 there: 353 is register 352
        assertThat(run(
                        mbpoll,
                        "-m",
                        "tcp",
                        "-a",
                        "1",
                        "-r",
                        "353",
                        "-t",
                        "4",
                        "-1",
                        "-q",
                        "-p",
                        port,
                        "127.0.0.1",
                        "7",
                        "8",
                        "9"))
                .contains("Written 3 references.");
        assertThat(run(
                        mbpoll,
                        "-m",
                        "tcp",
                        "-a",
                        "1",
                        "-r",
                        "353",
                        "-c",
                        "3",
                        "-t",
                        "4",
                        "-1",
                        "-q",
                        "-p",
                        port,
                        "127.0.0.1"))
                .contains("[353]: \t7", "[354]: \t8", "[355]: \t9");
        assertThat(run(
                        mbpoll,
                        "-m",
                        "tcp",
                        "-a",
                        "1",
                        "-r",
                        "305",
                        "-t",
                        "0",
                        "-1",
                        "-q",
                        "-p",
                        port,
                        "127.0.0.1",
                        "1"))
                .contains("Written 1 references.");
        assertThat(run(
                        mbpoll,
                        "-m",
                        "tcp",
                        "-a",
                        "1",
                        "-r",
                        "305",
                        "-c",
                        "1",
                        "-t",
                        "0",
                        "-1",
                        "-q",
                        "-p",
                        port,
                        "127.0.0.1"))
                .contains("[305]: \t1");
        assertThat(run(
                        mbpoll,
                        "-m",
                        "tcp",
                        "-a",
                        "1",
                        "-r",
                        "1",
                        "-c",
                        "1",
                        "-t",
                        "4",
                        "-1",
                        "-q",
                        "-p",
                        port,
                        "127.0.0.1"))
                .contains("Illegal data address");
    }
}
