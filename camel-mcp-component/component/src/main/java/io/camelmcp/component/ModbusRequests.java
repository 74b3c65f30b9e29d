package io.camelmcp.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.ExceptionStatusResponse;
import io.camelmcp.codec.modbus.GetCommEventCounter;
import io.camelmcp.codec.modbus.GetCommEventLog;
import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.RawResponse;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadExceptionStatus;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadFifoQueueResponse;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.ReportServerId;
import io.camelmcp.codec.modbus.WriteFileRecordResponse;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import io.camelmcp.component.client.ModbusCall;
import io.camelmcp.component.modbus.ModbusJson;
import io.camelmcp.component.modbus.ModbusJsonRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.TypeConverter;
import org.jspecify.annotations.Nullable;

/**
 * A message as a Modbus request, and the answer in a message.
 *
 * <table>
 * <caption>Requests</caption>
 * <tr><th>body</th><th>request</th></tr>
 * <tr><td>{@link ModbusRequest}</td><td>it</td></tr>
 * <tr><td>JSON object, as text or {@code Map}</td><td>what {@link ModbusJson} reads</td></tr>
 * <tr><td>anything else</td><td>what the headers say, with the body as the values to write: a number or boolean, an array or list
 * of them, text {@code 1,2,3}. Function 16 (hex) takes and-mask and or-mask. Functions without a record take octets</td></tr>
 * </table>
 *
 * <p>The unit is that of the header {@code CamelMcpUnitId}, else of the JSON text, else of the option {@code unitId}.
 *
 * <p>The answer to a {@link ModbusRequest} is a {@link ModbusResponse}. Else what was read becomes a {@code List<Integer>},
 * registers 0..65535, coils and inputs 0 or 1; a write leaves the body as it is. Functions 08, 0B, 0C, 11, 14 and 2B/0E answer with a
 * {@code Map} of the fields that {@link ModbusJson} has for them, 07 with a number, user-defined ones with octets.
 */
final class ModbusRequests {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private ModbusRequests() {}

    /**
     * Reads the request of an exchange.
     *
     * @throws IllegalArgumentException if a header is missing or a value not possible; says which, and what to do
     */
    static ModbusCall of(Exchange exchange, int defaultUnitId) {
        Message message = exchange.getMessage();
        Integer unitId = integer(message, McpConstants.UNIT_ID);
        Object body = message.getBody();
        if (body instanceof ModbusRequest request) {
            return new ModbusCall(unitId == null ? defaultUnitId : unitId, request);
        }
        TypeConverter converter = exchange.getContext().getTypeConverter();
        String json = jsonObject(message, body);
        if (json != null) {
            ModbusJsonRequest read = ModbusJson.readRequest(json);
            return new ModbusCall(unitId == null ? read.unitIdOr(defaultUnitId) : unitId, read.request());
        }
        return new ModbusCall(unitId == null ? defaultUnitId : unitId, fromHeaders(exchange, message, converter));
    }

    /** Puts an answer, which is no exception, into the message that asked. */
    static void accept(Message message, ModbusResponse response) {
        if (message.getBody() instanceof ModbusRequest) {
            message.setBody(response);
        } else if (response instanceof ReadRegistersResponse registers) {
            message.setBody(
                    new ArrayList<>(Arrays.stream(registers.values()).boxed().toList()));
        } else if (response instanceof ReadBitsResponse bits) {
            List<Integer> values = new ArrayList<>(bits.values().length);
            for (boolean bit : bits.values()) {
                values.add(bit ? 1 : 0);
            }
            message.setBody(values);
        } else if (response instanceof RawResponse raw) {
            message.setBody(raw.data());
        } else if (response instanceof ReadFifoQueueResponse queue) {
            message.setBody(
                    new ArrayList<>(Arrays.stream(queue.values()).boxed().toList()));
        } else if (response instanceof ExceptionStatusResponse status) {
            message.setBody(status.status());
        } else if (!(response instanceof EchoResponse
                || response instanceof WriteMultipleResponse
                || response instanceof WriteFileRecordResponse)) {
            message.setBody(asMap(response));
        }
    }

