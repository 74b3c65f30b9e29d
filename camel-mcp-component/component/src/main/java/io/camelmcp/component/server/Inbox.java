package io.camelmcp.component.server;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one session, or of one connection without: they go to their handlers one after another, and their answers come
 * back to its {@link Outlet}. Everything belongs to the event loop that has it; {@link #move} gives it to another one, because a session
 * outlives its connection. Other threads only add to {@link #ended} and wake it.
 */
final class Inbox {

    private static final int MAX_RUN = 64;
    private static final int STALLED_TICKS = 5;

    private static final AtomicIntegerFieldUpdater<Inbox> WOKEN =
            AtomicIntegerFieldUpdater.newUpdater(Inbox.class, "woken");

    private final McpServer server;
    private final Outlet outlet;

    /** Requests in the order of receipt that wait for their turn. */
    private final ArrayDeque<ServerRequest> waiting = new ArrayDeque<>(1);

    /** Requests in the order of receipt without an answer; answered ones leave when they come to the front. */
    private final ArrayDeque<ServerRequest> unanswered = new ArrayDeque<>(1);

    private final Queue<ServerRequest> ended = new ConcurrentLinkedQueue<>();
    private final Runnable drain = this::drain;

    private volatile EventExecutor loop;
    private volatile int woken;
    private RunWatch runs;
    private @Nullable HandlerRun run;
    private int running;
    private int runningInOrder;
    private int unfinished;
    private boolean watched;
    private boolean advancing;

    Inbox(McpServer server, Outlet outlet, EventExecutor loop) {
        this.server = server;
        this.outlet = outlet;
        this.loop = loop;
        this.runs = server.runs(loop);
    }

    /** The event loop that has it now. */
    EventExecutor loop() {
        return loop;
    }

    /** Gives it to another event loop; to be called on the one that has it, which must not touch it any more. */
    void move(EventExecutor next) {
        runs = server.runs(next);
        loop = next;
    }

    /** Whether everything received has been answered. */
    boolean isAnswered() {
        return unanswered.isEmpty();
    }

    /** Requests that are unanswered or run on: what back pressure looks at. */
    int open() {
        // refused requests that wait for their turn are unanswered, but never began
        return Math.max(unfinished, unanswered.size());
    }

    /** Requests that have been accepted and are not finished. */
    int unfinished() {
        return unfinished;
    }

    boolean isAnythingUnfinished() {
        return unfinished > 0;
    }

    // ------------------------------------------------------------------ in

    /** Takes a request: it will run in its turn, and be answered. */
    void accept(ServerRequest request) {
        unfinished++;
        server.begin(request.weight());
        request.handler.accepted();
        unanswered.add(request);
        waiting.add(request);
        if (request.handler.isAnsweredOnReceipt() && request.isAnswerableOnReceipt()) {
            request.early = ServerRequest.EMPTY;
            if (request.isAnsweredInOrder()) {
                answerReady();
            } else {
                answer(request, request.early);
                dropAnswered();
            }
        }
        if (request.handler.executor() == null) {
            advance();
        }
    }

    /** Takes a request that waits for no other and that no other waits for; it runs now, on the event loop. */
    void acceptBeside(ServerRequest request) {
        unfinished++;
        server.begin(request.weight());
        request.handler.accepted();
        unanswered.add(request);
        request.handOver();
    }

    /** Puts a request in line that no handler takes: it is answered in its turn. */
    void answerInTurn(ServerRequest request) {
        unanswered.add(request);
        answerReady();
    }

    /** The request with this extended sequence number that is not answered; {@code null} if there is none. */
    @Nullable
    McpRequest find(long number) {
        for (ServerRequest request : unanswered) {
            if (!request.answered && request instanceof McpRequest mcp && mcp.number() == number) {
                return mcp;
            }
        }
        return null;
    }

    /** What is answered in order will not be answered any more: the connection that it came on is gone. */
    void forgetAnswersInOrder() {
        unanswered.removeIf(request -> {
            request.answered |= request.isAnsweredInOrder();
            return request.answered;
        });
    }

    /** A request that is still running, and was told TIMEOUT, has come again: it will be answered. */
    void answerAgain(ServerRequest request, long nowNanos) {
        request.extend(nowNanos);
        if (request.answered) {
            request.answered = false;
            unanswered.remove(request);
            unanswered.add(request);
        }
    }

    // ------------------------------------------------------------------ out

    /** A request has ended; from any thread. */
    void ended(ServerRequest request) {
        if (loop.inEventLoop()) {
            finished(request);
            if (!advancing) {
                advance();
            }
            outlet.afterWork();
        } else {
            ended.add(request);
            HandlerRun current = request.run;
            if (current == null || !current.tellsLater()) {
                wake();
            }
        }
    }

    /** Makes the event loop look at what has ended; from any thread. */
    void wake() {
        if (woken == 0 && WOKEN.compareAndSet(this, 0, 1)) {
            scheduleDrain();
        }
    }

    private void scheduleDrain() {
        try {
            loop.execute(drain);
        } catch (RejectedExecutionException e) {
            // the event loop has ended, and with it all its connections
            woken = 0;
        }
    }

    private void drain() {
        if (!loop.inEventLoop()) {
            // it has moved meanwhile
            scheduleDrain();
            return;
        }
        woken = 0;
        for (ServerRequest request = ended.poll(); request != null; request = ended.poll()) {
            finished(request);
        }
        advance();
        outlet.afterWork();
    }

    private void finished(ServerRequest request) {
        unfinished--;
        if (!request.isBeside()) {
            running--;
            if (!request.isOrderedByArrival()) {
                runningInOrder--;
            }
        }
        try {
            if (request.isAnsweredInOrder()) {
                request.finishedOutcome = outlet.finish(request, outcomeOf(request));
                answerReady();
            } else {
                answer(request, outlet.finish(request, outcomeOf(request)));
                if (request.isBeside()) {
                    // behind one that takes long it would count as unanswered
                    unanswered.remove(request);
                }
                dropAnswered();
            }
        } finally {
            // whatever happens to this connection, the port must not count the request for ever
            server.end(request.weight());
            request.handler.answered();
        }
    }

    private static ServerRequest.Outcome outcomeOf(ServerRequest request) {
        ServerRequest.Outcome outcome = request.outcome();
        if (outcome == null) {
            throw new IllegalStateException("request has not ended");
        }
        return outcome;
    }

    private void answerReady() {
        for (ServerRequest request : unanswered) {
            if (request.answered || !request.isAnsweredInOrder()) {
                continue;
            }
            ServerRequest.Outcome ready = request.early != null ? request.early : request.finishedOutcome;
            if (ready == null) {
                break;
            }
            answer(request, ready);
        }
        dropAnswered();
    }

    private void dropAnswered() {
        for (ServerRequest first = unanswered.peek(); first != null && first.answered; first = unanswered.peek()) {
            unanswered.poll();
        }
    }

    private void answer(ServerRequest request, ServerRequest.Outcome outcome) {
        if (!request.answered) {
            request.answered = true;
            outlet.answer(request, outcome);
        }
    }

    /** Answers what has taken too long with TIMEOUT; {@code true} if there was something. */
    boolean timeOut(long now) {
        boolean late = false;
        boolean behindAnother = false;
        for (ServerRequest request : unanswered) {
            if (request.answered) {
                continue;
            }
            boolean inOrder = request.isAnsweredInOrder();
            if (now - request.deadlineNanos() >= 0 && !(inOrder && behindAnother)) {
                late = true;
                server.statistics().countTimeout();
                answer(request, ServerRequest.TIMED_OUT);
            } else {
                behindAnother |= inOrder;
            }
        }
        if (late) {
            answerReady();
        }
        return late;
    }

    // ------------------------------------------------------------------ hand over

    /** Hands over what may run now. */
    void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            boolean more = true;
            while (more) {
                more = continueRun() && startNext();
            }
        } finally {
            advancing = false;
        }
    }

    /** Goes on with the run that has been interrupted; {@code true} if there is none left. */
    private boolean continueRun() {
        HandlerRun current = run;
        if (current == null) {
            return true;
        }
        if (current.isActive() || current.isWaiting()) {
            return false;
        }
        if (current.hasMore()) {
            start(current);
            return !current.isActive();
        }
        run = null;
        return true;
    }

    private boolean startNext() {
        ServerRequest first = waiting.peek();
        if (first == null || !mayStart(first)) {
            return false;
        }
        waiting.poll();
        begin(first);
        if (!outlet.prepare(first)) {
            return true;
        }
        Executor executor = first.handler.executor();
        if (executor == null) {
            first.handOver();
            return true;
        }
        List<ServerRequest> batch = new ArrayList<>(Math.min(MAX_RUN, waiting.size() + 1));
        batch.add(first);
        int most = Math.min(MAX_RUN, server.options().maxInFlightPerConnection() - running + 1);
        for (ServerRequest next = waiting.peek();
                next != null && next.runsWith(first) && batch.size() < most;
                next = waiting.peek()) {
            waiting.poll();
            begin(next);
            batch.add(next);
        }
        HandlerRun next = new HandlerRun(this, batch);
        run = next;
        start(next);
        return !next.isActive();
    }

    private boolean mayStart(ServerRequest next) {
        return running == 0
                || running < server.options().maxInFlightPerConnection()
                        && runningInOrder == 0
                        && next.isOrderedByArrival();
    }

    private void begin(ServerRequest request) {
        running++;
        if (!request.isOrderedByArrival()) {
            runningInOrder++;
        }
    }

    private void start(HandlerRun next) {
        Executor executor = next.handler().executor();
        next.activate(runs.ticks());
        try {
            if (executor == null) {
                next.run();
            } else {
                executor.execute(next);
            }
        } catch (RejectedExecutionException e) {
            next.reject();
            return;
        }
        if (executor != null) {
            watchRun();
        }
    }

    private void watchRun() {
        if (!watched) {
            watched = true;
            runs.watch(this);
        }
    }

    /** Looks at the run at a tick of the {@link RunWatch}, and lets itself be watched again if that is not all. */
    void lookAtRun(int tick) {
        EventExecutor owner = loop;
        if (!owner.inEventLoop()) {
            // it has moved meanwhile, to a loop that counts its own ticks
            owner.execute(this::watchAgain);
            return;
        }
        HandlerRun current = run;
        watched = false;
        if (current == null || !current.isActive()) {
            return;
        }
        int age = current.age(tick);
        if (current.isQueued()) {
            if (age >= STALLED_TICKS) {
                current.handler().stalled();
            }
            watchRun();
        } else if (current.size() > 1 && !current.tellsAtOnce()) {
            if (age > 1) {
                current.tellAtOnce();
                drain();
            } else {
                watchRun();
            }
        }
    }

    private void watchAgain() {
        if (!loop.inEventLoop()) {
            loop.execute(this::watchAgain);
            return;
        }
        watched = false;
        HandlerRun current = run;
        if (current != null && current.isActive()) {
            current.watchedFrom(runs.ticks());
            watchRun();
        }
    }
}
