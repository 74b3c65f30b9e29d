package io.camelmcp.component.session.store;

import java.util.Collection;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions in memory: they outlive connections, not the process. Every stage is complete when it is returned. How many
 * sessions there may be is the caller's to say; expired ones are dropped in passing, a few with each write. A record that its
 * session shares takes about 100 octets.
 */
public final class MemorySessionStore implements SessionStore {

    // twice round the map in the time in which it could double, so that expired records are never most of it
    private static final int SWEPT_WITH_A_WRITE = 4;

    private static final CompletionStage<Boolean> DONE = CompletableFuture.completedStage(true);
    private static final CompletionStage<Boolean> REFUSED = CompletableFuture.completedStage(false);

    private final ConcurrentHashMap<String, SessionRecord> records = new ConcurrentHashMap<>();
    private final LongSupplier clock;
    private final MemoryPushQueue pushes;
    private final ReentrantLock sweeping = new ReentrantLock();
    private @Nullable Iterator<SessionRecord> sweep;

    public MemorySessionStore() {
        this(System::currentTimeMillis);
    }

    /**
     * A store with a clock of its own.
     *
     * @param clock milliseconds since 1970
     */
    public MemorySessionStore(LongSupplier clock) {
        this.clock = clock;
        this.pushes = new MemoryPushQueue(records::get, clock);
    }

    @Override
    public CompletionStage<@Nullable SessionRecord> find(String clientId) {
        SessionRecord held = records.get(clientId);
        return CompletableFuture.completedStage(SessionWrites.find(held, clock.getAsLong()));
    }

    @Override
    public CompletionStage<Boolean> replace(@Nullable SessionRecord expected, SessionRecord next) {
        long now = clock.getAsLong();
        sweepSome(now);
        boolean written = update(next.clientId(), held -> SessionWrites.replace(held, expected, next, now));
        if (written) {
            pushes.replaced(expected, next);
        }
        return written ? DONE : REFUSED;
    }

    @Override
    public CompletionStage<Boolean> reserve(SessionRecord marks) {
        return update(marks.clientId(), held -> SessionWrites.reserve(held, marks)) ? DONE : REFUSED;
    }

    @Override
    public void refresh(Collection<SessionRecord> sessions) {
        for (SessionRecord session : sessions) {
            update(session.clientId(), held -> SessionWrites.refresh(held, session));
        }
    }

    @Override
    public void remove(SessionRecord session) {
        records.computeIfPresent(session.clientId(), (id, held) -> held.isSameEpoch(session) ? null : held);
    }

    @Override
    public PushQueue pushes() {
        return pushes;
    }

    @Override
    public void close() {
        records.clear();
        pushes.clear();
    }

    /** Records held, expired ones that are still there included. */
    public int size() {
        return records.size();
    }

    @FunctionalInterface
    private interface Write {
        @Nullable
        SessionRecord on(@Nullable SessionRecord held);
    }

    private boolean update(String clientId, Write write) {
        while (true) {
            SessionRecord held = records.get(clientId);
            SessionRecord next = write.on(held);
            if (next == null) {
                return false;
            }
            if (held == null ? records.putIfAbsent(clientId, next) == null : records.replace(clientId, held, next)) {
                return true;
            }
        }
    }

    private void sweepSome(long now) {
        if (!sweeping.tryLock()) {
            return; // another thread is at it
        }
        try {
            for (int i = 0; i < SWEPT_WITH_A_WRITE; i++) {
                if (sweep == null || !sweep.hasNext()) {
                    sweep = records.values().iterator();
                    if (!sweep.hasNext()) {
                        return;
                    }
                }
                SessionRecord held = sweep.next();
                if (SessionWrites.isExpired(held, now)) {
                    records.remove(held.clientId(), held);
                }
            }
        } finally {
            sweeping.unlock();
        }
    }
}
