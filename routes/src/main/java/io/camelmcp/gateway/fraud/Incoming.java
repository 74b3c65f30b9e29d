package io.camelmcp.gateway.fraud;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Something that should be a transaction.
 *
 * @param object     what was read; null if it is no JSON object
 * @param source     where it came from, the same when it comes again: a message id, or topic, partition and offset
 * @param device     client id of the device, if the gateway itself knows it
 * @param receivedAt milliseconds since 1970
 * @param traceId    of what it came in; null if there is none
 */
record Incoming(
        @Nullable JsonNode object, String source, @Nullable String device, long receivedAt, @Nullable String traceId) {}
