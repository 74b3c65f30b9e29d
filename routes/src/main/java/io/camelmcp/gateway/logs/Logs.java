package io.camelmcp.gateway.logs;

import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.config.SettingsSource;
import io.camelmcp.logs.RuleLibrary;
import io.camelmcp.logs.camel.LogRulesFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;

/** The rules of logs of a gateway, and what routes use of them. */
public final class Logs {

    private static final String RULES = "logs.rules";
    private static final String RAW = "logs.raw";

    private final RuleLibrary library;
    private final boolean withRaw;

    private Logs(RuleLibrary library, boolean withRaw) {
        this.library = library;
        this.withRaw = withRaw;
    }

    /**
     * Reads the settings, and the rules of the folder ({@code logs.rules}), which need not exist if it is the one beside the
     * properties.
     *
     * @throws ConfigurationException if a value cannot work, or a file of the folder is bad: there is no older one that could
     *                                stay in force
     */
    public static Logs open(GatewaySettings settings) {
        SettingsSource source = settings.source();
        Path beside = settings.properties().resolveSibling("rules");
        Path folder = source.path(RULES, beside.toString());
        if (!Files.isDirectory(folder) && (Files.exists(folder) || !folder.equals(beside))) {
            throw source.bad(RULES, folder.toString(), "is no folder; create it, or set another one", null);
        }
        boolean raw = source.flag(RAW, false);
        RuleLibrary library = RuleLibrary.open(folder, true, rule -> {});
        if (!library.problems().isEmpty()) {
            throw new ConfigurationException(
                    folder + "/" + library.problems().get(0) + "; correct the file, or take it out of the folder");
        }
        return new Logs(library, raw);
    }

    /** What routes and the HTTP door find in the registry. */
    public Map<String, Object> beans() {
        return Map.of(
                "logRules", new LogRulesFormat(library),
                "logEvents", new LogEvents(library, withRaw),
                "logChunks", new LogChunks());
    }

    /** Reads rules again when they change, and says in health what is wrong with them. */
    public void watch(CamelContext context) throws Exception {
        context.addService(new RuleWatch(context, library));
        HealthCheckRegistry.get(context).register(new RulesHealthCheck(library));
    }
}
