package io.camelmcp.component.client;

/**
 * A request to a peer.
 *
 * @param <A> what it is answered with
 */
public sealed interface ClientRequest<A> permits McpCall, ModbusCall {

    /**
     * Refuses what must not be sent by a client with these options.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    void check(ClientOptions options);
}
