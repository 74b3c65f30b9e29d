package io.camelmcp.gateway.events;

import io.camelmcp.gateway.trace.TraceIds;

/**
 * One thing that a device sent, as it waits in the queue.
 *
 * @param messageId  unique and stable over retransmission, so any output can use it as its idempotency key; empty if the
 *                   sender gave none
 * @param clientId   who sent it; empty if unknown
 * @param command    name of the command, e.g. {@code REPORT}; empty if unknown
 * @param receivedAt when the gateway received it, milliseconds since the epoch
 * @param json       one JSON object in UTF-8, without line feed
 */
// the octets are shared, not copied: a batch holds up to a thousand of them, and nobody writes into them
@SuppressWarnings("ArrayRecordComponent")
public record Event(String messageId, String clientId, String command, long receivedAt, byte[] json) {

    /** The trace id in the JSON; empty if there is none. */
    public String traceId() {
        String id = TraceIds.inJson(json);
        return id == null ? "" : id;
    }

    @Override
    public String toString() {
        return "Event[" + messageId + ", " + json.length + " octets]";
    }
}
