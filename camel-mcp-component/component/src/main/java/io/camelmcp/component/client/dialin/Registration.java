package io.camelmcp.component.client.dialin;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * By what a device that dials in is known. Its packet ends
 *
 * <ul>
 *   <li>{@code text:A,text:B,hex:01A3}: where one of these does, each of which is an id;
 *   <li>{@code pattern:REGEX}: at a line end (CR, LF), at the limit, or at a pause if it matches then; what follows it as heartbeat
 *       does not belong to it. Group 1, or all of it, is the id; octets that are not printable ASCII are written in hexadecimal
 *       digits;
 *   <li>{@code address}: before it begins, the id is the IP address.
 * </ul>
 *
 * Line ends behind a packet belong to it. Immutable.
 */
public final class Registration {

    /** What can be said of the octets received so far. */
    public sealed interface Reading {

        /** @param octets of the packet, at the beginning of what was received */
        record Known(String id, int octets) implements Reading {}

        /** It may still become a packet. */
        record More() implements Reading {}

        record Refused(String why) implements Reading {}
    }

    private static final Reading MORE = new Reading.More();
    private static final String PATTERN = "pattern:";
    private static final String ADDRESS = "address";
    private static final int SHOWN = 32;

    /** A device that sends more of them at once, behind a packet that has not ended, does not mean to end it. */
    private static final int MOST_HEARTBEATS = 4;

    private record Packet(String id, byte[] octets) {}

    private final List<Packet> packets;
    private final @Nullable Pattern pattern;
    private final byte[] heartbeat;
    private final int limit;

    private Registration(List<Packet> packets, @Nullable Pattern pattern, byte[] heartbeat, int limit) {
        this.packets = packets;
        this.pattern = pattern;
        this.heartbeat = heartbeat;
        this.limit = limit;
    }

    /**
     * Reads the option {@code registration}.
     *
     * @param limit     longest packet, octets, 1..1024
     * @param heartbeat octets that may follow at once; empty for none
     * @throws IllegalArgumentException naming the option, its value and what it may be
     */
    public static Registration parse(String value, int limit, byte[] heartbeat) {
        if (limit < 1 || limit > 1_024) {
            throw new IllegalArgumentException("registrationLength=" + limit + " is not in 1..1024");
        }
        if (value.equals(ADDRESS)) {
            return new Registration(List.of(), null, heartbeat, limit);
        }
        if (value.startsWith(PATTERN)) {
            try {
                return new Registration(
                        List.of(),
                        Pattern.compile(value.substring(PATTERN.length()), Pattern.DOTALL),
                        heartbeat,
                        limit);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("registration=" + value + ": " + e.getMessage(), e);
            }
        }
        List<Packet> packets = new ArrayList<>();
        for (String one : value.split("\\s*,\\s*", -1)) {
            Packet packet = new Packet(one.substring(one.indexOf(':') + 1), Octets.parse("registration", one, limit));
            for (Packet other : packets) {
                int common = Math.min(other.octets.length, packet.octets.length);
                if (Arrays.equals(other.octets, 0, common, packet.octets, 0, common)) {
                    throw new IllegalArgumentException("registration=" + value + ": " + other.id + " and " + packet.id
                            + " begin alike, so that nobody can tell where the shorter one ends; use pattern:");
                }
            }
            packets.add(packet);
        }
        return new Registration(List.copyOf(packets), null, heartbeat, limit);
    }

    /** The id of a device that sends no packet; {@code null} if it has to. */
    @Nullable
    String idOf(InetAddress address) {
        return pattern == null && packets.isEmpty() ? address.getHostAddress() : null;
    }

    /**
     * Looks at what has been received.
     *
     * @param pause whether nothing has followed for a while
     */
    Reading read(byte[] received, boolean pause) {
        return pattern == null ? readFixed(received) : readMatching(pattern, received, pause);
    }

    private Reading readFixed(byte[] received) {
        boolean possible = false;
        for (Packet packet : packets) {
            int common = Math.min(packet.octets.length, received.length);
            if (Arrays.equals(packet.octets, 0, common, received, 0, common)) {
                if (common == packet.octets.length) {
                    return new Reading.Known(packet.id, withLineEnds(received, common));
                }
                possible = true;
            }
        }
        return possible ? MORE : refused("unknown registration packet", received);
    }

    private Reading readMatching(Pattern regex, byte[] received, boolean pause) {
        int end = lineEnd(received);
        boolean line = end < received.length;
        if (!line) {
            end = withoutHeartbeats(received);
        }
        if (end > limit || received.length > limit + MOST_HEARTBEATS * heartbeat.length) {
            return refused("registration packet longer than registrationLength=" + limit, received);
        }
        if (!line && !pause && end < limit) {
            return MORE;
        }
        Matcher matcher = regex.matcher(new String(received, 0, end, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            if (!line && end < limit) {
                // a network that lost a segment pauses longer than a device: the rest may come
                return MORE;
            }
            return refused("registration packet does not match", received);
        }
        String id = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
        if (id == null || id.isEmpty()) {
            return refused("registration packet without an id", received);
        }
        return new Reading.Known(
                shown(id.getBytes(StandardCharsets.ISO_8859_1)), line ? withLineEnds(received, end) : end);
    }

    private static int withLineEnds(byte[] received, int octets) {
        int end = octets;
        while (end < received.length && isLineEnd(received[end])) {
            end++;
        }
        return end;
    }

    private static int lineEnd(byte[] received) {
        for (int i = 1; i < received.length; i++) {
            if (isLineEnd(received[i])) {
                return i;
            }
        }
        return received.length;
    }

    static boolean isLineEnd(byte octet) {
        return octet == '\r' || octet == '\n';
    }

    private int withoutHeartbeats(byte[] received) {
        int end = received.length;
        int beat = heartbeat.length;
        while (beat > 0 && end > beat && Arrays.equals(received, end - beat, end, heartbeat, 0, beat)) {
            end -= beat;
        }
        return end;
    }

    private static Reading refused(String why, byte[] received) {
        return new Reading.Refused(why + ": " + beginning(received));
    }

    /** What has been received, for messages. */
    static String beginning(byte[] received) {
        return shown(Arrays.copyOf(received, Math.min(received.length, SHOWN)));
    }

    /** As text, if that can be shown; else in hexadecimal digits. */
    private static String shown(byte[] octets) {
        for (byte octet : octets) {
            if (octet <= ' ' || octet == 0x7F) {
                return HexFormat.of().formatHex(octets);
            }
        }
        return new String(octets, StandardCharsets.US_ASCII);
    }
}
