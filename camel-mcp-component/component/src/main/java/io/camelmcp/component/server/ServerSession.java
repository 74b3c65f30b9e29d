package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.session.AnonymousSession;
import io.camelmcp.component.session.DeviceSession;
import io.camelmcp.component.session.RateLimit;
import io.camelmcp.component.session.Session;
import io.camelmcp.component.session.directory.DeviceInfo;
import io.camelmcp.component.session.sequence.ReceivedNumbers;
import io.camelmcp.component.session.store.SessionRecord;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A session as the gateway runs it: its requests, what it remembers of them, the requests of ours to the device, and the connection that
 * all this goes through at the moment. It belongs to the event loop of its connection, or of the last one while it has none; a
 * LOGIN on another event loop takes it there ({@link Sessions}).
 */
final class ServerSession implements Outlet {

    private final McpServer server;
    private final Session session;
    private static final ServerRequest.Outcome TOO_LONG =
            new ServerRequest.Outcome(McpFrame.EMPTY, McpErrorCode.FAILED);

    /** How long a device may be slowed down for its rate before it is told. */
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final Inbox inbox;
    private int window;
    private long frameState;
    private long overRateSince;

    private @Nullable McpConnection connection;
    private @Nullable ReceivedNumbers received;
    private @Nullable Outbox outbox;

    /** Requests that were told TIMEOUT and still run. */
    private @Nullable List<McpRequest> timedOut;

    private final long restoredMark;
    private final long sentMark;
    private long storedMark;
    private boolean storing;

    /** Epoch of the newest LOGIN that wants this session; older ones have lost it. */
    private final AtomicLong claimedEpoch = new AtomicLong();

    private volatile long lastHeardNanos;
    private volatile String remoteAddress = "";
    private volatile long receivedCount;
    private volatile long duplicateCount;
    private volatile long pushedCount;
    private volatile int queued;
    private volatile double rttMillis = Double.NaN;
    private volatile String link = "";
    private int heartbeatSeconds;

    /** Whether it has all requests that the store keeps for it. */
    private boolean complete;

    /** The session of a connection without login. */
    static ServerSession anonymous(McpServer server, McpConnection connection) {
        ServerSession made = new ServerSession(
                server,
                new AnonymousSession(),
                connection.loop(),
                server.options().maxInFlightPerConnection(),
                0,
                0);
        made.connection = connection;
        return made;
    }

    /** The session of a device that has logged in; it has no connection yet. */
    static ServerSession of(McpServer server, DeviceSession session, SessionRecord record, EventExecutor loop) {
        ServerSession made = new ServerSession(server, session, loop, 1, record.receivedMark(), record.sentMark());
        made.claim(record.epoch());
        return made;
    }

    private ServerSession(
            McpServer server, Session session, EventExecutor loop, int window, long restoredMark, long sentMark) {
        this.server = server;
        this.session = session;
        this.lastHeardNanos = server.clock().nanos();
        this.window = window;
        this.restoredMark = restoredMark;
        this.sentMark = sentMark;
        this.storedMark = restoredMark;
        this.inbox = new Inbox(server, this, loop);
    }

    Session session() {
        return session;
    }

    /** @throws IllegalStateException without login */
    DeviceSession device() {
        if (session instanceof DeviceSession device) {
            return device;
        }
        throw new IllegalStateException("no login");
    }

    boolean isDevice() {
        return session instanceof DeviceSession;
    }

    Inbox inbox() {
        return inbox;
    }

    int window() {
        return window;
    }

    int heartbeatSeconds() {
        return heartbeatSeconds;
    }

    // ------------------------------------------------------------------ ownership

    /** Runs something on the event loop that has the session, wherever that goes meanwhile. */
    void onLoop(Runnable action) {
        EventExecutor loop = inbox.loop();
        Runnable here = () -> {
            if (inbox.loop().inEventLoop()) {
                action.run();
            } else {
                onLoop(action);
            }
        };
        try {
            loop.execute(here);
        } catch (RejectedExecutionException e) {
            // the event loops have ended, and all connections with them
        }
    }

    long claimedEpoch() {
        return claimedEpoch.get();
    }

    /** A LOGIN of this epoch wants the session. */
    void claim(long epoch) {
        claimedEpoch.accumulateAndGet(epoch, Math::max);
    }

