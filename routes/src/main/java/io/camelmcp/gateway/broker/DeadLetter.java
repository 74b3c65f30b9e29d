package io.camelmcp.gateway.broker;

import org.jspecify.annotations.Nullable;

/**
 * What an output could not take, as it waits in {@value EmbeddedBroker#DEAD_LETTERS}.
 *
 * @param queue      the queue it comes from
 * @param reason     why it is here
 * @param messageId  the id of the event; empty if it has none
 * @param clientId   who sent it; empty if unknown
 * @param receivedAt when the gateway received it, milliseconds since the epoch
 * @param body       the event as it was, one JSON object if it came from {@code events:}; null if it is not text
 */
public record DeadLetter(
        String queue, String reason, String messageId, String clientId, long receivedAt, @Nullable String body) {}
