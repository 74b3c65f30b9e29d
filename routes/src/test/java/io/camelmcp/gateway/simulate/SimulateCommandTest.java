package io.camelmcp.gateway.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SimulateCommandTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void allAcknowledgedIsExitCode0WithSummaryResultAndAcknowledgedIds() throws Exception {
        Path json = directory.resolve("result.json");
        Path acked = directory.resolve("acked.txt");
        try (var gateway = FakeGateway.answering()) {
            int code = run(
                    gateway.port(),
                    "--devices",
                    "2",
                    "--rate",
                    "0",
                    "--count",
                    "40",
                    "--payload",
                    "100",
                    "--json",
                    json.toString(),
                    "--acked",
                    acked.toString());

            assertThat(code).as(err.toString()).isZero();
        }
        assertThat(out.toString()).contains("acknowledged       80 (REPORT=80)").contains("latency p99.9");
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.at("/result/acked").asInt()).isEqualTo(80);
        assertThat(result.at("/result/clean").asBoolean()).isTrue();
        assertThat(result.at("/options/protocols/0").asText()).isEqualTo("mcp2");
        assertThat(Files.readAllLines(acked))
                .hasSize(80)
                .contains("sim-1 1", "sim-2 40")
                .doesNotHaveDuplicates();
    }

    @Test
    void durationEndsTheRunAndProgressIsPrinted() {
        try (var gateway = FakeGateway.answering()) {
            run(gateway.port(), "--rate", "200", "--duration", "600ms", "--report-every", "100ms");
        }
        assertThat(out.toString())
                .containsPattern(
                        "(?m)^\\d+s devices=[01]/1 sent=\\d+ acked=\\d+ failed=0 rate=\\d+/s p99=([0-9.]+ms|-)$")
                .contains("latency max");
    }

    @Test
    void failureIsExitCode1AndNamed() {
        try (var gateway = new FakeGateway((frame, channel, connection) -> {
            if (frame.command() == McpCommand.REPORT) {
                channel.writeAndFlush(frame.error(McpErrorCode.FAILED, "route failed"));
            } else {
                FakeGateway.Script.answer(frame, channel);
            }
        })) {
            assertThat(run(gateway.port(), "--rate", "0", "--count", "3")).isEqualTo(1);
        }
        assertThat(out.toString()).contains("failed             3 (FAILED=3)");
    }

    @Test
    void nothingToConnectToIsExitCode1WithItsReason() {
        int port;
        try (var gateway = FakeGateway.answering()) {
            port = gateway.port();
        }

        assertThat(run(port, "--count", "3", "--give-up", "200ms", "--report-every", "50ms"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("no connection to 127.0.0.1:" + port)
                .contains("refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 0                          | port 0 is not in 1..65535",
                "--port 5020 --devices 0           | devices 0 is not in 1..1000000",
                "--port 5020 --protocol mqtt       | protocol mqtt is not one of mcp1, mcp2, modbusTcp, modbusRtu, mixed",
                "--port 5020 --duration 5x         | '5x' is not a duration such as 500ms, 60s, 5m or 2h",
                "--port 5020 --payload much        | 'much' is neither json nor a number of octets above 0",
                "--port 5020 --count 0             | --count 0 is not above 0",
                "--port 5020 --report-every 0s     | --report-every PT0S is not above 0",
                "--port 5020 --window 2000         | window 2000 is not in 1..1024",
                "--port 5020 --rate -1             | rate -1.0 is not in 0..1000000",
                "--port 5020 --acked /nowhere/file | --acked /nowhere/file cannot be written",
                "--host localhost                  | Missing required option: '--port=PORT'",
                "--port 5020 --count 1 --duration 1s | mutually exclusive",
                "--port 5020 --store file          | --store belongs to --scenario",
                "--scenario idle --rate 5          | --rate means nothing with --scenario",
                "--scenario storm                  | scenario storm is not one of idle, login-storm, broadcast, restart",
                "--scenario idle --devices 0       | devices 0 is not in 1..200000",
                "--scenario idle --jwt-secret short | jwt-secret is shorter than the 32 octets",
                "--scenario idle --store disk      | store disk is neither memory nor file",
                "--scenario idle --token t         | token is for a gateway that runs already",
                "--scenario restart --port 5020    | leave --port away",
                "--scenario broadcast --port 5020  | give its --http-port",
                "--scenario idle --client-prefix a/b | client-prefix a/b is not 1..16 of A-Z a-z 0-9 . _ : -",
            })
    void badArgumentIsExitCode2WithOneClearLine(String arguments, String message) {
        assertThat(command().execute(arguments.trim().split(" +"))).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElseThrow()).contains(message);
    }

    @Test
    void scenarioWithoutItsGatewayIsExitCode1() {
        int port;
        try (var gateway = FakeGateway.answering()) {
            port = gateway.port();
        }

        assertThat(run(port, "--scenario", "idle", "--devices", "5")).isEqualTo(1);
        assertThat(err.toString()).contains("no gateway at 127.0.0.1:" + port);
    }

    @Test
    void cleanScenarioIsExitCode0() {
        try (var gateway = FakeGateway.answering()) {
            assertThat(run(gateway.port(), "--scenario", "login-storm", "--devices", "3", "--rounds", "1"))
                    .as(err.toString())
                    .isZero();
        }
        assertThat(out.toString())
                .contains("round 1                    3 logged in")
                .contains("failed                     0");
    }

    @Test
    void helpSaysThatTheRateIsOfEachDevice() {
        assertThat(command().execute("--help")).isZero();
        assertThat(out.toString()).contains("Messages a second of EACH device");
    }

    @Test
    void retransmissionCanBeSwitchedOff() {
        for (String[] off : new String[][] {{"--retransmit=false"}, {"--no-retransmit"}}) {
            SimulateCommand command = new SimulateCommand();
            new CommandLine(command)
                    .parseArgs(Stream.concat(Stream.of("--port", "1"), Stream.of(off))
                            .toArray(String[]::new));
            assertThat(command.retransmit).as(off[0]).isFalse();
        }
        for (String[] on : new String[][] {{"--retransmit=true"}, {"--retransmit"}, {}}) {
            SimulateCommand command = new SimulateCommand();
            new CommandLine(command)
                    .parseArgs(Stream.concat(Stream.of("--port", "1"), Stream.of(on))
                            .toArray(String[]::new));
            assertThat(command.retransmit).as(String.join(" ", on)).isTrue();
        }
    }

    private int run(int port, String... arguments) {
        return command()
                .execute(Stream.concat(Stream.of("--port", Integer.toString(port)), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    private CommandLine command() {
        return new CommandLine(new SimulateCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
    }
}
