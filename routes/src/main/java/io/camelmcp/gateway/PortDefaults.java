package io.camelmcp.gateway;

import io.camelmcp.component.McpDialInConsumer;
import io.camelmcp.component.McpEndpoint;
import io.camelmcp.gateway.config.PortSetting;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * Gives each {@code mcp:} consumer that listens what the operator has set for ports, before it starts: whoever writes a route cannot
 * forget it, and a value does not go through a URI, which would change {@code +}, {@code %} and <code>{{</code>. Not defaults of the
 * component: clients would have them too.
 */
final class PortDefaults extends LifecycleStrategySupport {

    // what can fail with the first consumer only, with the way out where the message has none; the others are checked
    // before
    private static final Map<String, String> READ_AT_START =
            Map.of("sessionStore", "", "jwksUrl", "; correct the key set, or set another one");

    private final String host;
    private final int port;
    private final List<PortSetting> settings;

    /**
     * The settings for ports.
     *
     * @param host of the gateway's own port, as in a URI
     * @param port its number; a route must not contradict the settings there
     */
    PortDefaults(String host, int port, List<PortSetting> settings) {
        this.host = host;
        this.port = port;
        this.settings = settings;
    }

    @Override
    public void onServiceAdd(CamelContext context, Service service, @Nullable Route route) {
        if (service instanceof Consumer consumer
                && BoundPort.isOpenedBy(consumer)
                && consumer.getEndpoint() instanceof McpEndpoint endpoint) {
            Map<String, Object> own = optionsOf(endpoint);
            PropertyConfigurer configurer = endpoint.getComponent().getEndpointPropertyConfigurer();
            for (PortSetting setting : settings) {
                if (consumer instanceof McpDialInConsumer && setting.option().equals("sessionStore")) {
                    continue; // devices that dial in have no sessions
                }
                if (own.containsKey(setting.option())) {
                    check(endpoint, (PropertyConfigurerGetter) configurer, setting);
                } else if (isGatewayPort(endpoint) || !decides(own, setting)) {
                    configurer.configure(context, endpoint, setting.option(), setting.value(), false);
                }
            }
        }
    }

    private static Map<String, Object> optionsOf(McpEndpoint endpoint) {
        String query = URISupport.extractQuery(endpoint.getEndpointUri());
        try {
            return query == null ? Map.of() : URISupport.parseQuery(query, true, true);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(endpoint + ": its options cannot be read", e);
        }
    }

    // another port whose route says how it is protected has nothing added to that
    private static boolean decides(Map<String, Object> own, PortSetting setting) {
        return switch (setting.option()) {
            case "sessionStore" -> false;
            case "sslContextParameters" -> own.containsKey("ssl");
            default -> own.containsKey("auth");
        };
    }

    private void check(McpEndpoint endpoint, PropertyConfigurerGetter options, PortSetting setting) {
        if (isGatewayPort(endpoint)
                && !setting.option().equals("sessionStore")
                && !Objects.equals(options.getOptionValue(endpoint, setting.option(), false), setting.value())) {
            throw new IllegalArgumentException("mcp:" + host + ":" + port + ": " + setting.option() + " contradicts "
                    + setting.where() + "; remove one of them");
        }
    }

    private boolean isGatewayPort(McpEndpoint endpoint) {
        return endpoint.getPort() == port && endpoint.getHost().equals(host);
    }

    /** What is wrong with a setting, as one line; null if none of them has made the start fail. */
    @Nullable
    String problem(Throwable e) {
        String problem = null;
        for (Throwable t = e; t != null; t = t.getCause() == t ? null : t.getCause()) {
            String message = String.valueOf(t.getMessage());
            for (PortSetting setting : settings) {
                String said = setting.option() + "=" + setting.value();
                int at = message.indexOf(said);
                // the innermost says it alone
                if (at >= 0 && READ_AT_START.containsKey(setting.option())) {
                    problem = setting.where() + "=" + setting.value() + message.substring(at + said.length())
                            + READ_AT_START.get(setting.option());
                }
            }
        }
        return problem;
    }
}
