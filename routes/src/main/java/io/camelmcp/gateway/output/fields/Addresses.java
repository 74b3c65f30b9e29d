package io.camelmcp.gateway.output.fields;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes {@code 10.0.0.9:4711} and {@code [::1]:4711} apart. */
final class Addresses {

    // schemas want an address and refuse the whole event for a name
    private static final Pattern IP = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    private Addresses() {}

    static @Nullable String ip(String address) {
        int end = end(address);
        String host = end < 0 ? address : address.substring(0, end);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return IP.matcher(host).matches() ? host : null;
    }

    static @Nullable String port(String address) {
        int end = end(address);
        String port = end < 0 ? "" : address.substring(end + 1);
        return PORT.matcher(port).matches() ? port : null;
    }

    private static int end(String address) {
        return address.lastIndexOf(':');
    }
}
