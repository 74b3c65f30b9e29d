package io.camelmcp.component;

import org.apache.camel.spi.Metadata;

/**
 * Names of the headers. Their values are strings and primitives that this component has computed; what a device sends stays in
 * the body. Camel strips {@code Camel…} headers at transports, so a route maps what shall travel on.
 */
public final class McpConstants {

    @Metadata(
            label = "common",
            description = "Command of the frame, 0..255. For the producer: the command to send.",
            javaType = "Integer")
    public static final String COMMAND = "CamelMcpCommand";

    @Metadata(
            label = "common",
            description = "Name of the command: REPORT, 0x42, or MODBUS. For the producer: the command to send.",
            javaType = "String")
    public static final String COMMAND_NAME = "CamelMcpCommandName";

    @Metadata(label = "common", description = "Version of the frame, 1 or 2.", javaType = "Integer")
    public static final String VERSION = "CamelMcpVersion";

    @Metadata(
            label = "consumer",
            description = "Sequence number of the frame, 1..65535; 0 when no answer is wanted. Version 2 only.",
            javaType = "Integer")
    public static final String SEQUENCE = "CamelMcpSequence";

    @Metadata(
            label = "common",
            description =
                    "Device behind the connection that the frame is about, 0..4294967295; 0 is the connected peer. For Modbus the unit id.",
            javaType = "Long")
    public static final String DEVICE_ID = "CamelMcpDeviceId";

    @Metadata(
            label = "consumer",
            description =
                    "Who is connected. Without login: a tilde and 8 random characters, for as long as the connection lives.",
            javaType = "String")
    public static final String CLIENT_ID = "CamelMcpClientId";

    @Metadata(
            label = "consumer",
            description =
                    "Id of the message, clientId/tag/number, the same when the device sends the message again: an idempotency key for sinks.",
            javaType = "String")
    public static final String MESSAGE_ID = "CamelMcpMessageId";

    @Metadata(label = "consumer", description = "Address of the peer, host:port.", javaType = "String")
    public static final String REMOTE_ADDRESS = "CamelMcpRemoteAddress";

    @Metadata(label = "consumer", description = "Protocol: mcp, modbusTcp or modbusRtu.", javaType = "String")
    public static final String PROTOCOL = "CamelMcpProtocol";

    @Metadata(
            label = "consumer",
            description =
                    "Whether the device has sent this message before, so that the route may have seen it: a request that failed and is retried, or one from before a restart of the gateway.",
            javaType = "Boolean")
    public static final String DUPLICATE = "CamelMcpDuplicate";

    @Metadata(
            label = "consumer",
            description = "Id of the session, 22 characters. Empty without login.",
            javaType = "String")
    public static final String SESSION_ID = "CamelMcpSessionId";

    @Metadata(
            label = "consumer",
            description = "Groups that the device has joined, separated by commas.",
            javaType = "String")
    public static final String GROUPS = "CamelMcpGroups";

    @Metadata(
            label = "producer",
            description = "Whom a push goes to: device:ID, group:NAME or all. For mode=server.",
            javaType = "String")
    public static final String TARGET = "CamelMcpTarget";

    @Metadata(
            label = "producer",
            description = "How long the answer to this push may take, in milliseconds, instead of requestTimeout.",
            javaType = "Long")
    public static final String PUSH_TIMEOUT = "CamelMcpPushTimeout";

    @Metadata(
            label = "producer",
            description =
                    "How a push to one device ended: ok, or queued when it waits for the device. Of an answer that comes later also offline, lost, refused and failed.",
            javaType = "String")
    public static final String PUSH_STATUS = "CamelMcpPushStatus";

    @Metadata(
            label = "producer",
            description = "Code of the ERROR that a device has refused a push with that had waited for it.",
            javaType = "Integer")
    public static final String PUSH_CODE = "CamelMcpPushCode";

    @Metadata(
            label = "producer",
            description = "Devices that a push reached, those counted for which it is queued.",
            javaType = "Integer")
    public static final String DELIVERED = "CamelMcpDelivered";

    @Metadata(
            label = "producer",
            description = "Devices that a push did not reach, or that refused it.",
            javaType = "Integer")
    public static final String FAILED = "CamelMcpFailed";

    @Metadata(
            label = "consumer",
            description = "When the frame was complete, in milliseconds since 1970.",
            javaType = "Long")
    public static final String RECEIVED_AT = "CamelMcpReceivedAt";

    @Metadata(label = "common", description = "Modbus unit id, 0..255.", javaType = "Integer")
    public static final String UNIT_ID = "CamelMcpUnitId";

    @Metadata(label = "common", description = "Modbus function, 1..127.", javaType = "Integer")
    public static final String FUNCTION = "CamelMcpFunction";

    @Metadata(
            label = "common",
            description = "First coil or register, 0-based, 0..65535. Of function 17 (hex) the one written.",
            javaType = "Integer")
    public static final String ADDRESS = "CamelMcpAddress";

    @Metadata(
            label = "common",
            description = "Number of coils or registers. Of function 17 (hex) the number written.",
            javaType = "Integer")
    public static final String QUANTITY = "CamelMcpQuantity";

    @Metadata(
            label = "common",
            description = "First register that function 17 (hex) reads, 0..65535.",
            javaType = "Integer")
    public static final String READ_ADDRESS = "CamelMcpReadAddress";

    @Metadata(
            label = "common",
            description = "Number of registers that function 17 (hex) reads, 1..125.",
            javaType = "Integer")
    public static final String READ_QUANTITY = "CamelMcpReadQuantity";

    @Metadata(label = "consumer", description = "Modbus TCP transaction id, 0..65535.", javaType = "Integer")
    public static final String TRANSACTION_ID = "CamelMcpTransactionId";

    @Metadata(label = "consumer", description = "Number of values of tags in the body.", javaType = "Integer")
    public static final String TAGS = "CamelMcpTags";

    @Metadata(
            label = "consumer",
            description = "Number of values of tags in the body whose quality is bad.",
            javaType = "Integer")
    public static final String TAGS_BAD = "CamelMcpTagsBad";

    @Metadata(
            label = "consumer",
            description = "How often the tags in the body are read, in milliseconds.",
            javaType = "Long")
    public static final String PERIOD = "CamelMcpPeriod";

    /** What the command of a Modbus request is called, in {@code commands=} and in {@link #COMMAND_NAME}. */
    public static final String MODBUS = "MODBUS";

    private McpConstants() {}
}
