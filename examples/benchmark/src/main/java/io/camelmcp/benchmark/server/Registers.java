package io.camelmcp.benchmark.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** What the Modbus subjects have in common. */
final class Registers {

    /** Registers that each of them holds. */
    static final int COUNT = 200;

    /** Unit that the load asks. */
    static final int UNIT = 1;

    private Registers() {}

    /** A port for a library that cannot say which one it has bound. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
