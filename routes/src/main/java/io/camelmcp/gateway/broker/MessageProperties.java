package io.camelmcp.gateway.broker;

/** Properties of messages in the queues, readable by any JMS client. */
public final class MessageProperties {

    public static final String MESSAGE_ID = "messageId";
    public static final String CLIENT_ID = "clientId";
    public static final String COMMAND = "command";
    public static final String RECEIVED_AT = "receivedAt";
    public static final String TRACE_ID = "traceId";

    /** Of a dead letter: the queue that it comes from. */
    public static final String QUEUE = "queue";

    /** Of a dead letter: why it is one. */
    public static final String REASON = "reason";

    private MessageProperties() {}
}
