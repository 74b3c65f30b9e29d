package io.camelmcp.component.server;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.component.session.sequence.SendWindow;
import io.camelmcp.component.session.store.QueuedPush;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests of ours to one device: those that wait for it or for a place in the window, and those that it has not answered. They
 * outlive the connection: what is unanswered is sent again, with its old number, when the session is resumed. Belongs to the event
 * loop of the session.
 */
final class Outbox {

    /** Connections that a request may cost that the device does not answer. */
    private static final int MOST_DEATHS = 3;

    private final SessionOptions options;
    private final Consumer<McpFrame> wire;
    private final ObjLongConsumer<QueuedPush> numbered;
    private final ArrayDeque<Push> waiting = new ArrayDeque<>();
    private final SendWindow<Push> sent;

    /** The one of version 1, whose answer has no number. */
    private @Nullable Push plain;

    private long reserved;
    private boolean sequenced = true;

    /**
     * An outbox.
     *
     * @param window   agreed one
     * @param sentMark extended number that has been used before, 0 for a new session
     * @param wire     writes a frame to the device's connection
     * @param numbered told the extended number of each request that the store keeps
     */
    Outbox(
            SessionOptions options,
            int window,
            long sentMark,
            Consumer<McpFrame> wire,
            ObjLongConsumer<QueuedPush> numbered) {
        this.options = options;
        this.wire = wire;
        this.numbered = numbered;
        this.sent = new SendWindow<>(Math.min(window, SendWindow.MAX_WINDOW), sentMark);
        this.reserved = sentMark;
    }

    /** Requests that have not been sent yet. */
    int waiting() {
        return waiting.size();
    }

    boolean isIdle() {
        return waiting.isEmpty() && isNothingSent();
    }

    private boolean isNothingSent() {
        return sent.isEmpty() && plain == null;
    }

    /** Takes a request; it is sent by {@link #send}. */
    void add(Push push) {
        if (waiting.size() >= options.pushQueue()) {
            push.failed(PushFailure.of(
                    PushFailure.Kind.BUSY, "pushQueue=" + options.pushQueue() + " requests wait for it already"));
        } else {
            waiting.add(push);
        }
    }

    /** The window that a LOGIN has agreed on. */
    void window(int agreed) {
        sent.setWindow(Math.min(agreed, SendWindow.MAX_WINDOW));
    }

    /** Takes in a request that the store keeps: under the number that it was sent with, if it was and that is still known. */
    void restore(Push push) {
        QueuedPush kept = push.kept();
        if (kept != null && kept.sentNumber() > 0 && sent.restore(kept.sentNumber(), push)) {
            push.seq = (int) (kept.sentNumber() & 0xFFFF);
            return;
        }
        // one that has just arrived may come before those that were loaded
        ArrayDeque<Push> later = new ArrayDeque<>(0);
        while (kept != null && !waiting.isEmpty()) {
            QueuedPush last = waiting.getLast().kept();
            if (last == null || last.number() < kept.number()) {
                break;
            }
            later.addFirst(waiting.removeLast());
        }
        waiting.add(push);
        waiting.addAll(later);
    }

    /** Takes over what has waited in another session of the same device, in front of all else. */
    void adopt(List<Push> earlier) {
        for (int i = earlier.size() - 1; i >= 0; i--) {
            waiting.addFirst(earlier.get(i));
        }
    }

    /** Number that must be reserved before more can be sent, 0 if none. */
    long wantsMark(int reserve) {
        return sequenced && !waiting.isEmpty() && sent.highest() + 2 > reserved ? sent.highest() + reserve : 0;
    }

    /** Numbers up to this may be used. */
    void reserved(long mark) {
        reserved = Math.max(reserved, mark);
    }

    long mark() {
        return reserved;
    }

    /** Sends what the window takes. */
    void send(int version, long now) {
        sequenced = version == McpFrame.SEQUENCED;
        while (!waiting.isEmpty()) {
            if (!maySend()) {
                return;
            }
            Push push = waiting.remove();
            if (push.isDone()) {
                continue;
            }
            push.sentNanos = now;
            if (sequenced) {
                push.seq = sent.add(push);
                QueuedPush kept = push.kept();
                if (kept != null) {
                    numbered.accept(kept, sent.highest());
                }
            } else {
                plain = push;
            }
            write(push);
        }
    }

    private boolean maySend() {
        return sequenced ? !sent.isFull() && sent.highest() + 2 <= reserved : isNothingSent();
    }

    private void write(Push push) {
        wire.accept(
                push.seq > 0
                        ? McpFrame.sequenced(push.command(), push.deviceId(), push.seq, push.body())
                        : McpFrame.plain(push.command(), push.body()));
    }

    /** The session has been resumed: sends everything unanswered again, the oldest first. */
    void resend(long now) {
        for (Push push : sent) {
            push.sentNanos = now;
            push.retransmits = 0;
            write(push);
        }
    }

