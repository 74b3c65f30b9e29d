package io.camelmcp.component.server;

import io.camelmcp.codec.Protocol;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections into a port, within its limits. At a limit the anonymous Modbus connection that has been idle longest makes
 * room; if there is none, the new one is closed. From any event loop.
 */
final class Admission {

    private static final int MIN_REFUSAL_MILLIS = 100;
    private static final int MAX_REFUSAL_MILLIS = 1_000;

    /** Connections that are asked to make room for one: those with something unanswered do not. */
    private static final int MOST_ASKED = 64;

    private final McpServer server;
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicInteger admitted = new AtomicInteger();
    private final Set<ModbusConnection> masters = ConcurrentHashMap.newKeySet();

    Admission(McpServer server) {
        this.server = server;
    }

    /** Counts a new connection until it closes; {@code welcome} runs on its event loop if it may stay, else it is closed. */
    void admit(Channel channel, InetSocketAddress remote, Runnable welcome) {
        server.statistics().countAccepted();
        if (server.login().isBanned(remote.getAddress())) {
            refuse(channel, remote, CloseReason.BANNED, "too many failed logins from there");
            return;
        }
        if (isInVain(remote)) {
            refuse(channel, remote, CloseReason.NOT_ALLOWED, "Modbus is taken from modbusAllow only");
            return;
        }
        CloseReason above = enter(channel, remote.getAddress());
        if (above == null) {
            welcome(channel, remote, welcome);
        } else if (masters.isEmpty() || !server.login().takesConnection()) {
            refuse(channel, remote, above, detail(above));
        } else {
            channel.config().setAutoRead(false);
            makeRoom(
                    above == CloseReason.ADDRESS_LIMIT ? remote.getAddress() : null,
                    new HashSet<>(),
                    made -> channel.eventLoop().execute(() -> {
                        if (made && channel.isActive() && !server.isClosed()) {
                            open(channel, welcome);
                            channel.config().setAutoRead(true);
                        } else {
                            refuse(channel, remote, above, detail(above));
                        }
                    }));
        }
    }

    /** Whether nothing that a connection from there can show would open the door, so that nobody has to make room for it. */
    private boolean isInVain(InetSocketAddress remote) {
        Protocol pinned = server.options().pinned();
        return pinned != null
                && pinned.isModbus()
                && server.options().tls() == null
                && !server.login().options().allowsModbus(false, remote);
    }

    /** @return the limit that the connection is above, {@code null} for none */
    private @Nullable CloseReason enter(Channel channel, InetAddress address) {
        int limit = server.options().maxConnections();
        int addressLimit = server.options().maxConnectionsPerAddress();
        boolean above = admitted.incrementAndGet() > limit && limit > 0;
        channel.closeFuture().addListener(closed -> admitted.decrementAndGet());
        if (addressLimit > 0) {
            boolean aboveAddress = perAddress.merge(address, 1, Integer::sum) > addressLimit;
            channel.closeFuture().addListener(closed -> leave(address));
            if (aboveAddress) {
                return CloseReason.ADDRESS_LIMIT;
            }
        }
        return above ? CloseReason.CONNECTION_LIMIT : null;
    }

    private void leave(InetAddress address) {
        perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    private void welcome(Channel channel, InetSocketAddress remote, Runnable welcome) {
        if (server.login().takesConnection()) {
            open(channel, welcome);
            return;
        }
        count(channel);
        // closed later, so that whoever comes too often does not come at once again
        channel.config().setAutoRead(false);
        server.closedUnchosen(
                remote,
                CloseReason.CONNECTION_RATE,
                "connectionRate=" + server.login().options().connectionRate());
        int delay = ThreadLocalRandom.current().nextInt(MIN_REFUSAL_MILLIS, MAX_REFUSAL_MILLIS + 1);
        channel.eventLoop().schedule(() -> channel.close(), delay, TimeUnit.MILLISECONDS);
    }

    private void open(Channel channel, Runnable welcome) {
        count(channel);
        welcome.run();
    }

    private void count(Channel channel) {
        server.admitted(channel);
        server.statistics().opened();
        channel.closeFuture().addListener(closed -> server.statistics().left());
    }

    private void refuse(Channel channel, InetSocketAddress remote, CloseReason reason, String detail) {
        server.closedUnchosen(remote, reason, detail);
        channel.close();
    }

    private String detail(CloseReason limit) {
        return limit == CloseReason.ADDRESS_LIMIT
                ? "maxConnectionsPerAddress=" + server.options().maxConnectionsPerAddress()
                : "maxConnections=" + server.options().maxConnections();
    }

    // ------------------------------------------------------------------ room

    /** A connection that may be closed to make room. */
    void add(ModbusConnection master) {
        masters.add(master);
    }

    void remove(ModbusConnection master) {
        masters.remove(master);
    }

    /**
     * Closes the longest idle master that has nothing unanswered.
     *
     * @param from only one from there; {@code null} for anywhere
     * @param told whether one has made room; on any event loop
     */
    private void makeRoom(@Nullable InetAddress from, Set<ModbusConnection> asked, Consumer<Boolean> told) {
        ModbusConnection longest = asked.size() == MOST_ASKED ? null : longestIdle(from, asked);
        if (longest == null) {
            told.accept(false);
            return;
        }
        asked.add(longest);
        longest.onLoopNow(() -> {
            if (longest.makeRoom()) {
                told.accept(true);
            } else {
                makeRoom(from, asked, told);
            }
        });
    }

    private @Nullable ModbusConnection longestIdle(@Nullable InetAddress from, Set<ModbusConnection> asked) {
        ModbusConnection longest = null;
        long since = 0;
        for (ModbusConnection master : masters) {
            long lastRead = master.lastReadNanos();
            if ((longest == null || lastRead - since < 0)
                    && (from == null || from.equals(master.remoteAddress().getAddress()))
                    && !asked.contains(master)) {
                longest = master;
                since = lastRead;
            }
        }
        return longest;
    }
}
