package io.camelmcp.component.session.directory;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients whose requests are refused with ERROR 6 (docs/protocol.md, section 5), at all ports that share it. Their sessions stay:
 * they may log in, resume and send PING. From any thread.
 *
 * <pre>{@code
 * FrozenClients frozen = context.getComponent("mcp", McpComponent.class).getFrozenClients();
 * frozen.freeze("C1001", Instant.now().plus(Duration.ofHours(1)), "two places at once");
 * }</pre>
 */
public final class FrozenClients {

    /** Clients that may be frozen at the same time. */
    public static final int MOST = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(FrozenClients.class);

    private final Map<String, Freeze> frozen = new ConcurrentHashMap<>();
    private final LongSupplier clock;
    private final int most;
    private @Nullable Keeper keeper;

    /** Keeps freezes over a restart. Told of each change by the thread that makes it, one at a time. */
    public interface Keeper {

        /** @throws RuntimeException if it cannot be kept; the freeze holds until the process ends all the same */
        void frozen(Freeze freeze);

        /** @throws RuntimeException if it cannot be kept; the freeze has ended until the process ends */
        void unfrozen(String clientId);
    }

    /** Nobody is frozen yet; by the clock of the system. */
    public FrozenClients() {
        this(System::currentTimeMillis, MOST);
    }

    /**
     * Nobody is frozen yet.
     *
     * @param clock milliseconds since 1970
     * @param most  clients that may be frozen at the same time
     */
    public FrozenClients(LongSupplier clock, int most) {
        this.clock = clock;
        this.most = most;
    }

    /** Takes over what was kept, of which the expired ones are left out, and tells the keeper of all changes from now on. */
    public synchronized void keepWith(Keeper changes, List<Freeze> kept) {
        long now = clock.getAsLong();
        kept.stream()
                .filter(freeze -> !isOver(freeze, now))
                .limit(most)
                .forEach(freeze -> frozen.put(freeze.clientId(), freeze));
        keeper = changes;
    }

    /**
     * Refuses the requests of a client from now on. What it had sent before and is accepted runs on. One that is frozen already is so
     * until the later of both ends, for the newer reason.
     *
     * @throws IllegalArgumentException if the end is not in the future, or the client id is not possible
     * @throws IllegalStateException    if as many are frozen as may be
     */
    public synchronized Freeze freeze(String clientId, Instant until, String reason) {
        long now = clock.getAsLong();
        Freeze present = find(clientId);
        Instant end = present != null && present.until().isAfter(until) ? present.until() : until;
        Freeze next = new Freeze(clientId, present == null ? Instant.ofEpochMilli(now) : present.since(), end, reason);
        if (present == null && frozen.size() >= most) {
            frozen.values().removeIf(freeze -> isOver(freeze, now));
            if (frozen.size() >= most) {
                throw new IllegalStateException(
                        "clientId=" + clientId + " cannot be frozen: " + most + " are already, which is the limit");
            }
        }
        frozen.put(clientId, next);
        LOG.warn("event=client-frozen clientId={} until={} reason=\"{}\"", clientId, end, next.reason());
        Keeper keeping = keeper;
        if (keeping != null) {
            keeping.frozen(next);
        }
        return next;
    }

    /** Takes requests of a client again; whether it was frozen. */
    public synchronized boolean unfreeze(String clientId) {
        Freeze last = frozen.remove(clientId);
        if (last == null || isOver(last, clock.getAsLong())) {
            return false;
        }
        LOG.warn("event=client-unfrozen clientId={}", clientId);
        Keeper keeping = keeper;
        if (keeping != null) {
            keeping.unfrozen(clientId);
        }
        return true;
    }

    /** The freeze of a client; {@code null} if its requests are taken. */
    public @Nullable Freeze find(String clientId) {
        Freeze freeze = frozen.get(clientId);
        return freeze == null || isOver(freeze, clock.getAsLong()) ? null : freeze;
    }

    /** All that are frozen now, in the order of their client ids. */
    public List<Freeze> all() {
        long now = clock.getAsLong();
        return frozen.values().stream()
                .filter(freeze -> !isOver(freeze, now))
                .sorted(Comparator.comparing(Freeze::clientId))
                .toList();
    }

    private static boolean isOver(Freeze freeze, long nowMillis) {
        return freeze.until().toEpochMilli() <= nowMillis;
    }
}
