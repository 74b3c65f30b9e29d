package io.camelmcp.gateway.output.fields;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/** Takes {@code 10.0.0.9:4711} and {@code [::1]:4711} apart. */
final class Addresses {

    private static final int PORT_DIGITS = 5;
    private static final int MAX_PORT = 65_535;

    private Addresses() {}

    /** Schemas want an address and refuse the whole event for a name, or for the zone of {@code fe80::1%eth0}. */
    static @Nullable String ip(String address) {
        int end = address.lastIndexOf(':');
        String host = end < 0 ? address : address.substring(0, end);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int zone = host.indexOf('%');
        if (zone >= 0) {
            host = host.substring(0, zone);
        }
        boolean isAddress =
                host.indexOf('[') < 0 && (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host));
        return isAddress ? host : null;
    }

    static @Nullable String port(String address) {
        String port = address.substring(address.lastIndexOf(':') + 1);
        if (port.isEmpty() || port.length() > PORT_DIGITS || port.length() == address.length()) {
            return null;
        }
        int number = 0;
        for (int i = 0; i < port.length(); i++) {
            int digit = port.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            number = number * 10 + digit;
        }
        return number > MAX_PORT ? null : Integer.toString(number); // without zeros in front, which JSON does not know
    }
}
