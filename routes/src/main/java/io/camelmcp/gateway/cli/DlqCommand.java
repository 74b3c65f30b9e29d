package io.camelmcp.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.camelmcp.gateway.broker.DeadLetters;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.GatewaySettings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows, gives back and drops what outputs could not take; of a gateway that runs, or of one that is stopped. */
@Command(
        name = "dlq",
        mixinStandardHelpOptions = true,
        description = {
            "The dead letters: events that an output could not take, each with the reason.",
            "Works on a gateway that runs (through its HTTP port), and on one that is stopped."
        },
        footer = {
            "",
            "Environment:",
            "  GATEWAY_DATA       the gateway's directory (./data)",
            "  GATEWAY_API_TOKEN  the token of a gateway that runs, if it has one"
        })
public final class DlqCommand {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SHOWN = 160;

    private final Path home;
    private final Map<String, String> environment;
    private final PrintStream out;

    /** For the command line. */
    public DlqCommand() {
        this(Path.of(System.getProperty(RunCommand.HOME, ".")), System.getenv(), System.out);
    }

    DlqCommand(Path home, Map<String, String> environment, PrintStream out) {
        this.home = home;
        this.environment = environment;
        this.out = out;
    }

    /** Which dead letters are meant. */
    static final class Which {

        @Option(
                names = "--output",
                paramLabel = "NAME",
                description = "Those of one output, e.g. splunk; or its queue, as list shows it.")
        @Nullable
        String output;

        @Option(names = "--message-id", paramLabel = "ID", description = "The one with this message id.")
        @Nullable
        String messageId;

        DeadLetters.Selection selection() {
            return new DeadLetters.Selection(output == null ? null : queue(output), messageId);
        }

        private static String queue(String output) {
            return output.indexOf('.') < 0 ? "mcp.events." + output : output;
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows them, the oldest first.")
    int list(
            @Mixin Which which,
            @Option(
                            names = "--limit",
                            defaultValue = "100",
                            description = "Most that are shown, 1..10000. Default: ${DEFAULT-VALUE}.")
                    int limit,
            @Option(names = "--json", description = "Each as one line of JSON, with the event in \"body\".")
                    boolean json)
            throws Exception {
        if (limit < 1 || limit > 10_000) {
            throw new ConfigurationException("--limit=" + limit + ": is not in 1..10000");
        }
        JsonNode answer = JSON.readTree(access().list(which.selection(), limit));
        for (JsonNode letter : answer.path("deadLetters")) {
            out.println(json ? JSON.writeValueAsString(letter) : line(letter));
        }
        if (!json) {
            long all = answer.path("count").asLong();
            int shown = answer.path("deadLetters").size();
            out.println((shown == all ? "" : shown + " of ") + all + " dead letters"
                    + (answer.path("more").asBoolean() ? "; there are more, see --limit, --output and --json" : ""));
        }
        return 0;
    }

    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = "Gives them back to the output that they come from; no other output sees them again.")
    int replay(@Mixin Which which, @Option(names = "--all", description = "All of them.") boolean all)
            throws Exception {
        JsonNode answer = JSON.readTree(access().replay(chosen(which, all)));
        out.println("replayed " + answer.path("replayed").asInt());
        answer.path("homeless")
                .fields()
                .forEachRemaining(each -> out.println("kept " + each.getValue().asInt() + " of " + each.getKey()
                        + ": there is no such queue; add the route that reads it, or drop them"));
        return 0;
    }

    @Command(name = "drop", mixinStandardHelpOptions = true, description = "Drops them for good.")
    int drop(@Mixin Which which, @Option(names = "--all", description = "All of them.") boolean all) throws Exception {
        JsonNode answer = JSON.readTree(access().drop(chosen(which, all)));
        out.println("dropped " + answer.path("dropped").asInt());
        return 0;
    }

    private static DeadLetters.Selection chosen(Which which, boolean all) {
        DeadLetters.Selection selection = which.selection();
        if (all != selection.equals(DeadLetters.Selection.ALL)) {
            throw new ConfigurationException("say which: --output NAME, --message-id ID, or --all alone");
        }
        return selection;
    }

    private DeadLetterAccess access() throws IOException {
        // the broker's own start and stop are of no interest here
        Configurator.setRootLevel(Level.ERROR);
        return DeadLetterAccess.of(GatewaySettings.load(home, environment));
    }

    private static String line(JsonNode letter) {
        String reason = letter.path("reason").asText().replaceAll("\\s+", " ");
        return letter.path("receivedAt").asText() + " " + letter.path("queue").asText() + " messageId="
                + letter.path("messageId").asText() + " reason="
                + (reason.length() <= SHOWN ? reason : reason.substring(0, SHOWN) + "...");
    }
}
