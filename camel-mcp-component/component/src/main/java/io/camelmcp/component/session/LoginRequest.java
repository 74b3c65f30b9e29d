package io.camelmcp.component.session;

import com.fasterxml.jackson.core.JsonParser;
import io.camelmcp.component.session.auth.Names;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of a LOGIN (docs/protocol.md, section 5).
 *
 * @param clientId  who the device says it is, 1..64 of {@code A-Z a-z 0-9 . _ : -}; {@code null} if its certificate says it
 * @param token     what it proves that with; {@code null} if nothing
 * @param sessionId session to resume; {@code null} for a new one. Any text: one that is no session is not resumed
 * @param groups    groups to join, at most 16, in the same alphabet
 * @param heartbeat seconds between PINGs that it wishes, 1 or more; {@code null} for no wish
 * @param window    window that it wishes, 1..1024; {@code null} for no wish
 */
public record LoginRequest(
        @Nullable String clientId,
        @Nullable String token,
        @Nullable String sessionId,
        List<String> groups,
        @Nullable Integer heartbeat,
        @Nullable Integer window) {

    /** Groups that one device may ask for. */
    public static final int MAX_GROUPS = 16;

    /** Characters of the longest session id that is taken: room for those of other gateways, whose form is theirs. */
    static final int MAX_SESSION_ID = 64;

    /** Largest window. */
    public static final int MAX_WINDOW = 1024;

    /** @throws IllegalArgumentException if a value is out of its range; it names the field and the value */
    public LoginRequest {
        if (clientId != null) {
            Names.require("clientId", clientId);
        }
        groups = List.copyOf(groups);
        if (groups.size() > MAX_GROUPS) {
            throw new IllegalArgumentException(
                    "groups has " + groups.size() + " elements, " + MAX_GROUPS + " are allowed");
        }
        for (String group : groups) {
            Names.require("groups", group);
        }
        if (heartbeat != null && heartbeat < 1) {
            throw new IllegalArgumentException("heartbeat=" + heartbeat + " is below 1");
        }
        if (window != null && (window < 1 || window > MAX_WINDOW)) {
            throw new IllegalArgumentException("window=" + window + " is not in 1.." + MAX_WINDOW);
        }
    }

    /**
     * Reads the body of a LOGIN. Fields that it does not know are passed over.
     *
     * @throws LoginFormatException if it is no such object
     */
    public static LoginRequest parse(byte[] body) throws LoginFormatException {
        Reader reader = new Reader();
        LoginJson.read(body, reader);
        try {
            return new LoginRequest(
                    reader.clientId, reader.token, reader.sessionId, reader.groups, reader.heartbeat, reader.window);
        } catch (IllegalArgumentException e) {
            throw new LoginFormatException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The body of a LOGIN. */
    public byte[] encode() {
        return LoginJson.write(json -> {
            if (clientId != null) {
                json.writeStringField("clientId", clientId);
            }
            if (token != null) {
                json.writeStringField("token", token);
            }
            if (sessionId != null) {
                json.writeStringField("sessionId", sessionId);
            }
            if (!groups.isEmpty()) {
                json.writeArrayFieldStart("groups");
                for (String group : groups) {
                    json.writeString(group);
                }
                json.writeEndArray();
            }
            if (heartbeat != null) {
                json.writeNumberField("heartbeat", heartbeat);
            }
            if (window != null) {
                json.writeNumberField("window", window);
            }
        });
    }

    /** Without the token, and without the session id, which is half of what a resume needs. */
    @Override
    public String toString() {
        return "LoginRequest[clientId=" + clientId + ", groups=" + groups + ", heartbeat=" + heartbeat + ", window="
                + window + "]";
    }

    private static final class Reader implements LoginJson.Field {

        private @Nullable String clientId;
        private @Nullable String token;
        private @Nullable String sessionId;
        private List<String> groups = List.of();
        private @Nullable Integer heartbeat;
        private @Nullable Integer window;

        @Override
        public boolean read(String name, JsonParser value) throws IOException, LoginFormatException {
            switch (name) {
                case "clientId" -> clientId = LoginJson.text(name, value);
                case "token" -> token = LoginJson.text(name, value);
                case "sessionId" -> sessionId = LoginJson.text(name, value);
                case "groups" -> groups = LoginJson.texts(name, value, MAX_GROUPS);
                case "heartbeat" -> heartbeat = (int) LoginJson.number(name, value, 1, Integer.MAX_VALUE);
                case "window" -> window = (int) LoginJson.number(name, value, 1, MAX_WINDOW);
                default -> {
                    return false;
                }
            }
            return true;
        }
    }
}
