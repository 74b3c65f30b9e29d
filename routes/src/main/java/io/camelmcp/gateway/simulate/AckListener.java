package io.camelmcp.gateway.simulate;

/**
 * Told of each numbered message that the gateway has acknowledged: MCP REPORTs ({@code "n"} in their JSON) and Modbus writes of
 * several registers (the first two registers are the number). Called on event loops, several at a time; must not block long.
 */
@FunctionalInterface
public interface AckListener {

    /** Nobody wants to know. */
    AckListener NONE = (device, n) -> {};

    /**
     * The gateway has answered well.
     *
     * @param device name of the device, such as {@code sim-3}
     * @param n      number of the message, 1 and up for each device
     */
    void acknowledged(String device, long n);
}
