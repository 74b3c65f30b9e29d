package io.camelmcp.component.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.codec.McpErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The route behind a {@link ServerModelTest}: it ends requests late, well or badly, and checks what it is given. */
final class ModelRoute {

    /** What the route has seen of a session. */
    private static final class Seen {
        final Map<Long, String> bodies = new HashMap<>();
        final Set<Long> running = new HashSet<>();
        final Set<Long> completed = new HashSet<>();
        long newest;
    }

    private final Random random;
    private final Map<String, Seen> sessions = new HashMap<>();
    private final List<ServerRequest> running = new ArrayList<>();
    private @Nullable AssertionError wrong;
    boolean failures = true;
    int failed;

    ModelRoute(Random random) {
        this.random = random;
    }

    static String answerTo(String body) {
        return "answer to " + body;
    }

    void handle(ServerRequest request) {

        Seen seen = seen(request);
        long number = number(request);
        String body = body(request);
        String before = seen.bodies.putIfAbsent(number, body);
        if (before == null) {
            claim(number > seen.newest, number + " came first after " + seen.newest);
            seen.newest = number;
        } else {
            claim(before.equals(body), number + " was " + before + " and is " + body);
            claim(((McpRequest) request).isDuplicate(), number + " runs again and is not marked as a duplicate");
        }
        claim(!seen.completed.contains(number), number + " " + body + " was completed, and runs again");
        claim(seen.running.add(number), number + " " + body + " runs, and is run a second time");
        running.add(request);
        if (random.nextInt(4) == 0) {
            end(running.size() - 1);
        }
    }

    boolean isIdle() {
        return running.isEmpty();
    }

    /** Ends any request that runs. */
    void endOne() {
        if (!running.isEmpty()) {
            end(random.nextInt(running.size()));
        }
    }

    private void end(int index) {
        ServerRequest request = running.remove(index);
        Seen seen = seen(request);
        seen.running.remove(number(request));
        if (failures && random.nextInt(8) == 0) {
            failed++;
            request.fail(McpErrorCode.FAILED);
        } else {
            seen.completed.add(number(request));
            request.complete(answerTo(body(request)).getBytes(UTF_8));
        }
    }

    boolean hasCompleted(String sessionId, long number, String body) {
        Seen seen = sessions.get(sessionId);
        return seen != null && seen.completed.contains(number) && body.equals(seen.bodies.get(number));
    }

    private Seen seen(ServerRequest request) {
        return sessions.computeIfAbsent(request.session().sessionId(), id -> new Seen());
    }

    private static String body(ServerRequest request) {
        return new String(((McpRequest) request).frame().body(), UTF_8);
    }

    private static long number(ServerRequest request) {
        String id = request.messageId();
        return Long.parseLong(id.substring(id.lastIndexOf('/') + 1));
    }

    /** As {@link #check}, inside the server, which takes what a handler throws for the handler's failure. */
    void claim(boolean holds, String otherwise) {
        if (!holds && wrong == null) {
            wrong = new AssertionError(otherwise);
        }
    }

    /** Fails with the first thing that was wrong. */
    void verify() {
        if (wrong != null) {
            throw wrong;
        }
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
