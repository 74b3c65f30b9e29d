package io.camelmcp.component;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.modbus.ModbusJson;
import io.camelmcp.component.server.McpRequest;
import io.camelmcp.component.server.ModbusServerRequest;
import io.camelmcp.component.server.ServerRequest;
import io.camelmcp.component.session.Session;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.trait.message.MessageTrait;
import org.jspecify.annotations.Nullable;

/**
 * A request of a device as a message. Each of its headers is made when it is asked for, and the map of all of them, and the text of
 * a Modbus request, when a route first needs them: most routes need few of them or none.
 */
final class McpMessage extends DefaultMessage {

    private static final String PREFIX = "CamelMcp";

    private static final List<String> NAMES = List.of(
            McpConstants.CLIENT_ID,
            McpConstants.SESSION_ID,
            McpConstants.GROUPS,
            McpConstants.MESSAGE_ID,
            McpConstants.RECEIVED_AT,
            McpConstants.REMOTE_ADDRESS,
            McpConstants.PROTOCOL,
            McpConstants.COMMAND_NAME,
            McpConstants.DEVICE_ID);

    private static final List<String> MCP_NAMES =
            List.of(McpConstants.COMMAND, McpConstants.VERSION, McpConstants.SEQUENCE, McpConstants.DUPLICATE);

    private static final List<String> MODBUS_NAMES = List.of(McpConstants.UNIT_ID, McpConstants.TRANSACTION_ID);

    private @Nullable ServerRequest request;
    private boolean populated;
    private boolean bodyToCome;

    McpMessage(CamelContext context, ServerRequest request) {
        super(context);
        this.request = request;
        if (request instanceof McpRequest mcp) {
            setBody(mcp.frame().body());
        } else {
            bodyToCome = true;
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
    public @Nullable Object getBody() {
        if (bodyToCome && request instanceof ModbusServerRequest modbus) {
            setBody(ModbusJson.write(modbus.frame().unitId(), modbus.request()));
        }
        return super.getBody();
    }

    @Override
    public void setBody(@Nullable Object body) {
        bodyToCome = false;
        super.setBody(body);
    }

    @Override
    public @Nullable Object getHeader(String name) {
        if (isCertainlyNone(name)) {
            return null;
        }
        Object value = headerToCome(name);
        return value == null ? super.getHeader(name) : value;
    }

    @Override
    public <T> @Nullable T getHeader(String name, Class<T> type) {
        if (isCertainlyNone(name) && type != boolean.class) {
            return null;
        }
        Object value = headerToCome(name);
        if (value == null) {
            return super.getHeader(name, type);
        }
        return type.isInstance(value)
                ? type.cast(value)
                : getCamelContext().getTypeConverter().convertTo(type, getExchange(), value);
    }

    private @Nullable Object headerToCome(String name) {
        return request == null || populated ? null : value(request, name);
    }

    // the names of the headers of a request begin so, in capitals or not; a trace, say, asks each message for others
    private boolean isCertainlyNone(String name) {
        return request != null && !populated && !name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /** Copies what nobody has asked for yet as it is: Camel makes such a copy of each message that is to be answered. */
    @Override
    public void copyFrom(Message that) {
        if (request == null
                && that instanceof McpMessage other
                && other.request != null
                && !other.populated
                && !other.hasTrait(MessageTrait.DATA_AWARE)
                && !other.hasTrait(MessageTrait.ATTACHMENTS)
                && !hasPopulatedHeaders()) {
            copyWhatIsToCome(other);
        } else {
            super.copyFrom(that);
        }
    }

    private void copyWhatIsToCome(McpMessage other) {
        if (getExchange() == null) {
            setExchange(other.getExchange());
        }
        if (other.hasMessageId()) {
            setMessageId(other.getMessageId());
        }
        request = other.request;
        if (other.bodyToCome) {
            bodyToCome = true;
        } else {
            setBody(other.getBody());
        }
    }

    @Override
    public void setHeaders(Map<String, Object> headers) {
        populated = true;
        super.setHeaders(headers);
    }

    @Override
    protected boolean isPopulateHeadersSupported() {
        return request != null;
    }

    @Override
    protected void populateInitialHeaders(Map<String, Object> headers) {
        populated = true;
        if (request != null) {
            put(headers, request, NAMES);
            put(headers, request, request instanceof McpRequest ? MCP_NAMES : MODBUS_NAMES);
            if (request instanceof ModbusServerRequest modbus) {
                ModbusHeaders.put(headers, modbus.request());
            }
        }
    }

    private static void put(Map<String, Object> headers, ServerRequest request, List<String> names) {
        for (String name : names) {
            Object value = value(request, name);
            if (value != null) {
                headers.put(name, value);
            }
        }
    }

    private static @Nullable Object value(ServerRequest request, String name) {
        Session session = request.session();
        return switch (name) {
            case McpConstants.CLIENT_ID -> session.clientId();
            case McpConstants.SESSION_ID -> session.sessionId().isEmpty() ? null : session.sessionId();
            case McpConstants.GROUPS ->
                session.sessionId().isEmpty() ? null : String.join(",", new TreeSet<>(session.groups()));
            case McpConstants.MESSAGE_ID -> request.messageId();
            case McpConstants.RECEIVED_AT -> request.receivedAtMillis();
            case McpConstants.REMOTE_ADDRESS -> request.connection().remoteAddressText();
            case McpConstants.PROTOCOL -> request.connection().protocol().label();
            default ->
                request instanceof McpRequest mcp
                        ? ofFrame(mcp, name)
                        : request instanceof ModbusServerRequest modbus ? ofModbus(modbus, name) : null;
        };
    }

    private static @Nullable Object ofFrame(McpRequest request, String name) {
        McpFrame frame = request.frame();
        return switch (name) {
            case McpConstants.COMMAND -> frame.command();
            case McpConstants.COMMAND_NAME -> McpCommand.name(frame.command());
            case McpConstants.VERSION -> frame.version();
            case McpConstants.DEVICE_ID -> frame.id();
            case McpConstants.SEQUENCE -> frame.version() == McpFrame.SEQUENCED ? (Object) frame.seq() : null;
            case McpConstants.DUPLICATE -> request.isDuplicate();
            default -> null;
        };
    }

    private static @Nullable Object ofModbus(ModbusServerRequest request, String name) {
        return switch (name) {
            case McpConstants.COMMAND_NAME -> McpConstants.MODBUS;
            case McpConstants.DEVICE_ID -> (long) request.frame().unitId();
            case McpConstants.UNIT_ID -> request.frame().unitId();
            case McpConstants.TRANSACTION_ID -> request.frame().transactionId();
            default -> ModbusHeaders.value(request.request(), name);
        };
    }
}
