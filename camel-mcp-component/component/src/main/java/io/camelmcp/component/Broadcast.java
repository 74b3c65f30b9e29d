package io.camelmcp.component;

import io.camelmcp.codec.McpError;
import io.camelmcp.component.server.Push;
import io.camelmcp.component.server.PushFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request to many devices, to so many at the same time and no more. A result is a map of {@code clientId}, {@code status}
 * ({@code ok}, {@code queued}, {@code offline}, {@code busy}, {@code timeout}, {@code lost}, {@code refused}, {@code failed}), and as it applies
 * {@code code}, {@code text} and {@code body} (octets).
 */
final class Broadcast {

    private final Iterator<String> clients;
    private final int parallelism;
    private final BiConsumer<String, Push.Handler> sender;
    private final Consumer<List<Map<String, Object>>> done;
    private final List<Map<String, Object>> results;
    private int underWay;
    private boolean starting;
    private boolean ended;

    /**
     * A broadcast that has not begun.
     *
     * @param sender sends to one device
     * @param done   told the results, when there is one for each device
     */
    Broadcast(
            Collection<String> clients,
            int parallelism,
            BiConsumer<String, Push.Handler> sender,
            Consumer<List<Map<String, Object>>> done) {
        this.clients = clients.iterator();
        this.parallelism = parallelism;
        this.sender = sender;
        this.done = done;
        this.results = new ArrayList<>(clients.size());
    }

    void start() {
        while (true) {
            String next;
            synchronized (this) {
                if (starting) {
                    // a device that ended at once; the loop that sent to it goes on
                    return;
                }
                if (!clients.hasNext() || underWay >= parallelism) {
                    break;
                }
                next = clients.next();
                underWay++;
                starting = true;
            }
            sender.accept(next, new One(next));
            synchronized (this) {
                starting = false;
            }
        }
        List<Map<String, Object>> all = null;
        synchronized (this) {
            if (!ended && underWay == 0 && !clients.hasNext()) {
                ended = true;
                all = results;
            }
        }
        if (all != null) {
            done.accept(all);
        }
    }

    /** What a result says of a failure. */
    static String status(PushFailure failure) {
        return failure.kind() == PushFailure.Kind.BAD_ANSWER
                ? "failed"
                : failure.kind().name().toLowerCase(Locale.ROOT);
    }

    private final class One implements Push.Handler {
        private final String clientId;
        private boolean told;

        One(String clientId) {
            this.clientId = clientId;
        }

        @Override
        public void answered(byte[] body) {
            tell("ok", null, null, body);
        }

        @Override
        public void failed(PushFailure failure) {
            McpError error = failure.error();
            tell(
                    status(failure),
                    error == null ? null : error.code(),
                    error == null ? failure.text() : error.text(),
                    null);
        }

        @Override
        public void queued() {
            tell("queued", null, null, null);
        }

        private void tell(String status, @Nullable Integer code, @Nullable String text, byte @Nullable [] body) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("clientId", clientId);
            result.put("status", status);
            put(result, "code", code);
            put(result, "text", text);
            put(result, "body", body);
            synchronized (Broadcast.this) {
                if (told) {
                    return;
                }
                told = true;
                underWay--;
                results.add(result);
            }
            start();
        }

        private void put(Map<String, Object> result, String key, @Nullable Object value) {
            if (value != null) {
                result.put(key, value);
            }
        }
    }
}
