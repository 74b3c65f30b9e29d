package io.camelmcp.component;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.component.modbus.ModbusRanges;
import io.camelmcp.component.modbus.UserFunctions;
import io.camelmcp.component.server.CommandRouter;
import io.camelmcp.component.server.ModbusClaim;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Connect industrial devices that speak the Message Communication Protocol (MCP) or Modbus (TCP, RTU over TCP), both on one port.
 *
 * <p>{@code from("mcp:0.0.0.0:502")} listens: a device gets its answer when the route has finished well.
 * {@code to("mcp:plc:502")} connects, sends a request and waits for the answer without holding a thread.
 * {@code from("mcp:gateway:5020?mode=client&clientId=C1")} connects, logs in, and takes what the peer sends.
 * {@code from("mcp:0.0.0.0:5021?role=master&protocol=modbusRtu&registration=...")} waits for Modbus devices that dial in and polls them.
 * {@code from("mcp:plc:502?protocol=modbusTcp&tags=file:tags.yaml")} reads values of a Modbus device every period, and {@code to} with
 * tags writes them by their names.
 * {@code to("mcp:0.0.0.0:5020?mode=server&target=device:C1")} sends a request to a device that is connected to that port.
 */
@ManagedResource(description = "Managed mcp endpoint")
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "mcp",
        title = "MCP",
        syntax = "mcp:host:port",
        category = {Category.IOT, Category.NETWORKING},
        headersClass = McpConstants.class)
@Metadata(annotations = {"protocol=tcp"})
public class McpEndpoint extends DefaultEndpoint implements AsyncEndpoint, EndpointServiceLocation {

    private static final Set<String> LOGIN_OPTIONS =
            Set.of("clientId", "token", "tokenSupplier", "groups", "login", "maxRetransmits", "retransmitTimeout");

    @UriPath(description = "Address to listen on, or host to connect to.")
    @Metadata(required = true)
    private String host = "";

    @UriPath(
            description =
                    "Port to listen on (0 for a free one, which all consumers of the host with port 0 share), or to connect to.")
    @Metadata(required = true)
    private int port;

    @UriParam
    private McpConfiguration configuration;

    private Set<String> explicitOptions = Set.of();

    public McpEndpoint(String uri, McpComponent component, McpConfiguration configuration) {
        super(uri, component);
        this.configuration = configuration;
    }

    @Override
    public McpComponent getComponent() {
        return (McpComponent) super.getComponent();
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (configuration.getRole() == ModbusRole.master) {
            McpDialInConsumer consumer = new McpDialInConsumer(this, processor);
            configureConsumer(consumer);
            return consumer;
        }
        DialInSettings.refuseWithoutRole(this);
        if (TagOptions.isSet(this)) {
            McpTagConsumer consumer = new McpTagConsumer(this, processor);
            configureConsumer(consumer);
            return consumer;
        }
        if (configuration.getMode() == McpMode.client) {
            McpClientConsumer consumer = new McpClientConsumer(this, processor);
            configureConsumer(consumer);
            return consumer;
        }
        for (String option : LOGIN_OPTIONS) {
            if (explicitOptions.contains(option)) {
                throw new IllegalArgumentException(
                        address() + ": " + option + " is for a client that logs in; set mode=client, or remove it");
            }
        }
        McpConsumer consumer = new McpConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public Producer createProducer() throws Exception {
        if (configuration.getRole() == ModbusRole.master) {
            if (configuration.getMode() != McpMode.server) {
                throw new IllegalArgumentException(address()
                        + ": role=master of a producer is for devices that have dialled in at a port of this context; add"
                        + " mode=server, or remove role");
            }
            return new McpDialInProducer(this);
        }
        DialInSettings.refuseWithoutRole(this);
        if (TagOptions.isSet(this)) {
            return new McpTagProducer(this);
        }
        if (configuration.getMode() == McpMode.server) {
            return new McpPushProducer(this);
        }
        return new McpProducer(this);
    }

    /** Commands of the option {@code commands}, {@link CommandRouter#MODBUS} among them; empty when it is not set. */
    Set<Integer> commands() {
        Set<Integer> commands = new TreeSet<>();
        String text = configuration.getCommands();
        if (text == null || text.isBlank()) {
            return commands;
        }
        for (String name : text.split(",", -1)) {
            commands.add(command(name.trim()));
        }
        return commands;
    }

    /** What the options {@code modbusRanges} and {@code userFunctions} say. */
    ModbusClaim modbusClaim() {
        try {
            return new ModbusClaim(
                    ModbusRanges.parse(configuration.getModbusRanges()),
                    UserFunctions.parse(configuration.getUserFunctions()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(address() + ": " + e.getMessage(), e);
        }
    }

    private int command(String name) {
        if (McpConstants.MODBUS.equalsIgnoreCase(name)) {
            return CommandRouter.MODBUS;
        }
        int command;
        try {
            command = McpCommand.parse(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(this + ": commands: " + e.getMessage(), e);
        }
        if (!McpCommand.isRoutable(command)) {
            throw new IllegalArgumentException(this + ": commands: " + name
                    + " cannot be taken by a route, only READ_STATUS, COMMAND, REPORT, LOG, 0x20..0x6F and MODBUS can");
        }
        return command;
    }

    @Override
    public String getServiceUrl() {
        return "tcp://" + host + ":" + port;
    }

    @Override
    public String getServiceProtocol() {
        return "mcp";
    }

    @Override
    public boolean isLenientProperties() {
        return false;
    }

    /** Names of the options that the URI itself gives, as opposed to defaults. */
    Set<String> explicitOptions() {
        return explicitOptions;
    }

    void setExplicitOptions(Set<String> explicitOptions) {
        this.explicitOptions = explicitOptions;
    }

    /** {@code mcp:host:port}, what endpoints of one port have in common. */
    String address() {
        return "mcp:" + host + ":" + port;
    }

    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    public int getPort() {
        return port;
    }

    public void setPort(int port) {
        this.port = port;
    }

    public McpConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(McpConfiguration configuration) {
        this.configuration = configuration;
    }
}