    /** Whether no newer LOGIN wants the session. */
    boolean isClaimedBy(long epoch) {
        return claimedEpoch.get() == epoch;
    }

    @Nullable
    McpConnection connection() {
        return connection;
    }

    /** The session goes through this connection from now on. */
    void attach(McpConnection next, int agreedWindow, int agreedHeartbeat) {
        connection = next;
        window = agreedWindow;
        if (outbox != null) {
            outbox.window(agreedWindow);
        }
        heartbeatSeconds = agreedHeartbeat;
        remoteAddress = next.remoteAddressText();
        link = next.state().name();
        heard();
    }

    /** The session has no connection for now. */
    @Nullable
    McpConnection detach() {
        McpConnection last = connection;
        connection = null;
        // on another connection their answers, which have no number, would be taken for those of other requests
        inbox.forgetAnswersInOrder();
        if (outbox != null) {
            outbox.forgetPlain();
        }
        link = "";
        return last;
    }

    // ------------------------------------------------------------------ requests of the device

    /** What it remembers of the numbers of the device. */
    ReceivedNumbers received() {
        ReceivedNumbers numbers = received;
        if (numbers == null) {
            numbers = new ReceivedNumbers(
                    Math.max(window, ReceivedNumbers.MIN_ANSWERS), restoredMark, server.answerBudget());
            received = numbers;
        }
        return numbers;
    }

    long highestReceived() {
        ReceivedNumbers numbers = received;
        return numbers == null ? restoredMark : numbers.highest();
    }

    /** A request has been taken. */
    void accept(McpRequest request) {
        // confined to one thread at a time, and only read by others
        receivedCount = receivedCount + 1;
        if (request.number() > 0) {
            received().accepted(request.number());
            mark(request.number());
        }
        inbox.accept(request);
    }

    /** A request that runs already has come again. */
    void attachDuplicate(McpFrame frame, long number, long nowNanos) {
        countDuplicate();
        McpRequest running = inbox.find(number);
        if (running != null) {
            running.extend(nowNanos);
            return;
        }
        if (timedOut != null) {
            for (McpRequest late : timedOut) {
                if (late.number() == number) {
                    timedOut.remove(late);
                    inbox.answerAgain(late, nowNanos);
                    return;
                }
            }
        }
        // answered on receipt
        McpConnection current = connection;
        if (current != null) {
            current.writeAnswer(frame, ServerRequest.EMPTY);
        }
    }

    void countDuplicate() {
        duplicateCount = duplicateCount + 1;
        server.statistics().countDuplicate();
    }

    /** Counts a request against the rate of the session, and says how long the next one has to wait. */
    long nanosToWait(RateLimit limit, long now) {
        if (frameState == 0) {
            frameState = limit.full(now);
        }
        long wait = limit.nanosToWait(frameState, now);
        frameState = limit.take(frameState, now);
        if (wait <= 0) {
            overRateSince = 0;
        } else if (overRateSince == 0) {
            overRateSince = now;
        }
        return wait;
    }

    /** Whether the device has sent more than its rate for so long that it has to be told. */
    boolean isOverRateForLong(long now) {
        return overRateSince != 0 && now - overRateSince >= PATIENCE_NANOS;
    }

    /** Whether the store must know more before another request is taken. */
    boolean isWaitingForStore() {
        return storing && highestReceived() - storedMark >= DeviceSession.STORED_AHEAD - 2L * window;
    }

    private void mark(long number) {
        if (isDevice() && !storing && number - storedMark >= DeviceSession.STORED_AHEAD / 2) {
            storing = true;
            server.sessions().reserve(this, number, marks().sentMark(), stored -> {
                storing = false;
                if (stored) {
                    storedMark = Math.max(storedMark, number);
                }
                pump();
                afterWork();
            });
        }
    }

    /** The session as the store should have it. */
    SessionRecord marks() {
        Outbox box = outbox;
        return device().record(highestReceived(), box == null ? sentMark : box.mark(), 0);
    }

    @Override
    public boolean prepare(ServerRequest request) {
        return true;
    }

