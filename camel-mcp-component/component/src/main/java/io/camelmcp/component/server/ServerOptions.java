package io.camelmcp.component.server;

import io.camelmcp.codec.Protocol;
import io.camelmcp.component.modbus.ModbusBank;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * What all consumers of a port share.
 *
 * @param host                     address to bind, name or number
 * @param port                     port to bind, 0 for a free one
 * @param backlog                  connections that the operating system keeps until they are accepted
 * @param pinned                   the only protocol allowed, or {@code null} to find out for each connection
 * @param tls                      makes the engine of a new connection; {@code null} for clear text
 * @param maxPayload               largest payload of a frame, octets
 * @param resync                   whether a corrupt frame of MCP is skipped instead of closing the connection
 * @param strictRtu                whether the first corrupt frame of RTU closes the connection, not the third in a minute
 * @param detectTimeout            until the protocol must be clear
 * @param frameTimeout             until a frame that has begun must be complete
 * @param idleTimeout              silence after which a connection is closed, zero for never
 * @param maxConnections           connections of the port, 0 for no limit
 * @param maxConnectionsPerAddress connections from one address, 0 for no limit
 * @param maxInFlight              requests of all connections that are not finished
 * @param maxInFlightBytes         octets of these
 * @param maxInFlightPerConnection requests of a connection that run or are ready to; twice as many may be unanswered
 * @param bank                     what answers Modbus; {@code null} for the route
 * @param access                   what Modbus masters may do
 */
public record ServerOptions(
        String host,
        int port,
        int backlog,
        @Nullable Protocol pinned,
        @Nullable Supplier<SSLEngine> tls,
        int maxPayload,
        boolean resync,
        boolean strictRtu,
        Duration detectTimeout,
        Duration frameTimeout,
        Duration idleTimeout,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxInFlight,
        long maxInFlightBytes,
        int maxInFlightPerConnection,
        @Nullable ModbusBank bank,
        ModbusAccess access) {

    /** What a peer may have unanswered until its connection is not read any more. */
    int maxUnanswered() {
        return 2 * maxInFlightPerConnection;
    }
}
