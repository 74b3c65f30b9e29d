package io.camelmcp.codec.chooser;

import io.camelmcp.codec.Protocol;
import org.jspecify.annotations.Nullable;

/** What the first octets of a connection say. */
public enum ProtocolChoice {
    MCP(Protocol.MCP),
    MODBUS_TCP(Protocol.MODBUS_TCP),
    MODBUS_RTU(Protocol.MODBUS_RTU),
    /** Wait for more octets, 5 s at most. */
    NEED_MORE(null),
    /** Wait for more octets; when none comes for 200 ms it is Modbus TCP. */
    NEED_MORE_OR_MODBUS_TCP(null),
    /** None of the protocols: close. */
    REJECT(null);

    private final @Nullable Protocol protocol;

    ProtocolChoice(@Nullable Protocol protocol) {
        this.protocol = protocol;
    }

    /** The chosen protocol, or {@code null} when none is chosen, yet or at all. */
    public @Nullable Protocol protocol() {
        return protocol;
    }

    /** Whether more octets, or time, may still change the answer. */
    public boolean isOpen() {
        return this == NEED_MORE || this == NEED_MORE_OR_MODBUS_TCP;
    }
}
