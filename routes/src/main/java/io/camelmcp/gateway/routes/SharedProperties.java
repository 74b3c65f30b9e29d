package io.camelmcp.gateway.routes;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/** The running context's properties, for the throw-away one. */
record SharedProperties(CamelContext running) implements PropertiesSource {

    @Override
    public String getName() {
        return "running";
    }

    @Override
    public @Nullable String getProperty(String name) {
        return running.getPropertiesComponent().resolveProperty(name).orElse(null);
    }
}
