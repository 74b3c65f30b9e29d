package io.camelmcp.codec;

import io.netty.handler.codec.DecoderException;

/**
 * A peer broke the protocol. The only exception that decoding octets may end in; it is a {@link DecoderException} so that
 * Netty hands it on as it is.
 */
public final class McpProtocolException extends DecoderException {

    private static final long serialVersionUID = 1L;

    private final McpErrorCode code;

    public McpProtocolException(McpErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** The ERROR code that tells the peer. */
    public McpErrorCode code() {
        return code;
    }

    /** Cheap on purpose: whatever a peer can trigger must not cost a stack walk. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
