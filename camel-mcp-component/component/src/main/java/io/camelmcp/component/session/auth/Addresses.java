package io.camelmcp.component.session.auth;

import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of addresses and networks: {@code 192.168.7.9,10.0.0.0/8,2001:db8::/32}. Names are not looked up. */
public final class Addresses {

    private static final int IPV6_NETWORK_OCTETS = 8;

    private record Network(byte[] octets, int bits) {

        boolean contains(byte[] address) {
            if (address.length != octets.length) {
                return false;
            }
            int whole = bits / 8;
            if (!Arrays.equals(address, 0, whole, octets, 0, whole)) {
                return false;
            }
            int rest = bits % 8;
            return rest == 0 || (address[whole] ^ octets[whole]) >> (8 - rest) == 0;
        }
    }

    private final String text;
    private final List<Network> networks;

    private Addresses(String text, List<Network> networks) {
        this.text = text;
        this.networks = List.copyOf(networks);
    }

    /**
     * Reads a list.
     *
     * @param text addresses and networks with commas between them; {@code null} or blank for none
     * @throws IllegalArgumentException if a part is neither; it names the part
     */
    public static Addresses parse(@Nullable String text) {
        List<Network> networks = new ArrayList<>();
        if (text != null && !text.isBlank()) {
            for (String part : text.split(",", -1)) {
                networks.add(network(part.trim()));
            }
        }
        return new Addresses(text == null ? "" : text.trim(), networks);
    }

    private static Network network(String part) {
        int slash = part.indexOf('/');
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? part : part.substring(0, slash));
        if (octets == null) {
            throw bad(part);
        }
        octets = octets(octets);
        int all = 8 * octets.length;
        int bits = all;
        if (slash >= 0) {
            try {
                bits = Integer.parseInt(part.substring(slash + 1));
            } catch (NumberFormatException e) {
                throw bad(part);
            }
        }
        if (bits < 0 || bits > all) {
            throw bad(part);
        }
        return new Network(octets, bits);
    }

    // ::ffff:10.0.0.1 is the address 10.0.0.1, as it is for the sockets
    private static byte[] octets(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static IllegalArgumentException bad(String part) {
        return new IllegalArgumentException(Names.shown(part)
                + " is neither an address nor a network, such as 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32");
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }

    public boolean contains(InetAddress address) {
        if (networks.isEmpty()) {
            return false;
        }
        byte[] octets = address.getAddress();
        for (Network network : networks) {
            if (network.contains(octets)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whom an address stands for when something is counted by address: of IPv6 the network, since a subscriber has 2^64 addresses to
     * choose from.
     */
    public static InetAddress subscriber(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] octets = address.getAddress();
        Arrays.fill(octets, IPV6_NETWORK_OCTETS, octets.length, (byte) 0);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
