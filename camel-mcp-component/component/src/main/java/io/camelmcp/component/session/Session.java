package io.camelmcp.component.session;

import java.security.SecureRandom;
import java.util.Set;

/**
 * Who is behind a connection, and what its messages are called: {@code clientId/tag/number} (docs/protocol.md, section 3).
 * Counting is confined to one thread at a time; the names are for any thread.
 */
public abstract sealed class Session permits AnonymousSession, DeviceSession {

    private static final char[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".toCharArray();
    private static final int RANDOM_CHARACTERS = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String clientId;
    private final String tag;
    private long counted;

    Session(String clientId, String tag) {
        this.clientId = clientId;
        this.tag = tag;
    }

    public final String clientId() {
        return clientId;
    }

    /** 8 characters that the session keeps for its life. */
    public final String tag() {
        return tag;
    }

    /** 22 characters; empty without login. */
    public abstract String sessionId();

    /** Groups that the device has joined. */
    public abstract Set<String> groups();

    /** Rises with each LOGIN that takes or resumes the session; 1 without login. */
    public abstract long epoch();

    /** The number of a request that has no sequence number, to be given to {@link #messageId}: negative. */
    public final long count() {
        return - ++counted;
    }

    /**
     * Id of a message, the same for each retransmission.
     *
     * @param number extended sequence number, or what {@link #count} gave
     * @param epoch  of the session when the request was accepted
     */
    public final String messageId(long number, long epoch) {
        return number > 0 ? clientId + "/" + tag + "/" + number : clientId + "/" + tag + "/p" + epoch + "." + -number;
    }

    static String random() {
        char[] text = new char[RANDOM_CHARACTERS];
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            text[i] = ALPHABET[RANDOM.nextInt(ALPHABET.length)];
        }
        return new String(text);
    }
}
