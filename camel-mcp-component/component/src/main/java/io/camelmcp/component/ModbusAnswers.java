package io.camelmcp.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.ExceptionStatusResponse;
import io.camelmcp.codec.modbus.FileRange;
import io.camelmcp.codec.modbus.FileRecord;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.RawResponse;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadExceptionStatus;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadFifoQueueResponse;
import io.camelmcp.codec.modbus.ReadFileRecord;
import io.camelmcp.codec.modbus.ReadFileRecordResponse;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadRequest;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.SingleWriteRequest;
import io.camelmcp.codec.modbus.WriteFileRecord;
import io.camelmcp.codec.modbus.WriteFileRecordResponse;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteRequest;
import io.camelmcp.component.modbus.ModbusJson;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.StreamCache;
import org.apache.camel.TypeConverter;
import org.jspecify.annotations.Nullable;

/**
 * What the body that a route ends with means as answer to a Modbus request, where no bank answers: {@code bank=none},
 * and addresses of {@code modbusRanges}.
 *
 * <table>
 * <caption>Bodies</caption>
 * <tr><th>request</th><th>body</th><th>answer</th></tr>
 * <tr><td>any</td><td>{@link ModbusResponse}</td><td>it, when it answers the function</td></tr>
 * <tr><td>any</td><td>{@code byte[]}</td><td>these octets as PDU, 1..253, function (or exception) first</td></tr>
 * <tr><td>any</td><td>a JSON object, as text or {@code Map}: {@code {"exception":2}}, {@code {"pdu":"83 02"}} in hexadecimal without
 * blanks, or for all but writes the response as {@link ModbusJson} has it</td><td>it</td></tr>
 * <tr><td>read (01..04, 17, 18)</td><td>a number or boolean; an array, list or JSON array of them; text {@code 1,2,3}</td>
 * <td>the values, exactly as many as were asked for: registers -32768..65535, coils and inputs 0, 1, true or false; of 18 at most 31; 14 likewise, if it asks for one range</td></tr>
 * <tr><td>07</td><td>a number</td><td>the eight outputs, 0..255</td></tr>
 * <tr><td>write (05, 06, 0F, 10, 15, 16)</td><td>anything else, or none</td><td>done: the normal answer to the write</td></tr>
 * </table>
 *
 * <p>A function without a record (user defined, for instance) has no normal answer: its route gives one of the first two.
 */
final class ModbusAnswers {

    /** To a write, any other object is a body that happens to be there. */
    private static final Pattern EXPLICIT = Pattern.compile("\"(exception|pdu)\"\\s*:");

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int EXCEPTION_LENGTH = 2;

    private ModbusAnswers() {}

    /**
     * The octets of the PDU that answers.
     *
     * @param request   what was asked
     * @param body      the body of the message that the route ended with
     * @param converter makes text of a body that is of no type in the table
     * @return function and data, 1..253 octets
     * @throws IllegalArgumentException if the body is no answer to the request; says what was expected and what was found
     */
    static byte[] toPdu(ModbusRequest request, @Nullable Object body, TypeConverter converter) {
        if (body instanceof ModbusResponse response) {
            requireFunction(request, response.function());
            return response.encode();
        }
        if (body instanceof byte[] pdu) {
            requirePdu(request, pdu);
            return pdu;
        }
        // a stream can be read once only
        Object read = body instanceof InputStream || body instanceof StreamCache
                ? converter.tryConvertTo(String.class, body)
                : body;
        // whatever the route of a write ends with, it is done
        boolean isByTheWay = request.isWrite()
                && read instanceof Map<?, ?> map
                && !map.containsKey("exception")
                && !map.containsKey("pdu");
        String json = isByTheWay ? null : jsonObject(read);
        if (json != null && (!request.isWrite() || EXPLICIT.matcher(json).find())) {
            return fromJson(request, json).encode();
        }
        return response(request, read, converter).encode();
    }