    @Override
    public ServerRequest.Outcome finish(ServerRequest request, ServerRequest.Outcome outcome) {
        McpRequest done = (McpRequest) request;
        ServerRequest.Outcome told = request.early == null && isTooLong(done.frame(), outcome) ? TOO_LONG : outcome;
        if (done.number() > 0) {
            if (request.early != null) {
                // the device has been told already that it is done
                received().completed(done.number(), McpFrame.EMPTY);
            } else if (told.error() == null) {
                received().completed(done.number(), told.answer());
            } else {
                received().failed(done.number());
            }
            if (timedOut != null) {
                timedOut.remove(done);
            }
        }
        return told;
    }

    private boolean isTooLong(McpFrame asked, ServerRequest.Outcome outcome) {
        int prefix = asked.version() == McpFrame.SEQUENCED ? McpFrame.SEQUENCED_PREFIX : 0;
        return outcome.error() == null
                && prefix + outcome.answer().length > server.options().maxPayload();
    }

    @Override
    public void answer(ServerRequest request, ServerRequest.Outcome outcome) {
        McpRequest asked = (McpRequest) request;
        if (outcome == ServerRequest.TIMED_OUT && asked.number() > 0) {
            if (timedOut == null) {
                timedOut = new ArrayList<>(1);
            }
            timedOut.add(asked);
        }
        McpConnection current = connection;
        if (current != null) {
            current.writeAnswer(asked.frame(), outcome);
        }
    }

    @Override
    public void afterWork() {
        McpConnection current = connection;
        if (current != null) {
            current.afterWork();
        }
    }

    // ------------------------------------------------------------------ requests to the device

    /** Requests of ours; made for the first. */
    Outbox outbox() {
        Outbox box = outbox;
        if (box == null) {
            box = new Outbox(
                    server.sessionOptions(),
                    window,
                    sentMark,
                    frame -> {
                        McpConnection current = connection;
                        if (current != null) {
                            pushedCount = pushedCount + 1;
                            current.write(frame);
                        }
                    },
                    server.sessions().kept()::numbered);
            outbox = box;
        }
        return box;
    }

    @Nullable
    Outbox outboxIfAny() {
        return outbox;
    }

    /** Sends what waits, as far as the window, the store and the connection let it. */
    void pump() {
        McpConnection current = connection;
        Outbox box = outbox;
        if (box == null) {
            return;
        }
        if (current != null && !current.isClosing()) {
            long mark = box.wantsMark(DeviceSession.SENT_RESERVE);
            if (mark > 0 && !storing) {
                storing = true;
                server.sessions().reserve(this, highestReceived(), mark, stored -> {
                    storing = false;
                    if (stored) {
                        box.reserved(mark);
                    }
                    pump();
                    afterWork();
                });
            }
            box.send(current.pushVersion(), server.clock().nanos());
            current.flush();
        }
        queued = box.waiting();
    }

    /** Whether it has all requests that the store keeps for it. */
    boolean isComplete() {
        return complete;
    }

    void complete() {
        complete = true;
    }

    // ------------------------------------------------------------------ how it is

    /** A frame of the device has come. */
    void heard() {
        lastHeardNanos = server.clock().nanos();
    }

    void measured(String state, double rtt) {
        link = state;
        rttMillis = rtt;
    }

    long lastHeardNanos() {
        return lastHeardNanos;
    }

    String remoteAddress() {
        return remoteAddress;
    }

    DeviceInfo info() {
        DeviceSession device = device();
        String state = link;
        return new DeviceInfo(
                device.clientId(),
                device.sessionId(),
                state.isEmpty() ? device.state().name() : state,
                device.groups(),
                remoteAddress,
                "mcp",
                device.since(),
                Instant.ofEpochMilli(server.clock().millis()
                        - TimeUnit.NANOSECONDS.toMillis(server.clock().nanos() - lastHeardNanos)),
                Double.isNaN(rttMillis) ? null : rttMillis,
                device.epoch(),
                receivedCount,
                duplicateCount,
                pushedCount,
                queued,
                server.frozen().find(device.clientId()));
    }

    /** Gives back what it holds, when it has ended; its requests may run on. */
    void close() {
        ReceivedNumbers numbers = received;
        if (numbers != null) {
            numbers.close();
        }
    }

    @Override
    public String toString() {
        return "clientId=" + session.clientId() + " epoch=" + session.epoch();
    }
}
