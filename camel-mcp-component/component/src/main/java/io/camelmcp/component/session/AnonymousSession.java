package io.camelmcp.component.session;

import java.security.SecureRandom;

/**
 * The session of a connection without login; it begins and ends with the connection. It names its messages
 * {@code clientId/tag/number} (docs/protocol.md, section 3). Confined to the connection's event loop, but for the names.
 */
public final class AnonymousSession {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int RANDOM_CHARACTERS = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A session without login never changes hands, so it stays in its first epoch. */
    private static final String COUNTED = "p1.";

    private final String clientId = "~" + random();
    private final String prefix = clientId + "/" + random() + "/";
    private final SequenceExtender sequence = new SequenceExtender();
    private long counted;

    /** {@code ~} and 8 random characters. */
    public String clientId() {
        return clientId;
    }

    /**
     * Gives the next request its number.
     *
     * @param seq sequence number of version 2, or 0 for a request that has none: the session counts those itself
     * @return the number to build {@link #messageId} with: positive from a sequence number, negative from the count
     */
    public long number(int seq) {
        return seq == 0 ? - ++counted : sequence.extend(seq);
    }

    /** Id of the message with this number, the same for each retransmission. From any thread. */
    public String messageId(long number) {
        return number > 0 ? prefix + number : prefix + COUNTED + -number;
    }

    private static String random() {
        StringBuilder text = new StringBuilder(RANDOM_CHARACTERS);
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
