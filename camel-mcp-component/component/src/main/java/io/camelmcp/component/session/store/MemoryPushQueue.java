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
    private final Entries entries = new Entries();
    private final PushShelf shelf;

    MemoryPushQueue(Function<String, @Nullable SessionRecord> records, LongSupplier clock) {
        this.clock = clock;
        this.shelf = new PushShelf(entries, records, 0);
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
        entries.map.clear();
    }

    private static final class Entries implements PushShelf.Entries {
        private final TreeMap<String, QueuedPush> map = new TreeMap<>();

        @Override
        public @Nullable String higherKey(String key) {
            return map.higherKey(key);
        }

        @Override
        public @Nullable QueuedPush get(String key) {
            return map.get(key);
        }

        @Override
        public void put(String key, QueuedPush push) {
            map.put(key, push);
        }

        @Override
        public void remove(String key) {
            map.remove(key);
        }
    }
}
