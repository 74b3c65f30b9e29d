package io.camelmcp.gateway.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.camelmcp.component.McpBusyException;
import io.camelmcp.component.McpConnectionException;
import io.camelmcp.component.McpConstants;
import io.camelmcp.component.McpErrorException;
import io.camelmcp.component.McpException;
import io.camelmcp.component.McpOfflineException;
import io.camelmcp.component.McpTimeoutException;
import io.camelmcp.gateway.format.PayloadField;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a push: {@code {"status":"ok","clientId":"C1","body":…}} for one device, a list of such for many.
 *
 * @param httpStatus what HTTP calls it
 * @param json       the object, or list
 */
public record PushAnswer(int httpStatus, String json) {

    private static final Logger LOG = LoggerFactory.getLogger(PushAnswer.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final String DEVICE = "device:";
    private static final String OK = "ok";
    private static final String QUEUED = "queued";
    private static final String BAD_REQUEST = "bad request";

    /** The answer, or answers, of devices. */
    public static PushAnswer of(@Nullable String id, String target, Message result) {
        if (result.getBody() instanceof List<?> devices && !target.startsWith(DEVICE)) {
            return new PushAnswer(200, write(json -> writeAll(json, id, devices)));
        }
        String status = result.getHeader(McpConstants.PUSH_STATUS, OK, String.class);
        byte[] body = QUEUED.equals(status) ? null : result.getBody(byte[].class);
        return new PushAnswer(
                QUEUED.equals(status) ? 202 : 200,
                write(json -> writeOne(json, id, clientId(target), status, null, null, body)));
    }

    /** The answer of a device that the push had waited for, or why there is none. */
    public static PushAnswer late(@Nullable String id, Message answer) {
        String clientId = answer.getHeader(McpConstants.CLIENT_ID, String.class);
        String status = answer.getHeader(McpConstants.PUSH_STATUS, String.class);
        if (OK.equals(status)) {
            byte[] body = answer.getBody(byte[].class);
            return new PushAnswer(200, write(json -> writeOne(json, id, clientId, OK, null, null, body)));
        }
        Integer code = answer.getHeader(McpConstants.PUSH_CODE, Integer.class);
        return failed(502, id, clientId, status, code, answer.getBody(String.class));
    }

    /** Why there is no answer. */
    public static PushAnswer of(@Nullable String id, @Nullable String target, Throwable failure) {
        String clientId = target == null ? null : clientId(target);
        if (find(BadPushException.class, failure) instanceof BadPushException bad) {
            return failed(400, id, clientId, BAD_REQUEST, null, bad.getMessage());
        }
        if (find(McpOfflineException.class, failure) instanceof McpOfflineException offline) {
            return failed(404, id, clientId, "offline", null, offline.getMessage());
        }
        if (find(McpTimeoutException.class, failure) instanceof McpTimeoutException timeout) {
            return failed(504, id, clientId, "timeout", null, timeout.getMessage());
        }
        if (find(McpErrorException.class, failure) instanceof McpErrorException refused) {
            return failed(502, id, clientId, "refused", refused.getCode(), refused.getText());
        }
        if (find(McpBusyException.class, failure) instanceof McpBusyException busy) {
            return failed(503, id, clientId, "busy", null, busy.getMessage());
        }
        if (find(McpConnectionException.class, failure) instanceof McpConnectionException lost) {
            return failed(502, id, clientId, "lost", null, lost.getMessage());
        }
        // a device that answers with what is no answer: ahead of it stand all that are known better
        if (find(McpException.class, failure) instanceof McpException strange) {
            return failed(502, id, clientId, "failed", null, strange.getMessage() + "; it may have been done");
        }
        // what the producer says of a body or target that cannot be sent
        if (find(IllegalArgumentException.class, failure) instanceof IllegalArgumentException bad) {
            return failed(400, id, clientId, BAD_REQUEST, null, bad.getMessage());
        }
        LOG.warn("event=push-failed target={} reason=\"{}\"", target, failure.toString());
        return failed(500, id, clientId, "failed", null, "it could not be sent; the log of the gateway says why");
    }

    /** A failure before anything was tried. */
    public static PushAnswer failed(
            int httpStatus,
            @Nullable String id,
            @Nullable String clientId,
            String status,
            @Nullable Integer code,
            @Nullable String text) {
        return new PushAnswer(httpStatus, write(json -> writeOne(json, id, clientId, status, code, text, null)));
    }

    private static @Nullable Throwable find(Class<? extends Throwable> type, Throwable failure) {
        return ObjectHelper.getException(type, failure);
    }

    private static @Nullable String clientId(String target) {
        return target.startsWith(DEVICE) ? target.substring(DEVICE.length()) : null;
    }

    private static void writeAll(JsonGenerator json, @Nullable String id, List<?> devices) throws IOException {
        json.writeStartArray();
        for (Object device : devices) {
            Map<?, ?> fields = (Map<?, ?>) device;
            writeOne(
                    json,
                    id,
                    (String) fields.get("clientId"),
                    String.valueOf(fields.get("status")),
                    (Integer) fields.get("code"),
                    (String) fields.get("text"),
                    (byte[]) fields.get("body"));
        }
        json.writeEndArray();
    }

    private static void writeOne(
            JsonGenerator json,
            @Nullable String id,
            @Nullable String clientId,
            String status,
            @Nullable Integer code,
            @Nullable String text,
            byte @Nullable [] body)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("status", status);
        if (id != null) {
            json.writeStringField("id", id);
        }
        if (clientId != null) {
            json.writeStringField("clientId", clientId);
        }
        if (code != null) {
            json.writeNumberField("code", code);
        }
        if (text != null) {
            json.writeStringField("text", text);
        }
        if (body != null && body.length > 0) {
            PayloadField field = PayloadField.of(body);
            json.writeFieldName(field.name());
            json.writeRawValue(field.json());
        }
        json.writeEndObject();
    }

    @FunctionalInterface
    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    private static String write(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter does not fail
        }
        return text.toString();
    }

    /** As octets. */
    public byte[] octets() {
        return json.getBytes(UTF_8);
    }
}
