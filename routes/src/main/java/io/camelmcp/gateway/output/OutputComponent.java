package io.camelmcp.gateway.output;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The {@code output:} component. The outputs themselves belong to the gateway, which opens and closes them. */
@Component("output")
public class OutputComponent extends DefaultComponent {

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        Outputs outputs = getCamelContext().getRegistry().findSingleByType(Outputs.class);
        if (outputs == null) {
            throw new IllegalArgumentException(uri + ": there are no outputs; bind Outputs to the registry");
        }
        OpenOutput output = outputs.find(remaining);
        if (output == null) {
            throw new IllegalArgumentException(uri + ": " + outputs.absence(remaining));
        }
        OutputEndpoint endpoint = new OutputEndpoint(uri, this, output);
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }
}
