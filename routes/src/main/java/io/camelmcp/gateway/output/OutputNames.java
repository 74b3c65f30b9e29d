package io.camelmcp.gateway.output;

import io.camelmcp.gateway.config.AboveTheFile;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.SettingsSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which outputs the settings speak of. What is set for none of them is a mistake that would go unnoticed. */
final class OutputNames {

    private static final String FILE = "output.";
    private static final String ENVIRONMENT = "OUTPUT_";
    private static final String TYPE_OF = "_TYPE";

    private final SettingsSource source;
    private final OutputTypes types;

    OutputNames(SettingsSource source, OutputTypes types) {
        this.source = source;
        this.types = types;
    }

    /**
     * Each output that there can be, with its type: one of each type with the name of the type, and those that are given
     * a type.
     *
     * @throws ConfigurationException for something that is set for no output, or for no property of one
     */
    Map<String, OutputType> read() {
        Map<String, OutputType> outputs = new TreeMap<>();
        types.all().forEach(type -> outputs.put(type.name(), type));
        for (String key : source.keys(FILE)) {
            String[] parts = key.split("\\.", 3);
            if (parts.length == 3 && parts[2].equals(CommonProperties.TYPE)) {
                declare(outputs, parts[1]);
            }
        }
        for (String variable : source.variables(ENVIRONMENT)) {
            if (variable.endsWith(TYPE_OF) && variable.length() > ENVIRONMENT.length() + TYPE_OF.length()) {
                String name = variable.substring(ENVIRONMENT.length(), variable.length() - TYPE_OF.length());
                declare(outputs, name.toLowerCase(Locale.ROOT).replace('_', '-'));
            }
        }
        source.keys(FILE).forEach(key -> requireKnown(outputs, key));
        source.variables(ENVIRONMENT).forEach(variable -> requireKnownVariable(outputs, variable));
        return outputs;
    }

    private void declare(Map<String, OutputType> outputs, String name) {
        String key = FILE + name + "." + CommonProperties.TYPE;
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw source.bad(key, "an output is named by a-z, 0-9 and - between them, beginning with a letter");
        }
        String typeName = Objects.requireNonNullElse(source.find(key), "");
        OutputType type = types.find(typeName);
        if (type == null) {
            throw source.bad(
                    key,
                    typeName,
                    "there is no such type" + meant(typeName, types.names()) + "; there are "
                            + String.join(", ", types.names()),
                    null);
        }
        if (types.find(name) != null && types.find(name) != type) {
            throw source.bad(key, typeName, "is the name of a type itself; give the output another name", null);
        }
        outputs.put(name, type);
    }

    private void requireKnown(Map<String, OutputType> outputs, String key) {
        String[] parts = key.split("\\.", 3);
        OutputType type = outputs.get(parts[1]);
        if (type == null) {
            throw source.bad(
                    key,
                    "there is no output " + parts[1] + meant(parts[1], outputs.keySet()) + "; there are "
                            + String.join(", ", outputs.keySet()) + ", and " + FILE + parts[1] + "."
                            + CommonProperties.TYPE + "=TYPE makes another one");
        }
        String property = parts.length < 3 ? "" : parts[2];
        if (!names(type).contains(property)) {
            throw source.bad(key, unknown(parts[1], property, names(type)));
        }
    }

    // others have variables too that begin so, OUTPUT_DIR for one: only what is for an output, or nearly, is ours
    private void requireKnownVariable(Map<String, OutputType> outputs, String variable) {
        String longest = null;
        for (Map.Entry<String, OutputType> output : outputs.entrySet()) {
            String prefix = AboveTheFile.variable(FILE + output.getKey() + ".");
            if (variable.startsWith(prefix)) {
                for (String property : names(output.getValue())) {
                    if (variable.equals(AboveTheFile.variable(FILE + output.getKey() + "." + property))) {
                        return;
                    }
                }
                longest = longest == null || longest.length() < output.getKey().length() ? output.getKey() : longest;
            }
        }
        if (longest != null) {
            String property = variable.substring((ENVIRONMENT + longest + "_").length());
            OutputType type = outputs.get(longest);
            throw new ConfigurationException(
                    variable + ": " + unknown(longest, property, type == null ? List.of() : names(type)));
        }
        int end = variable.indexOf('_', ENVIRONMENT.length());
        String name = end < 0 ? "" : variable.substring(ENVIRONMENT.length(), end);
        String near = Nearest.to(name, outputs.keySet());
        if (near != null) {
            throw new ConfigurationException(variable + ": there is no output " + name.toLowerCase(Locale.ROOT)
                    + "; did you mean " + near + "? There are " + String.join(", ", outputs.keySet()));
        }
    }

    private static List<String> names(OutputType type) {
        return CommonProperties.with(type).stream().map(OutputProperty::name).toList();
    }

    private static String unknown(String output, String property, Collection<String> names) {
        return "the output " + output + " has no property " + property + meant(property, names) + "; there are "
                + String.join(", ", names);
    }

    private static String meant(String typed, Collection<String> names) {
        @Nullable String near = Nearest.to(typed, Set.copyOf(names));
        return near == null ? "" : "; did you mean " + near + "?";
    }
}
