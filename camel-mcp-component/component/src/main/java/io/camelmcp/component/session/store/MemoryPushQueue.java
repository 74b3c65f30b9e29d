package io.camelmcp.component.session.store;

import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The queue of a {@link MemorySessionStore}. */
final class MemoryPushQueue implements PushQueue {

    private final LongSupplier clock;
    private final TreeMap<String, QueuedPush> entries = new TreeMap<>();
    private final PushShelf shelf;

    MemoryPushQueue(Function<String, @Nullable SessionRecord> records, LongSupplier clock) {
        this.clock = clock;
        this.shelf = new PushShelf(entries, entries::higherKey, records, 0);
    }

    @Override
    public synchronized CompletionStage<Appended> append(QueuedPush push, String node, int most) {
        return CompletableFuture.completedStage(shelf.append(push, node, most, clock.getAsLong()));
    }

    @Override
    public synchronized CompletionStage<List<QueuedPush>> list(SessionRecord session) {
        return CompletableFuture.completedStage(shelf.list(session));
    }

    @Override
    public synchronized void sent(QueuedPush push, long number) {
        shelf.sent(push, number);
    }

    @Override
    public synchronized void remove(QueuedPush push) {
        shelf.remove(push);
    }

    @Override
    public synchronized CompletionStage<List<QueuedPush>> orphans(int most) {
        return CompletableFuture.completedStage(shelf.orphans(most, clock.getAsLong()));
    }

    synchronized void replaced(@Nullable SessionRecord expected, SessionRecord next) {
        shelf.replaced(expected, next);
    }

    synchronized void clear() {
        entries.clear();
    }
}
