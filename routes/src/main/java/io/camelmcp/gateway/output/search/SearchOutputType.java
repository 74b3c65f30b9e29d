package io.camelmcp.gateway.output.search;

import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputProperty;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.OutputType;
import io.camelmcp.gateway.output.http.HttpTarget;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** An index or a data stream of a search engine, by {@code _bulk}. */
abstract class SearchOutputType implements OutputType {

    private final String name;

    SearchOutputType(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<OutputProperty> properties() {
        List<OutputProperty> properties = new ArrayList<>(List.of(
                OutputProperty.url("endpoint", "A node, or what stands in front of the nodes: `https://HOST:9200`.")
                        .require(),
                OutputProperty.text(
                                "index",
                                "Index or data stream. A date in braces is the UTC day of receipt, e.g. `mcp-{yyyy.MM}`.")
                        .orElse("mcp-events-{yyyy.MM.dd}"),
                OutputProperty.text("user", "User, with `password`."),
                OutputProperty.secret("password", "Password of the user."),
                OutputProperty.secret("apiKey", "API key as it is sent (base64), instead of user and password."),
                OutputProperty.text("pipeline", "Ingest pipeline."),
                OutputProperty.number(
                        "itemRetries",
                        3,
                        0,
                        20,
                        "How often events that the engine is too busy for are tried at once again.")));
        properties.addAll(HttpTarget.properties());
        return properties;
    }

    @Override
    public Output open(OutputSettings settings) {
        if (URI.create(settings.text("endpoint")).getQuery() != null) {
            throw settings.bad("endpoint", "has a query; give scheme, host and port, and a path if there is one");
        }
        boolean user = settings.isSet("user");
        if (user != settings.isSet("password")) {
            throw settings.bad(user ? "password" : "user", "is missing; user and password go together");
        }
        if (user && settings.isSet("apiKey")) {
            throw settings.bad("apiKey", "is set beside user; give one of them");
        }
        if (!settings.text("apiKey").matches("[\\x21-\\x7e]*")) {
            throw settings.bad("apiKey", "has characters that no key can have; copy it again");
        }
        IndexName index;
        try {
            index = IndexName.of(settings.text("index"));
        } catch (IllegalArgumentException e) {
            throw settings.bad("index", String.valueOf(e.getMessage()));
        }
        return new SearchOutput(settings, index, new HttpTarget(settings, "endpoint"));
    }
}
