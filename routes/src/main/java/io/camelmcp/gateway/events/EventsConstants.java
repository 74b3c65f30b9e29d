package io.camelmcp.gateway.events;

import io.camelmcp.component.McpConstants;
import org.apache.camel.spi.Metadata;

/** Headers of the {@code events:} endpoint. What it reads are the headers that {@code mcp:} sets. */
public final class EventsConstants {

    @Metadata(description = "Number of events in the batch", javaType = "Integer", label = "consumer")
    public static final String BATCH_SIZE = "CamelEventsBatchSize";

    @Metadata(
            description = "How often this batch has failed before, 0 at first",
            javaType = "Integer",
            label = "consumer")
    public static final String ATTEMPT = "CamelEventsAttempt";

    @Metadata(
            description = "Id of the message: duplicates of it are taken once",
            javaType = "String",
            label = "producer")
    public static final String MESSAGE_ID = McpConstants.MESSAGE_ID;

    @Metadata(description = "Who sent it: order is kept for each client", javaType = "String", label = "producer")
    public static final String CLIENT_ID = McpConstants.CLIENT_ID;

    @Metadata(description = "Name of the command", javaType = "String", label = "producer")
    public static final String COMMAND_NAME = McpConstants.COMMAND_NAME;

    @Metadata(description = "When it was received, milliseconds since the epoch", javaType = "Long", label = "producer")
    public static final String RECEIVED_AT = McpConstants.RECEIVED_AT;

    private EventsConstants() {}
}
