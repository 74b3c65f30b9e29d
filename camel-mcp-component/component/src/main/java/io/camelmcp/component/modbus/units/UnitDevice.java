package io.camelmcp.component.modbus.units;

import java.time.Duration;

/**
 * A device behind a gateway, and the one connection to it that all masters share. Behind it there may be many units.
 *
 * @param host         name or address
 * @param port         1..65535
 * @param rtu          whether it speaks RTU over TCP, else Modbus TCP
 * @param window       requests in flight, 1..64; 1 with RTU
 * @param requestPause between an answer and the next request
 * @param connectPause between the connection and the first request
 * @param maxWaiting   requests that may wait for their turn
 * @param maxWait      after which a request that waits is not sent any more
 */
public record UnitDevice(
        String host,
        int port,
        boolean rtu,
        int window,
        Duration requestPause,
        Duration connectPause,
        int maxWaiting,
        Duration maxWait) {

    /** {@code host:port}. */
    public String address() {
        return host + ":" + port;
    }
}
