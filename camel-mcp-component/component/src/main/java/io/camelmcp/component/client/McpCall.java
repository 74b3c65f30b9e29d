package io.camelmcp.component.client;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;

/**
 * An MCP request; its answer is the body of the answering frame.
 *
 * @param command  0..127, not GOAWAY, which only gateways send
 * @param deviceId device behind the peer, 0..4294967295, 0 is the peer itself; always 0 in version 1
 * @param body     not copied: whoever makes a call gives the array away
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: each call is a request of its own
public record McpCall(int command, long deviceId, byte[] body) implements ClientRequest<byte[]> {

    private static final long MAX_DEVICE_ID = 0xFFFF_FFFFL;

    @Override
    public void check(ClientOptions options) {
        if (options.protocol() != Protocol.MCP) {
            throw new IllegalArgumentException("an MCP request cannot be sent with protocol="
                    + options.protocol().label());
        }
        if (command < 0 || command >= McpCommand.ANSWER_BIT || command == McpCommand.GOAWAY) {
            throw new IllegalArgumentException("command " + command + " is not in 0..127, or is GOAWAY");
        }
        boolean ofTheSession =
                command == McpCommand.LOGIN || command == McpCommand.LOGOUT || command == McpCommand.PING;
        if (ofTheSession && options.session() != null) {
            throw new IllegalArgumentException(
                    McpCommand.name(command) + " is sent by the client itself when it is to log in");
        }
        if (deviceId < 0 || deviceId > MAX_DEVICE_ID) {
            throw new IllegalArgumentException("device id " + deviceId + " is not in 0.." + MAX_DEVICE_ID);
        }
        boolean plain = options.version() == McpFrame.PLAIN;
        if (plain && deviceId != 0) {
            throw new IllegalArgumentException("device id " + deviceId + " cannot be sent in version 1; use version=2");
        }
        int payload = body.length + (plain ? 0 : McpFrame.SEQUENCED_PREFIX);
        if (payload > options.maxPayload()) {
            throw new IllegalArgumentException("payload of " + payload + " octets exceeds maxFrameLength="
                    + options.maxPayload() + "; the peer would close the connection");
        }
    }

    /** Without the body, which may be private. */
    @Override
    public String toString() {
        return McpCommand.name(command);
    }
}
