package io.camelmcp.component;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.modbus.ModbusJson;
import io.camelmcp.component.server.DeviceConnection;
import io.camelmcp.component.server.McpRequest;
import io.camelmcp.component.server.ModbusServerRequest;
import io.camelmcp.component.server.ServerRequest;
import io.camelmcp.component.session.Session;
import java.util.Map;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;

/** A request of a device as a message. Its headers are made when a route first asks for one: most routes ask for few or none. */
final class McpMessage extends DefaultMessage {

    private final @Nullable ServerRequest request;

    McpMessage(CamelContext context, ServerRequest request) {
        super(context);
        this.request = request;
        if (request instanceof McpRequest mcp) {
            setBody(mcp.frame().body());
        } else if (request instanceof ModbusServerRequest modbus) {
            setBody(ModbusJson.write(modbus.frame().unitId(), modbus.request()));
        }
    }

    private McpMessage(CamelContext context) {
        super(context);
        this.request = null;
    }

    @Override
    public McpMessage newInstance() {
        return new McpMessage(getCamelContext());
    }

    @Override
    protected boolean isPopulateHeadersSupported() {
        return request != null;
    }

    @Override
    protected void populateInitialHeaders(Map<String, Object> headers) {
        if (request == null) {
            return;
        }
        DeviceConnection connection = request.connection();
        Session session = request.session();
        headers.put(McpConstants.CLIENT_ID, session.clientId());
        if (!session.sessionId().isEmpty()) {
            headers.put(McpConstants.SESSION_ID, session.sessionId());
            headers.put(McpConstants.GROUPS, String.join(",", new TreeSet<>(session.groups())));
        }
        headers.put(McpConstants.MESSAGE_ID, request.messageId());
        headers.put(McpConstants.RECEIVED_AT, request.receivedAtMillis());
        headers.put(McpConstants.REMOTE_ADDRESS, connection.remoteAddressText());
        headers.put(McpConstants.PROTOCOL, connection.protocol().label());
        if (request instanceof McpRequest mcp) {
            McpFrame frame = mcp.frame();
            headers.put(McpConstants.COMMAND, frame.command());
            headers.put(McpConstants.COMMAND_NAME, McpCommand.name(frame.command()));
            headers.put(McpConstants.VERSION, frame.version());
            headers.put(McpConstants.DEVICE_ID, frame.id());
            if (frame.version() == McpFrame.SEQUENCED) {
                headers.put(McpConstants.SEQUENCE, frame.seq());
            }
            headers.put(McpConstants.DUPLICATE, mcp.isDuplicate());
        } else if (request instanceof ModbusServerRequest modbus) {
            headers.put(McpConstants.COMMAND_NAME, McpConstants.MODBUS);
            headers.put(McpConstants.DEVICE_ID, (long) modbus.frame().unitId());
            headers.put(McpConstants.UNIT_ID, modbus.frame().unitId());
            headers.put(McpConstants.TRANSACTION_ID, modbus.frame().transactionId());
            ModbusHeaders.put(headers, modbus.request());
        }
    }
}
