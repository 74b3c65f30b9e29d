package io.camelmcp.gateway.config;

import java.util.Locale;
import java.util.Map;
import org.apache.camel.Ordered;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/**
 * System properties and the environment as placeholders in routes: above the file, but below the settings that the
 * gateway has checked. Camel's own look at them stands above everything, so that {@code {{mcp.port}}} would be what the
 * operator wrote and not the port that was chosen.
 */
public record AboveTheFile(Map<String, String> environment) implements PropertiesSource, Ordered {

    @Override
    public String getName() {
        return "environment";
    }

    @Override
    public @Nullable String getProperty(String name) {
        String value = System.getProperty(name);
        if (value != null) {
            return value;
        }
        // as for the settings: a variable that is empty says nothing
        value = environment.get(variable(name));
        return value == null || value.isBlank() ? null : value;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST;
    }

    /** The variable of a key: {@code mcp.port} is {@code MCP_PORT}. */
    public static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