    private static ModbusResponse fromJson(ModbusRequest request, String json) {
        try {
            ModbusResponse response =
                    ModbusJson.readResponse(json, request.function()).response();
            requireFunction(request, response.function());
            boolean asIs = response instanceof RawResponse || response instanceof ModbusExceptionResponse;
            return asIs ? response : ModbusResponse.decode(response.encode(), request);
        } catch (McpProtocolException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw message.startsWith("answer to ")
                    ? e
                    : new IllegalArgumentException("answer to " + name(request) + ": " + message, e);
        }
    }

    /** The text of a body that is a JSON object; {@code null} for any other body. */
    private static @Nullable String jsonObject(@Nullable Object body) {
        if (body instanceof Map<?, ?> || body instanceof JsonNode node && node.isObject()) {
            try {
                return JSON.writeValueAsString(body);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("body is no JSON object: " + e.getOriginalMessage(), e);
            }
        }
        String text = body instanceof CharSequence ? body.toString() : null;
        return text != null && text.stripLeading().startsWith("{") ? text : null;
    }

    private static ModbusResponse response(ModbusRequest request, @Nullable Object body, TypeConverter converter) {
        int function = request.function();
        if (request instanceof ReadCoils || request instanceof ReadDiscreteInputs) {
            int quantity = ((ReadRequest) request).quantity();
            return new ReadBitsResponse(
                    function, values(request, body, quantity, converter).bits());
        }
        if (request instanceof ReadRequest read) {
            return registers(read, body, read.quantity(), converter);
        }
        if (request instanceof ReadWriteMultipleRegisters both) {
            return registers(both, body, both.readQuantity(), converter);
        }
        if (request instanceof SingleWriteRequest single) {
            return new EchoResponse(single);
        }
        if (request instanceof WriteRequest several) {
            return new WriteMultipleResponse(function, several.address(), several.quantity());
        }
        if (request instanceof WriteFileRecord file) {
            return new WriteFileRecordResponse(file);
        }
        if (request instanceof ReadFifoQueue && body != null) {
            return new ReadFifoQueueResponse(ModbusAnswerValues.of(() -> "answer to " + name(request), body, converter)
                    .registers());
        }
        if (request instanceof ReadExceptionStatus && body != null) {
            return new ExceptionStatusResponse(
                    values(request, body, 1, converter).registers()[0]);
        }
        if (request instanceof ReadFileRecord read && read.ranges().size() == 1) {
            FileRange range = read.ranges().get(0);
            int[] values = values(request, body, range.quantity(), converter).registers();
            return new ReadFileRecordResponse(List.of(new FileRecord(range.file(), range.record(), values)));
        }
        throw new IllegalArgumentException("answer to " + name(request)
                + ": the octets of a PDU, a ModbusResponse or a JSON object are expected, found "
                + ModbusAnswerValues.typeOf(body));
    }

    private static ReadRegistersResponse registers(
            ModbusRequest request, @Nullable Object body, int quantity, TypeConverter converter) {
        return new ReadRegistersResponse(
                request.function(), values(request, body, quantity, converter).registers());
    }

    private static ModbusAnswerValues values(
            ModbusRequest request, @Nullable Object body, int quantity, TypeConverter converter) {
        return ModbusAnswerValues.of(() -> "answer to " + name(request), body, quantity, converter);
    }

    private static void requirePdu(ModbusRequest request, byte[] pdu) {
        if (pdu.length < 1 || pdu.length > ModbusFrame.MAX_PDU) {
            throw new IllegalArgumentException("answer to " + name(request) + ": a PDU has 1.." + ModbusFrame.MAX_PDU
                    + " octets, found " + pdu.length);
        }
        if ((pdu[0] & ModbusFunction.EXCEPTION_BIT) != 0 && pdu.length != EXCEPTION_LENGTH) {
            throw new IllegalArgumentException("answer to " + name(request) + ": an exception has " + EXCEPTION_LENGTH
                    + " octets, function and code, found " + pdu.length);
        }
        requireFunction(request, pdu[0] & ~ModbusFunction.EXCEPTION_BIT & 0xFF);
    }

    private static void requireFunction(ModbusRequest request, int function) {
        if (function != request.function()) {
            throw new IllegalArgumentException(
                    "answer to " + name(request) + ": found an answer to " + ModbusFunction.name(function));
        }
    }

    private static String name(ModbusRequest request) {
        return ModbusFunction.name(request.function());
    }
}
