package io.camelmcp.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.config.DataDirectory;
import io.camelmcp.gateway.config.GatewaySettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class QueuesCommandTest {

    @TempDir
    private Path home;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream console = System.out;
    private Map<String, String> environment;

    @BeforeEach
    void leaveAQueueBehind() throws Exception {
        environment = Map.of("GATEWAY_DATA", home.resolve("data").toString(), "GATEWAY_QUEUE_JOURNAL_FILES", "2");
        GatewaySettings settings = GatewaySettings.load(home, environment);
        try (DataDirectory lock = DataDirectory.lock(settings.data());
                EmbeddedBroker broker = EmbeddedBroker.start(settings.broker())) {
            broker.declareQueue("mcp.events", "old");
        }
        System.setOut(new PrintStream(output, true, UTF_8));
    }

    @AfterEach
    void giveTheConsoleBack() {
        System.setOut(console);
    }

    @Test
    void queueThatWasDroppedIsNotListedAnyMore() {
        assertThat(execute("list")).isZero();
        assertThat(output.toString(UTF_8)).contains("mcp.events.old: 0 messages, 0 octets");

        output.reset();
        assertThat(execute("drop", "mcp.events.old")).isZero();
        assertThat(output.toString(UTF_8)).startsWith("dropped mcp.events.old");

        output.reset();
        assertThat(execute("list")).isZero();
        assertThat(output.toString(UTF_8)).contains("mcp.dead").doesNotContain("mcp.events.old");
    }

    @Test
    void unknownQueueIsNotDropped() {
        assertThat(execute("drop", "mcp.events.nope")).isNotZero();
    }

    private int execute(String... arguments) {
        return new CommandLine(new QueuesCommand(home, environment)).execute(arguments);
    }
}
