package io.camelmcp.gateway.cli;

import io.camelmcp.gateway.broker.QueueDepth;
import io.camelmcp.gateway.config.GatewaySettings;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows and drops the queues of a gateway that is stopped. */
@Command(
        name = "queues",
        mixinStandardHelpOptions = true,
        description =
                "Shows the durable queues of a gateway that is stopped, or drops one that no output reads any more.",
        footer = {"", "Environment:", "  GATEWAY_DATA  the gateway's directory (./data)"})
public final class QueuesCommand {

    private final Path home;
    private final Map<String, String> environment;

    /** For the command line. */
    public QueuesCommand() {
        this(Path.of(System.getProperty(RunCommand.HOME, ".")), System.getenv());
    }

    QueuesCommand(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows each queue with what waits in it.")
    int list() throws Exception {
        GatewaySettings settings = settings();
        for (QueueDepth queue : Queues.list(settings.data(), settings.broker())) {
            System.out.println(line(queue));
        }
        return 0;
    }

    @Command(name = "drop", mixinStandardHelpOptions = true, description = "Drops a queue with all that waits in it.")
    int drop(@Parameters(paramLabel = "NAME", description = "As list shows it.") String name) throws Exception {
        GatewaySettings settings = settings();
        System.out.println("dropped " + line(Queues.drop(settings.data(), settings.broker(), name)));
        return 0;
    }

    private GatewaySettings settings() {
        // the broker's own start and stop are of no interest here
        Configurator.setRootLevel(Level.ERROR);
        return GatewaySettings.load(home, environment);
    }

    // without a word on readers: while the gateway is stopped nobody reads any of them
    private static String line(QueueDepth queue) {
        return queue.queue() + ": " + queue.waiting();
    }
}
