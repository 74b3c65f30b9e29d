package io.camelmcp.component.server;

import org.jspecify.annotations.Nullable;

/** The Modbus units that are reached through a port. From any event loop; nothing may block. */
public interface UnitGateway {

    /**
     * What takes the requests of a unit. Its requests are {@link UnitRequest}s, which are not checked; several units are asked at the
     * same time.
     *
     * @return {@code null} if the port answers for the unit itself
     */
    @Nullable
    RequestHandler handlerOf(int unitId);

    /** Whether unit 0 is a broadcast on Modbus TCP too. */
    boolean broadcastsOverTcp();

    /** Sends a request to all units that are reached; nobody answers. */
    void broadcast(byte[] pdu);
}
