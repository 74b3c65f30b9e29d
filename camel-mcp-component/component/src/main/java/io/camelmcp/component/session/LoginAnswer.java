package io.camelmcp.component.session;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * Body of the answer to a LOGIN (docs/protocol.md, section 5).
 *
 * @param sessionId  22 characters, base64url of 128 random bits
 * @param resumed    whether it is the session that was asked for
 * @param lastSeq    highest sequence number that the gateway has accepted, 0 if none; for information
 * @param heartbeat  agreed seconds between PINGs, 1 or more
 * @param window     agreed window, 1..1024
 * @param sessionTtl seconds that the session lives after its last frame
 * @param retention  seconds that it lives after its connection is lost
 * @param serverTime milliseconds since 1970
 */
public record LoginAnswer(
        String sessionId,
        boolean resumed,
        int lastSeq,
        int heartbeat,
        int window,
        long sessionTtl,
        long retention,
        long serverTime) {

    private enum Name {
        sessionId,
        resumed,
        lastSeq,
        heartbeat,
        window,
        sessionTtl,
        retention,
        serverTime
    }

    private static final int MAX_SEQ = 65_535;

    /**
     * Reads the answer to a LOGIN. Fields that it does not know are passed over; those that it knows must all be there.
     *
     * @throws LoginFormatException if it is no such object
     */
    public static LoginAnswer parse(byte[] body) throws LoginFormatException {
        Reader reader = new Reader();
        LoginJson.read(body, reader);
        if (!reader.missing.isEmpty()) {
            throw new LoginFormatException("the answer to LOGIN is without " + reader.missing);
        }
        return new LoginAnswer(
                reader.sessionId,
                reader.resumed,
                reader.lastSeq,
                reader.heartbeat,
                reader.window,
                reader.sessionTtl,
                reader.retention,
                reader.serverTime);
    }

    /** The body of the answer. */
    public byte[] encode() {
        return LoginJson.write(json -> {
            json.writeStringField(Name.sessionId.name(), sessionId);
            json.writeBooleanField(Name.resumed.name(), resumed);
            json.writeNumberField(Name.lastSeq.name(), lastSeq);
            json.writeNumberField(Name.heartbeat.name(), heartbeat);
            json.writeNumberField(Name.window.name(), window);
            json.writeNumberField(Name.sessionTtl.name(), sessionTtl);
            json.writeNumberField(Name.retention.name(), retention);
            json.writeNumberField(Name.serverTime.name(), serverTime);
        });
    }

    private static final class Reader implements LoginJson.Field {

        private final Set<Name> missing = EnumSet.allOf(Name.class);
        private String sessionId = "";
        private boolean resumed;
        private int lastSeq;
        private int heartbeat;
        private int window;
        private long sessionTtl;
        private long retention;
        private long serverTime;

        @Override
        public boolean read(String name, JsonParser value) throws IOException, LoginFormatException {
            switch (name) {
                case "sessionId" -> sessionId = sessionId(value);
                case "resumed" -> resumed = LoginJson.flag(name, value);
                case "lastSeq" -> lastSeq = (int) LoginJson.number(name, value, 0, MAX_SEQ);
                case "heartbeat" -> heartbeat = (int) LoginJson.number(name, value, 1, Integer.MAX_VALUE);
                case "window" -> window = (int) LoginJson.number(name, value, 1, LoginRequest.MAX_WINDOW);
                case "sessionTtl" -> sessionTtl = LoginJson.number(name, value, 0, Integer.MAX_VALUE);
                case "retention" -> retention = LoginJson.number(name, value, 0, Integer.MAX_VALUE);
                case "serverTime" -> serverTime = LoginJson.number(name, value, 0, Long.MAX_VALUE - 1);
                default -> {
                    return false;
                }
            }
            missing.remove(Name.valueOf(name));
            return true;
        }

        private static String sessionId(JsonParser value) throws IOException, LoginFormatException {
            String text = LoginJson.text("sessionId", value);
            if (text.isEmpty() || text.length() > LoginRequest.MAX_SESSION_ID) {
                throw new LoginFormatException(
                        "sessionId has " + text.length() + " characters, not 1.." + LoginRequest.MAX_SESSION_ID);
            }
            return text;
        }
    }
}