    /**
     * A frame of the device that may be an answer.
     *
     * @return whether it was one
     */
    boolean answered(McpFrame frame) {
        Push push;
        if (frame.version() == McpFrame.SEQUENCED) {
            push = sent.get(frame.seq());
            if (push == null || push.deviceId() != frame.id() || !answers(push, frame)) {
                return false;
            }
            sent.remove(frame.seq());
        } else {
            push = plain;
            if (push == null || !answers(push, frame)) {
                return false;
            }
            plain = null;
        }
        tell(push, frame);
        return true;
    }

    /** PINGs have numbers of their own: only the failed command tells whose ERROR it is. */
    private static boolean answers(Push push, McpFrame frame) {
        try {
            return frame.command() != McpCommand.ERROR
                    || McpError.decode(frame.body()).failedCommand() == push.command();
        } catch (McpProtocolException e) {
            return true;
        }
    }

    private static void tell(Push push, McpFrame frame) {
        if (frame.command() == (push.command() | McpCommand.ANSWER_BIT)) {
            push.answered(frame.body());
            return;
        }
        if (frame.command() == McpCommand.ERROR) {
            try {
                McpError error = McpError.decode(frame.body());
                push.failed(new PushFailure(
                        PushFailure.Kind.REFUSED, "it answered ERROR " + error.code() + " " + error.text(), error));
                return;
            } catch (McpProtocolException e) {
                // told below
            }
        }
        push.failed(PushFailure.of(PushFailure.Kind.BAD_ANSWER, "it answered " + frame));
    }

    /** What a look at the time has shown. */
    enum Look {
        FINE,
        /** The device answers no more: its connection is dead. */
        DEAD
    }

    /** Gives up what is late, and sends again what has been unanswered for long. */
    Look look(long now, boolean connected) {
        for (Iterator<Push> i = waiting.iterator(); i.hasNext(); ) {
            Push push = i.next();
            if (push.isDone() || push.isLate(now)) {
                i.remove();
                push.failed(PushFailure.of(PushFailure.Kind.TIMEOUT, "it was still waiting, and has not been sent"));
            }
        }
        List<Push> late = new ArrayList<>(0);
        boolean dead = false;
        for (Push push : sent) {
            if (push.isLate(now)) {
                late.add(push);
            } else if (connected
                    && now - push.sentNanos >= options.retransmitAfter().toNanos() << push.retransmits) {
                if (push.retransmits < options.maxRetransmits()) {
                    push.retransmits++;
                    push.sentNanos = now;
                    write(push);
                } else if (push.kept() != null && ++push.deaths >= MOST_DEATHS) {
                    // nothing else ends it, and it must not cost the device one connection after the other
                    late.add(push);
                } else {
                    dead = true;
                }
            }
        }
        for (Push push : late) {
            sent.remove(push.seq);
            timeOut(push);
        }
        Push one = plain;
        if (one != null
                && (one.isLate(now)
                        || one.kept() != null
                                && now - one.sentNanos
                                        >= options.retransmitAfter().toNanos())) {
            // without numbers a late answer could be taken for the next one
            plain = null;
            timeOut(one);
            dead = connected;
        }
        return dead ? Look.DEAD : Look.FINE;
    }

    private static void timeOut(Push push) {
        push.failed(PushFailure.of(PushFailure.Kind.TIMEOUT, "no answer in time: whether it was done is unknown"));
    }

    /** The session has left a connection: what was sent there in version 1 has no number to be sent again with. */
    void forgetPlain() {
        Push one = plain;
        plain = null;
        if (one != null) {
            one.failed(lost("its connection was lost before the answer"));
        }
    }

    /**
     * The connection is lost: what may not wait fails.
     *
     * @return what may wait, and is for the store from now on
     */
    List<Push> detached() {
        List<Push> patient = new ArrayList<>(0);
        waiting.removeIf(push -> {
            if (push.kept() != null) {
                return false;
            }
            if (push.isPatient()) {
                patient.add(push);
            } else {
                push.failed(PushFailure.of(PushFailure.Kind.OFFLINE, "its connection was lost, nothing has been sent"));
            }
            return true;
        });
        return patient;
    }

    /** Milliseconds until the next request is late, -1 if none can be. */
    long millisToNext(long now) {
        long least = -1;
        for (Collection<Push> each : List.of(unanswered(), waiting)) {
            for (Push push : each) {
                long left = push.kept() != null ? Long.MAX_VALUE : Math.max(0, push.millisLeft(now));
                least = left != Long.MAX_VALUE && (least < 0 || left < least) ? left : least;
            }
        }
        return least;
    }

    private List<Push> unanswered() {
        List<Push> all = new ArrayList<>(sent.size());
        sent.forEach(all::add);
        return all;
    }

    /**
     * The session has ended: fails what has been sent, unless the store keeps it.
     *
     * @return all that is left
     */
    List<Push> end(String why) {
        List<Push> left = new ArrayList<>();
        List<Push> underWay = unanswered();
        if (plain != null) {
            underWay.add(plain);
            plain = null;
        }
        for (Push push : underWay) {
            sent.remove(push.seq);
            if (push.kept() == null) {
                push.failed(lost(why));
            } else {
                left.add(push);
            }
        }
        left.addAll(waiting);
        waiting.clear();
        return left;
    }

    private static PushFailure lost(String why) {
        return PushFailure.of(PushFailure.Kind.LOST, why + ": whether it was done is unknown");
    }
}
