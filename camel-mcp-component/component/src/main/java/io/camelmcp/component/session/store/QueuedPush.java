package io.camelmcp.component.session.store;

import java.util.Map;

/**
 * A request of the gateway that waits for its device, with all that is needed to send it and to pass its answer on, so that another
 * process can.
 *
 * @param number     given by the store, rising for a client; 0 before that
 * @param clientId   whom it is for
 * @param tag        of the session that it waits in, given by the store
 * @param command    {@code READ_STATUS}, {@code COMMAND} or 0x20..0x6F
 * @param deviceId   device behind the connection, 0 for the device itself
 * @param body       not copied
 * @param answerTo   who wants the answer, empty for nobody
 * @param headers    what the answer is to carry
 * @param sentNumber extended sequence number that it was sent with, 0 while it was not
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record QueuedPush(
        long number,
        String clientId,
        String tag,
        int command,
        long deviceId,
        byte[] body,
        String answerTo,
        Map<String, String> headers,
        long sentNumber) {

    /** One that no store has yet. */
    public QueuedPush(
            String clientId, int command, long deviceId, byte[] body, String answerTo, Map<String, String> headers) {
        this(0, clientId, "", command, deviceId, body, answerTo, Map.copyOf(headers), 0);
    }

    QueuedPush in(SessionRecord session, long givenNumber) {
        return new QueuedPush(
                givenNumber, clientId, session.tag(), command, deviceId, body, answerTo, headers, sentNumber);
    }

    QueuedPush withTag(String newTag) {
        return new QueuedPush(number, clientId, newTag, command, deviceId, body, answerTo, headers, sentNumber);
    }

    QueuedPush withSentNumber(long newNumber) {
        return new QueuedPush(number, clientId, tag, command, deviceId, body, answerTo, headers, newNumber);
    }

    /** Never its body, nor what its headers say. */
    @Override
    public String toString() {
        return "push number=" + number + " clientId=" + clientId + " sent=" + sentNumber;
    }
}
