package io.camelmcp.gateway.fraud;

import org.jspecify.annotations.Nullable;

/**
 * An alert on its way to the queue.
 *
 * @param messageId the same whenever it is made again
 * @param clientId  the device that sent the transaction; {@code fraud} if none is known
 * @param at        when it was decided, milliseconds since 1970
 * @param traceId   that of the transaction; null if it has none
 * @param json      one JSON object
 */
record Alert(String messageId, String clientId, long at, @Nullable String traceId, byte[] json) {

    /** Takes alerts; returns when the alert is on the disk. */
    interface Sink {
        void send(Alert alert) throws Exception;
    }
}