    /** The fields that JSON text of the response has, without those that it was asked with. */
    private static Map<String, Object> asMap(ModbusResponse response) {
        try {
            Map<String, Object> fields = JSON.readValue(ModbusJson.write(null, null, response), FIELDS);
            fields.remove("function");
            return fields;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The text of a body that is a JSON object, or {@code null} for any other body. */
    private static @Nullable String jsonObject(Message message, @Nullable Object body) {
        if (body instanceof Map<?, ?> || (body instanceof JsonNode node && node.isObject())) {
            try {
                return JSON.writeValueAsString(body);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("body is no JSON object: " + e.getOriginalMessage(), e);
            }
        }
        if (isValues(body)) {
            return null;
        }
        String text = message.getBody(String.class);
        return text != null && text.stripLeading().startsWith("{") ? text : null;
    }

    private static boolean isValues(@Nullable Object body) {
        return body == null
                || body instanceof Number
                || body instanceof Boolean
                || body instanceof Collection<?>
                || body instanceof JsonNode
                || (body.getClass().isArray() && !(body instanceof byte[]));
    }

    private static ModbusRequest fromHeaders(Exchange exchange, Message message, TypeConverter converter) {
        int function = require(
                message,
                McpConstants.FUNCTION,
                "set the Modbus function, 1..127, or send a JSON object {\"function\":3,\"address\":0,\"quantity\":1}");
        return switch (function) {
            case ModbusFunction.READ_COILS -> new ReadCoils(address(message), quantity(message));
            case ModbusFunction.READ_DISCRETE_INPUTS -> new ReadDiscreteInputs(address(message), quantity(message));
            case ModbusFunction.READ_HOLDING_REGISTERS -> new ReadHoldingRegisters(address(message), quantity(message));
            case ModbusFunction.READ_INPUT_REGISTERS -> new ReadInputRegisters(address(message), quantity(message));
            case ModbusFunction.WRITE_SINGLE_COIL ->
                new WriteSingleCoil(
                        address(message),
                        values(message, function, 1, converter).bits()[0]);
            case ModbusFunction.WRITE_SINGLE_REGISTER ->
                new WriteSingleRegister(
                        address(message),
                        values(message, function, 1, converter).registers()[0]);
            case ModbusFunction.WRITE_MULTIPLE_COILS ->
                new WriteMultipleCoils(
                        address(message), several(message, function, converter).bits());
            case ModbusFunction.WRITE_MULTIPLE_REGISTERS ->
                new WriteMultipleRegisters(
                        address(message), several(message, function, converter).registers());
            case ModbusFunction.MASK_WRITE_REGISTER -> {
                int[] masks = values(message, function, 2, converter).registers();
                yield new MaskWriteRegister(address(message), masks[0], masks[1]);
            }
            case ModbusFunction.READ_WRITE_MULTIPLE_REGISTERS ->
                new ReadWriteMultipleRegisters(
                        require(message, McpConstants.READ_ADDRESS, "set the first register to read, 0..65535"),
                        require(message, McpConstants.READ_QUANTITY, "set the number of registers to read, 1..125"),
                        address(message),
                        several(message, function, converter).registers());
            case ModbusFunction.READ_EXCEPTION_STATUS -> new ReadExceptionStatus();
            case ModbusFunction.GET_COMM_EVENT_COUNTER -> new GetCommEventCounter();
            case ModbusFunction.GET_COMM_EVENT_LOG -> new GetCommEventLog();
            case ModbusFunction.REPORT_SERVER_ID -> new ReportServerId();
            case ModbusFunction.READ_FIFO_QUEUE -> new ReadFifoQueue(address(message));
            case ModbusFunction.DIAGNOSTICS,
                    ModbusFunction.READ_FILE_RECORD,
                    ModbusFunction.WRITE_FILE_RECORD,
                    ModbusFunction.ENCAPSULATED_INTERFACE -> fromOctets(exchange, function);
            default -> new RawRequest(function, McpBodies.toOctets(exchange, message.getBody()));
        };
    }

    /** Functions whose arguments have no headers: they are octets here, where the body is no JSON object. */
    private static ModbusRequest fromOctets(Exchange exchange, int function) {
        byte[] octets = McpBodies.toOctets(exchange, exchange.getMessage().getBody());
        try {
            return ModbusRequest.decode(new RawRequest(function, octets).encode());
        } catch (ModbusException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + "; send a JSON object instead of octets: {\"function\":" + function + ",…}", e);
        }
    }

    private static ModbusAnswerValues several(Message message, int function, TypeConverter converter) {
        Integer quantity = integer(message, McpConstants.QUANTITY);
        return quantity == null
                ? ModbusAnswerValues.of(() -> what(function), valuesIn(message), converter)
                : values(message, function, quantity, converter);
    }

    private static ModbusAnswerValues values(Message message, int function, int quantity, TypeConverter converter) {
        return ModbusAnswerValues.of(() -> what(function), valuesIn(message), quantity, converter);
    }

    /** Octets are text here: what a file, a queue or a web request brought. */
    private static @Nullable Object valuesIn(Message message) {
        Object body = message.getBody();
        return body instanceof byte[] ? message.getBody(String.class) : body;
    }

    private static String what(int function) {
        return "body of " + ModbusFunction.name(function);
    }

    private static int address(Message message) {
        return require(message, McpConstants.ADDRESS, "set the first coil or register, 0-based, 0..65535");
    }

    private static int quantity(Message message) {
        return require(message, McpConstants.QUANTITY, "set the number of coils (1..2000) or registers (1..125)");
    }

    private static int require(Message message, String header, String remedy) {
        Integer value = integer(message, header);
        if (value == null) {
            throw new IllegalArgumentException("header " + header + " is missing: " + remedy);
        }
        return value;
    }

    private static @Nullable Integer integer(Message message, String header) {
        Object value = message.getHeader(header);
        if (value == null) {
            return null;
        }
        try {
            return value instanceof Number number
                    ? Math.toIntExact(number.longValue())
                    : Integer.decode(value.toString().trim());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("header " + header + ": " + value + " is not a whole number", e);
        }
    }
}
