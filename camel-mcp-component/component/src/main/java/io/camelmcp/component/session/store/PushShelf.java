package io.camelmcp.component.session.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a {@link PushQueue} over a sorted map, in memory or in a file. A key is the client id and the number, so that the
 * requests of a client stand together, in their order. For one thread at a time.
 */
public final class PushShelf {

    private static final char BETWEEN = 0;
    private static final int LOOKS = 1_000;

    private final Map<String, QueuedPush> entries;
    private final UnaryOperator<@Nullable String> higherKey;
    private final Function<String, @Nullable SessionRecord> records;
    private final Set<String> givenOut = new HashSet<>();
    private long last;
    private String lookedTo = "";

    /**
     * A shelf over a map.
     *
     * @param entries    requests by key; its keys sort as strings do
     * @param higherKey  the least key of it above this one, {@code null} if there is none
     * @param records    the session that the store holds of a client, expired or not
     * @param startAfter numbers given from now on are higher
     */
    public PushShelf(
            Map<String, QueuedPush> entries,
            UnaryOperator<@Nullable String> higherKey,
            Function<String, @Nullable SessionRecord> records,
            long startAfter) {
        this.entries = entries;
        this.higherKey = higherKey;
        this.records = records;
        this.last = startAfter;
    }

    /** {@link PushQueue#append}. */
    public PushQueue.Appended append(QueuedPush push, String node, int most, long nowMillis) {
        SessionRecord session = records.apply(push.clientId());
        if (session == null
                || SessionWrites.isExpired(session, nowMillis)
                || !session.node().equals(node)) {
            return new PushQueue.Appended(PushQueue.Standing.NO_SESSION, push);
        }
        int[] waiting = new int[1];
        forEach(push.clientId(), earlier -> {
            waiting[0] += earlier.tag().equals(session.tag()) ? 1 : 0;
            last = Math.max(last, earlier.number()); // the clock that numbers begin with may have been put back
        });
        if (waiting[0] >= most) {
            return new PushQueue.Appended(PushQueue.Standing.FULL, push);
        }
        QueuedPush kept = push.in(session, ++last);
        put(kept);
        return new PushQueue.Appended(PushQueue.Standing.KEPT, kept);
    }

    /** {@link PushQueue#list}. */
    public List<QueuedPush> list(SessionRecord session) {
        List<QueuedPush> waiting = new ArrayList<>();
        forEach(session.clientId(), push -> {
            if (push.tag().equals(session.tag())) {
                waiting.add(push);
            }
        });
        return waiting;
    }

    /** {@link PushQueue#sent}. */
    public void sent(QueuedPush push, long number) {
        QueuedPush held = entries.get(key(push));
        if (held != null && held.tag().equals(push.tag())) {
            put(held.withSentNumber(number));
        }
    }

    /** {@link PushQueue#remove}. */
    public void remove(QueuedPush push) {
        entries.remove(key(push));
        givenOut.remove(key(push));
    }

    /** What {@link SessionStore#replace} does, once it has written. */
    public void replaced(@Nullable SessionRecord expected, SessionRecord next) {
        if (expected == null || expected.tag().equals(next.tag())) {
            return;
        }
        for (QueuedPush push : list(expected)) {
            if (push.sentNumber() == 0) {
                put(push.withTag(next.tag()));
            }
        }
    }

    /** {@link PushQueue#orphans}, among the next thousand. */
    public List<QueuedPush> orphans(int most, long nowMillis) {
        List<QueuedPush> orphans = new ArrayList<>();
        String key = higherKey.apply(lookedTo);
        for (int looks = 0; key != null && looks < LOOKS && orphans.size() < most; looks++) {
            lookedTo = key;
            QueuedPush push = entries.get(key);
            if (push != null && isOrphan(push, nowMillis) && givenOut.add(key)) {
                orphans.add(push);
            }
            key = higherKey.apply(key);
        }
        if (key == null) {
            lookedTo = "";
        }
        return orphans;
    }

    private boolean isOrphan(QueuedPush push, long nowMillis) {
        SessionRecord held = records.apply(push.clientId());
        return held == null
                || SessionWrites.isExpired(held, nowMillis)
                || !held.tag().equals(push.tag());
    }

    private void forEach(String clientId, Consumer<QueuedPush> action) {
        String prefix = clientId + BETWEEN;
        for (String key = higherKey.apply(prefix); key != null && key.startsWith(prefix); key = higherKey.apply(key)) {
            QueuedPush push = entries.get(key);
            if (push != null) {
                action.accept(push);
            }
        }
    }

    private void put(QueuedPush push) {
        entries.put(key(push), push);
    }

    private static String key(QueuedPush push) {
        // sixteen digits, so that they sort as the numbers do
        return "%s%c%016x".formatted(push.clientId(), BETWEEN, push.number());
    }
}
