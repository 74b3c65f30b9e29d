package io.camelmcp.gateway.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.camelmcp.codec.McpCommand;
import io.camelmcp.component.McpConstants;
import io.camelmcp.gateway.format.PayloadField;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A request to devices:
 *
 * <pre>{@code
 * {"target":"device:C1","command":"COMMAND","body":{"valve":"open"},"timeoutMs":5000,"id":"order-7"}
 * }</pre>
 *
 * @param target    {@code device:ID}, {@code group:NAME} or {@code all}
 * @param command   READ_STATUS, COMMAND or 0x20..0x6F
 * @param body      octets for the device: of {@code body} its JSON text without white space, of {@code bodyText} the text in UTF-8,
 *                  of {@code bodyBase64} what it stands for; empty without any of them
 * @param deviceId  device behind the one that is connected, 0..4294967295; {@code null} for the connected one itself
 * @param timeoutMs how long to wait for an answer, milliseconds, 1..{@value #MAX_TIMEOUT}; {@code null} for the default
 * @param id        what the answer says too, at most {@value #MAX_ID} characters; {@code null} for none
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record PushCommand(
        String target,
        int command,
        byte[] body,
        @Nullable Long deviceId,
        @Nullable Long timeoutMs,
        @Nullable String id) {

    static final long MAX_TIMEOUT = 300_000;
    static final int MAX_ID = 255;
    static final long MAX_DEVICE_ID = 0xFFFF_FFFFL;

    private static final String DEVICE = "device:";

    private static final Pattern TARGET = Pattern.compile("(device|group):[A-Za-z0-9._:-]{1,64}|all");

    // the parser's own limit on the length of strings is far above that of the HTTP door and of a frame
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    /**
     * Reads a request.
     *
     * @throws BadPushException if it is not JSON, or a field is missing, unknown or wrong
     */
    public static PushCommand parse(byte[] json) throws BadPushException {
        if (!PayloadField.isUtf8(json)) {
            throw new BadPushException("not JSON: not UTF-8");
        }
        try (JsonParser parser = JSON.createParser(json)) {
            return new Reader(json, parser).read();
        } catch (JsonProcessingException e) {
            throw new BadPushException("not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadPushException("not JSON: " + e.getMessage());
        }
    }

    /** Whether it is for one device, and not for a group or all. */
    public boolean isForOne() {
        return target.startsWith(DEVICE);
    }

    /** Makes it the message that {@code mcp:} sends. */
    public void applyTo(Message message) {
        message.setBody(body);
        message.setHeader(McpConstants.TARGET, target);
        message.setHeader(McpConstants.COMMAND, command);
        if (deviceId != null) {
            message.setHeader(McpConstants.DEVICE_ID, deviceId);
        }
        if (timeoutMs != null) {
            message.setHeader(McpConstants.PUSH_TIMEOUT, timeoutMs);
        }
    }

    private static final class Reader {
        private final byte[] json;
        private final JsonParser parser;
        private @Nullable String target;
        private @Nullable Integer command;
        private byte @Nullable [] body;
        private @Nullable Long deviceId;
        private @Nullable Long timeoutMs;
        private @Nullable String id;

        Reader(byte[] json, JsonParser parser) {
            this.json = json;
            this.parser = parser;
        }

        PushCommand read() throws IOException, BadPushException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadPushException(
                        "not a JSON object, as in {\"target\":\"device:C1\",\"command\":\"COMMAND\"}");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                field(name);
            }
            if (parser.nextToken() != null) {
                throw new BadPushException("not JSON: something stands behind the object");
            }
            if (target == null || command == null) {
                throw new BadPushException((target == null ? "target" : "command") + " is missing");
            }
            return new PushCommand(target, command, body == null ? new byte[0] : body, deviceId, timeoutMs, id);
        }

        private void field(String name) throws IOException, BadPushException {
            switch (name) {
                case "target" -> target = target(text(name));
                case "command" -> command = command();
                case "body" -> body(value());
                case "bodyText" -> body(text(name).getBytes(UTF_8));
                case "bodyBase64" -> body(base64(text(name)));
                case "deviceId" -> deviceId = number("deviceId is not a number", 0, MAX_DEVICE_ID);
                case "timeoutMs" -> timeoutMs = number("timeoutMs is not a number of milliseconds", 1, MAX_TIMEOUT);
                case "id" -> id = id(text(name));
                default ->
                    throw new BadPushException("field " + shortened(name)
                            + " is unknown; use target, command, body, bodyText, bodyBase64, deviceId, timeoutMs, id");
            }
        }

        private void body(byte @Nullable [] octets) throws BadPushException {
            if (octets == null) {
                return;
            }
            if (body != null) {
                throw new BadPushException("more than one of body, bodyText, bodyBase64; use one");
            }
            body = octets;
        }

        // the very text of the value: a parsed number would lose digits
        private byte @Nullable [] value() throws IOException, BadPushException {
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            int from = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            int to = (int) parser.currentLocation().getByteOffset();
            byte[] value = PayloadField.compact(Arrays.copyOfRange(json, from, to));
            if (value == null) {
                throw new BadPushException(
                        "body is nested more than 100 deep, or has a longer number or name than can be sent");
            }
            return value;
        }

        private String text(String name) throws IOException, BadPushException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new BadPushException(name + " is not a string");
            }
            return parser.getText();
        }

        private int command() throws IOException, BadPushException {
            String name = parser.currentToken() == JsonToken.VALUE_NUMBER_INT ? parser.getText() : text("command");
            try {
                int command = McpCommand.parse(name);
                if (command == McpCommand.READ_STATUS
                        || command == McpCommand.COMMAND
                        || (command >= McpCommand.APPLICATION_FIRST && command <= McpCommand.APPLICATION_LAST)) {
                    return command;
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw new BadPushException(
                    "command " + shortened(name) + " cannot be sent; use READ_STATUS, COMMAND, or 0x20..0x6F");
        }

        private long number(String problem, long least, long most) throws IOException, BadPushException {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                    && parser.getLongValue() >= least
                    && parser.getLongValue() <= most) {
                return parser.getLongValue();
            }
            throw new BadPushException(problem + " in " + least + ".." + most);
        }

        private static String target(String text) throws BadPushException {
            if (!TARGET.matcher(text).matches()) {
                throw new BadPushException("target " + shortened(text)
                        + " is not device:ID, group:NAME or all; names are 1..64 of A-Z a-z 0-9 . _ : -");
            }
            return text;
        }

        private static String id(String text) throws BadPushException {
            if (text.length() > MAX_ID) {
                throw new BadPushException("id has " + text.length() + " characters; " + MAX_ID + " are the most");
            }
            return text;
        }

        private static byte[] base64(String text) throws BadPushException {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw new BadPushException("bodyBase64 is not base64: " + e.getMessage());
            }
        }

        private static String shortened(String text) {
            return text.length() <= 80 ? text : text.substring(0, 80) + "...";
        }
    }
}
