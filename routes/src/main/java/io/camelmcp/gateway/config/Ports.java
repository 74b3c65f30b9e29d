package io.camelmcp.gateway.config;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Asks for a port before anything starts, so that the answer is one line and not the middle of a start. */
public final class Ports {

    private Ports() {}

    /**
     * Checks that the port can be bound.
     *
     * @param name the variable that the operator sets, for the message
     * @return the port; one that is free now if it was 0
     * @throws ConfigurationException if the host is unknown, or the port in use or not allowed
     */
    public static int requireFree(String name, String host, int port) {
        String variable = name.replace("PORT", "HOST");
        try (ServerSocket socket = new ServerSocket()) {
            InetAddress address = InetAddress.getByName(host);
            if (!address.isAnyLocalAddress() && NetworkInterface.getByInetAddress(address) == null) {
                throw new ConfigurationException(variable + "=" + host
                        + ": not an address of this machine; set it to one, or to 0.0.0.0 for all of them");
            }
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return socket.getLocalPort();
        } catch (UnknownHostException e) {
            throw new ConfigurationException(
                    variable + "=" + host + ": unknown host; set it to an address of this machine", e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    name + "=" + port + ": cannot listen on " + host + ":" + port + " (" + e.getMessage()
                            + "); stop what uses it, or set " + name + " to another port (0: any free one)",
                    e);
        }
    }

    /** Whether only processes of this machine can reach the address. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The address at which a process of this machine reaches what listens on a host: a loopback one for all addresses. */
    public static String reachable(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() ? address instanceof Inet6Address ? "::1" : "127.0.0.1" : host;
        } catch (UnknownHostException e) {
            return host;
        }
    }

    /** The host as it stands before {@code :port}; an IPv6 address has colons of its own. */
    public static String inUri(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
