package io.camelmcp.gateway.output;

import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.SettingsSource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outputs of a gateway: those that are on, and what of their settings routes may use. Bound to the registry, where
 * {@code output:NAME} finds it.
 */
public final class Outputs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Outputs.class);

    private final Map<String, OpenOutput> on = new TreeMap<>();
    private final Set<String> setUp = new TreeSet<>();
    private final Map<String, OutputType> all = new TreeMap<>();
    private final Map<String, String> placeholders = new LinkedHashMap<>();

    private Outputs() {}

    /**
     * Reads {@code output.*}, checks all of it, and makes the outputs that are on. No target is asked for anything.
     *
     * @param data directory of the gateway, <code>{{gateway.data}}</code> in values
     * @throws ConfigurationException if something cannot work; nothing is left open
     */
    public static Outputs open(SettingsSource source, Path data) {
        return open(source, data, OutputTypes.found());
    }

    static Outputs open(SettingsSource source, Path data, OutputTypes types) {
        Outputs outputs = new Outputs();
        try {
            new OutputNames(source, types).read().forEach((name, type) -> outputs.add(name, type, source, data));
            return outputs;
        } catch (RuntimeException e) {
            outputs.close();
            throw e;
        }
    }

    private void add(String name, OutputType type, SettingsSource source, Path data) {
        CheckedSettings settings = new CheckedSettings(name, type, source, data);
        boolean isOn = isOn(name, type, settings);
        if (isOn) {
            settings.check(type.properties().get(0).name());
            if (!type.onByDefault()) {
                setUp.add(name);
            }
            on.put(name, new OpenOutput(name, type.open(settings)));
        }
        all.put(name, type);
        placeholders.putAll(settings.placeholders(isOn));
    }

    // an output with a token and no endpoint is half a configuration, and must not pass for one that is off
    private static boolean isOn(String name, OutputType type, CheckedSettings settings) {
        String enabled = settings.find(CommonProperties.ENABLED);
        if (enabled != null) {
            if (!enabled.equals("true") && !enabled.equals("false")) {
                throw settings.bad(CommonProperties.ENABLED, "is neither true nor false");
            }
            return enabled.equals("true");
        }
        return (type.onByDefault() && name.equals(type.name()))
                || CommonProperties.with(type).stream().anyMatch(property -> settings.isSet(property.name()));
    }

    /** For routes: {@code output.NAME.on}, and each value that is no secret. */
    public Map<String, String> placeholders() {
        return Map.copyOf(placeholders);
    }

    /** Names of those that are on. */
    public Set<String> names() {
        return Set.copyOf(on.keySet());
    }

    /** Names of those that somebody has set up, and that are not among the names that routes go to. */
    public Set<String> unused(Set<String> used) {
        Set<String> unused = new TreeSet<>(setUp);
        unused.removeAll(used);
        return unused;
    }

    /** The output of that name; null if there is none, or it is off. */
    @Nullable
    OpenOutput find(String name) {
        return on.get(name);
    }

    /** Why there is no output of that name, with the way out. */
    String absence(String name) {
        OutputType type = all.get(name);
        if (type == null) {
            String near = Nearest.to(name, all.keySet());
            return "there is no output " + name + (near == null ? "" : "; did you mean " + near + "?") + "; there are "
                    + String.join(", ", all.keySet());
        }
        String way = type.onByDefault()
                ? CommonProperties.ENABLED + "=true"
                : type.properties().get(0).name();
        return "the output " + name + " is off; set output." + name + "." + way
                + ", or give the route precondition: \"{{output." + name + ".on}}\"";
    }

    @Override
    public void close() {
        on.forEach((name, output) -> {
            try {
                output.close();
            } catch (RuntimeException e) {
                LOG.warn("output={} state=close-failed reason={}", name, e.getMessage());
            }
        });
        on.clear();
    }
}
