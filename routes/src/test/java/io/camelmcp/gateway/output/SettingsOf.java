package io.camelmcp.gateway.output;

import io.camelmcp.gateway.config.SettingsSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Settings of an output for tests of its type, read and checked like those of an operator. */
public final class SettingsOf {

    private SettingsOf() {}

    /**
     * Opens an output that has the name of its type.
     *
     * @param keysAndValues name, value, name, value ...
     */
    public static Output open(OutputType type, String... keysAndValues) {
        return type.open(of(type, keysAndValues));
    }

    public static OutputSettings of(OutputType type, String... keysAndValues) {
        Properties lines = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            lines.setProperty("output." + type.name() + "." + keysAndValues[i], keysAndValues[i + 1]);
        }
        SettingsSource source = new SettingsSource(Path.of("test.properties"), lines, Map.of());
        new OutputNames(source, new OutputTypes(List.of(type))).read();
        CheckedSettings settings = new CheckedSettings(type.name(), type, source, Path.of("target/test-data"));
        settings.check(type.properties().get(0).name());
        return settings;
    }
}
