package io.camelmcp.gateway;

import io.camelmcp.gateway.cli.AuditCommand;
import io.camelmcp.gateway.cli.DemoCommand;
import io.camelmcp.gateway.cli.DlqCommand;
import io.camelmcp.gateway.cli.QueuesCommand;
import io.camelmcp.gateway.cli.RunCommand;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.config.LogFormat;
import io.camelmcp.gateway.config.SettingsSource;
import io.camelmcp.gateway.simulate.SimulateCommand;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the gateway. Exit codes: 0 good, 1 failed, 2 wrong usage or configuration. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        versionProvider = Gateway.Version.class,
        description = "Takes in what industrial devices send (MCP, Modbus), keeps it on disk, and passes it on.",
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            SimulateCommand.class,
            QueuesCommand.class,
            DlqCommand.class,
            AuditCommand.class
        })
public final class Gateway {

    private Gateway() {}

    public static void main(String[] args) {
        try {
            LogFormat.set(SettingsSource.of(
                    GatewaySettings.file(Path.of(System.getProperty(RunCommand.HOME, "."))), System.getenv()));
        } catch (ConfigurationException e) {
            System.err.println("gateway: " + line(e));
            System.exit(2);
        }
        System.exit(execute(args));
    }

    /** Runs a command to its end. */
    static int execute(String... args) {
        return new CommandLine(new Gateway())
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    System.err.println("gateway: " + line(e));
                    return e instanceof ConfigurationException ? 2 : 1;
                })
                .setParameterExceptionHandler((e, wrong) -> {
                    System.err.println("gateway: " + line(e) + "; '"
                            + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' explains");
                    return 2;
                })
                .execute(args);
    }

    private static String line(Exception e) {
        String message = e.getMessage() == null ? e.getClass().getName() : e.getMessage();
        return message.replaceAll("\\s*\\R\\s*", " ");
    }

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Gateway.class.getPackage().getImplementationVersion();
            return new String[] {"gateway " + (version == null ? "(not packaged)" : version)};
        }
    }
}
