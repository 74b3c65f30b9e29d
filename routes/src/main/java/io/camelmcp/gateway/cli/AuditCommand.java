package io.camelmcp.gateway.cli;

import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.fraud.AuditCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Looks whether the audit log is as it was written. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description =
                "Looks whether the audit log of the fraud rule is as it was written. Exit code 1 if it is not; then the line names the place.",
        footer = {
            "",
            "Environment:",
            "  GATEWAY_DATA        the gateway's directory (./data)",
            "  FRAUD_AUDIT_SECRET  as it was when the log was written"
        })
public final class AuditCommand implements Callable<Integer> {

    private final Path home;
    private final Map<String, String> environment;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "Directory of the files, without it fraud/audit of the gateway's directory.")
    private @Nullable Path directory;

    /** For the command line. */
    public AuditCommand() {
        this(Path.of(System.getProperty(RunCommand.HOME, ".")), System.getenv());
    }

    AuditCommand(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        GatewaySettings settings = GatewaySettings.load(home, environment);
        Path files = directory == null ? settings.data().resolve("fraud/audit") : directory;
        if (!Files.isDirectory(files)) {
            throw new ConfigurationException(
                    files + ": no such directory; name that of the audit log, or set GATEWAY_DATA");
        }
        AuditCheck check = AuditCheck.of(files, settings.source().find("fraud.audit.secret"));
        if (check.problem() != null) {
            System.out.println("changed: " + check.problem());
            return 1;
        }
        System.out.println("as written: files=" + check.files() + " seq=" + check.first() + ".." + check.last()
                + " head=" + check.head());
        if (check.torn() != null) {
            System.out.println(
                    "not counted: " + check.torn()
                            + ": it has no end: a crash cut it, and the next start takes it away, or a gateway is just writing it");
        }
        return 0;
    }
}
