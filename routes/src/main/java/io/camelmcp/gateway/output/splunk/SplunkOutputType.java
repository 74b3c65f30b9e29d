package io.camelmcp.gateway.output.splunk;

import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputProperty;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.OutputType;
import io.camelmcp.gateway.output.http.HttpTarget;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Splunk, by its HTTP Event Collector (HEC). */
public final class SplunkOutputType implements OutputType {

    private static final Pattern GUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    @Override
    public String name() {
        return "splunk";
    }

    @Override
    public List<OutputProperty> properties() {
        List<OutputProperty> properties = new ArrayList<>(List.of(
                OutputProperty.url("endpoint", "The collector: `https://HOST:8088`, without a path.")
                        .require(),
                OutputProperty.secret("token", "Token of the collector.").require(),
                OutputProperty.text("index", "Index; without one the default of the token."),
                OutputProperty.text("sourcetype", "Source type.").orElse("_json"),
                OutputProperty.text("source", "Source.").orElse("camel-mcp"),
                OutputProperty.text("host", "Host of all events; without one the `clientId` of each."),
                OutputProperty.flag(
                        "ack",
                        false,
                        "Whether to wait until the indexer has the events (Splunk Enterprise; to be enabled for the token)."),
                OutputProperty.text("channel", "Channel, a GUID; without one `ack` makes one at each start."),
                OutputProperty.duration(
                        "ackInterval",
                        "1s",
                        10,
                        60_000,
                        "Longest delay between two questions whether the indexer has them."),
                OutputProperty.duration(
                        "ackTimeout", "1m", 100, 3_600_000, "After so long without a yes the events are sent again.")));
        properties.addAll(HttpTarget.properties());
        return properties;
    }

    @Override
    public Output open(OutputSettings settings) {
        URI endpoint = URI.create(settings.text("endpoint"));
        String path = endpoint.getPath();
        if ((path != null && path.length() > 1) || endpoint.getQuery() != null) {
            throw settings.bad("endpoint", "has a path; give scheme, host and port only");
        }
        if (!settings.text("token").matches("[\\x21-\\x7e]+")) {
            throw settings.bad("token", "has characters that no token can have; copy it from Splunk again");
        }
        if (settings.isSet("channel") && !GUID.matcher(settings.text("channel")).matches()) {
            throw settings.bad("channel", "is no GUID; write e.g. 6a5d2c1e-0b6f-4a7e-9a51-0d5c1f3e8b11");
        }
        return new SplunkOutput(settings, new HttpTarget(settings, "endpoint"));
    }
}
