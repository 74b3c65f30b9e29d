package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive requests of one session that are handed to their handler on an executor, one after another. Taking several at
 * once saves a change of threads for each. While a run is active the event loop leaves the queue alone.
 */
final class HandlerRun implements Runnable {

    private final Inbox inbox;
    private final List<ServerRequest> requests;
    private int next;

    /** The thread inside {@link #run}; outcomes that it sets are told to the event loop once, at the end. */
    private volatile @Nullable Thread runner;

    /** When it was given to the executor, in ticks of the {@link RunWatch}. */
    private int since;

    private volatile boolean active;

    /** Set by the event loop when the run takes long, so that finished requests are answered meanwhile. */
    private volatile boolean slow;

    HandlerRun(Inbox inbox, List<ServerRequest> requests) {
        this.inbox = inbox;
        this.requests = requests;
        for (ServerRequest request : requests) {
            request.run = this;
        }
    }

    /** Before it is given to an executor, on the event loop. */
    void activate(int tick) {
        since = tick;
        active = true;
    }

    /** Another watch with ticks of its own looks at it from now on. */
    void watchedFrom(int tick) {
        since = tick;
    }

    /** Ticks since it was given to the executor. */
    int age(int tick) {
        return tick - since;
    }

    /** Whether no thread has taken it yet. */
    boolean isQueued() {
        return active && runner == null;
    }

    boolean isActive() {
        return active;
    }

    boolean hasMore() {
        return next < requests.size();
    }

    /** Whether the request handed over last is still running and the others have to wait for it. */
    boolean isWaiting() {
        if (next == 0) {
            return false;
        }
        ServerRequest last = requests.get(next - 1);
        return last.outcome() == null && !last.isOrderedByArrival();
    }

    /** Refuses what has not been handed over, because the executor takes nothing more. */
    void reject() {
        active = false;
        while (next < requests.size()) {
            requests.get(next++).fail(McpErrorCode.BUSY);
        }
    }

    RequestHandler handler() {
        return requests.get(0).handler;
    }

    int size() {
        return requests.size();
    }

    void tellAtOnce() {
        slow = true;
    }

    boolean tellsAtOnce() {
        return slow;
    }

    /** Whether the calling thread is the one inside {@link #run}. */
    boolean isRunner() {
        return Thread.currentThread() == runner;
    }

    /** Whether an outcome set by the calling thread will be told by the run itself. */
    boolean tellsLater() {
        return Thread.currentThread() == runner && !slow;
    }

    @Override
    public void run() {
        runner = Thread.currentThread();
        while (next < requests.size()) {
            ServerRequest request = requests.get(next++);
            request.handOver();
            if (request.outcome() == null && !request.isOrderedByArrival()) {
                // it goes on elsewhere; the ones behind it wait until the event loop knows that it has ended
                break;
            }
        }
        runner = null;
        active = false;
        inbox.wake();
    }
}
