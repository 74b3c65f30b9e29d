package io.camelmcp.component.server;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.component.session.SessionChange;
import io.camelmcp.component.session.store.PushQueue;
import io.camelmcp.component.session.store.QueuedPush;
import io.camelmcp.component.session.store.SessionRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of ours that wait for their devices in the store: put there before anybody is told that they wait, loaded with the session,
 * and removed when their answer has been passed on. Those whose session has ended, here or while no process ran, are found by
 * {@link #sweep}: that alone tells that they are dropped.
 */
final class KeptPushes {

    private static final Logger LOG = LoggerFactory.getLogger(KeptPushes.class);

    private static final int DROPPED_AT_ONCE = 100;

    private final PushQueue queue;
    private final SessionOptions options;

    /** Those that a session here has, so that none is taken in twice. */
    private final Set<String> here = new HashSet<>();

    /** Those that have ended since a list was asked for that may still have them; empty while none is on its way. */
    private final Set<String> ended = new HashSet<>();

    private int listsOnTheirWay;

    private final AtomicBoolean sweeping = new AtomicBoolean();

    KeptPushes(SessionOptions options) {
        this.queue = options.store().pushes();
        this.options = options;
    }

    /**
     * Puts a request into the store, and then tells it that it waits.
     *
     * @param arrived told what is kept, on any thread
     */
    void keep(String clientId, Push push, Push.Patience how, Consumer<QueuedPush> arrived) {
        queue.append(push.toKeep(clientId, how), options.node(), options.pushQueue())
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        LOG.warn("event=push-not-kept clientId={} cause=\"{}\"", clientId, failure.toString());
                        push.failed(PushFailure.of(
                                PushFailure.Kind.BUSY, "it is not connected, and the session store has failed"));
                        return;
                    }
                    switch (answer.standing()) {
                        case FULL ->
                            push.failed(PushFailure.of(
                                    PushFailure.Kind.BUSY,
                                    "pushQueue=" + options.pushQueue() + " requests wait for it already"));
                        case NO_SESSION ->
                            push.failed(PushFailure.of(PushFailure.Kind.OFFLINE, "it has no session here"));
                        case KEPT -> {
                            push.queued();
                            arrived.accept(answer.push());
                        }
                    }
                });
    }

    /** What waits in a session; {@link #loaded} must follow, whatever comes of it. */
    CompletionStage<List<QueuedPush>> load(SessionRecord session) {
        synchronized (here) {
            listsOnTheirWay++;
        }
        return queue.list(session);
    }

    /** A list is not needed any more. */
    void loaded() {
        synchronized (here) {
            if (--listsOnTheirWay == 0) {
                ended.clear();
            }
        }
    }

    /** Gives a request to a session, unless one has it already, or it has ended meanwhile; on the event loop of the session. */
    void give(QueuedPush kept, ServerSession session) {
        synchronized (here) {
            if (ended.contains(key(kept)) || !here.add(key(kept))) {
                return;
            }
        }
        session.outbox().restore(new Push(kept, new Late(kept)));
    }

    /** It is being sent with this number. */
    void numbered(QueuedPush kept, long number) {
        queue.sent(kept, number);
    }

    /** The session that had it has ended: the store says what becomes of it. */
    void leave(QueuedPush kept) {
        synchronized (here) {
            here.remove(key(kept));
        }
    }

    /** Tells of requests whose session is over that they will not be sent any more. */
    void sweep() {
        if (!sweeping.compareAndSet(false, true)) {
            return;
        }
        queue.orphans(DROPPED_AT_ONCE).whenComplete((orphans, failure) -> {
            sweeping.set(false);
            if (failure == null) {
                orphans.forEach(this::drop);
            }
        });
    }

    private void drop(QueuedPush kept) {
        LOG.info(
                "event=push-dropped clientId={} command={} sent={}",
                kept.clientId(),
                McpCommand.name(kept.command()),
                kept.sentNumber() > 0);
        try {
            options.listener()
                    .changed(new SessionChange(
                            SessionChange.Kind.PUSH_DROPPED,
                            kept.clientId(),
                            "",
                            0,
                            "",
                            McpCommand.name(kept.command())));
        } catch (RuntimeException e) {
            LOG.warn("event=listener-failed change=PUSH_DROPPED clientId={}", kept.clientId(), e);
        }
        new Late(kept)
                .failed(
                        kept.sentNumber() > 0
                                ? PushFailure.of(
                                        PushFailure.Kind.LOST,
                                        "its session has ended before the answer: whether it was done is unknown")
                                : PushFailure.of(
                                        PushFailure.Kind.OFFLINE,
                                        "its session has ended while the request waited; nothing has been sent"));
    }

    private static String key(QueuedPush kept) {
        return kept.clientId() + ' ' + kept.number();
    }

    private final class Late implements Push.Handler {
        private final QueuedPush kept;

        Late(QueuedPush kept) {
            this.kept = kept;
        }

        @Override
        public void answered(byte[] body) {
            options.lateAnswers().answered(kept, body, this::passedOn);
        }

        @Override
        public void failed(PushFailure failure) {
            options.lateAnswers().failed(kept, failure, this::passedOn);
        }

        private void passedOn() {
            queue.remove(kept);
            synchronized (here) {
                here.remove(key(kept));
                if (listsOnTheirWay > 0) {
                    ended.add(key(kept));
                }
            }
        }
    }
}
