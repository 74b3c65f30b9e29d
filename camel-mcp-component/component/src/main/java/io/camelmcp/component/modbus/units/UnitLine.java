package io.camelmcp.component.modbus.units;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests of all masters to one device. They leave as its window allows, units in turn, so that a unit with many requests does
 * not keep the others waiting; a unit that was silent gets nothing for a pause, and a device that cannot be reached neither.
 * From any thread; nothing waits, and no handler is called while a lock is held.
 */
public final class UnitLine {

    /** Why there is no answer. */
    public enum Failure {
        /** The unit has not answered, or not in time. */
        SILENT,
        /** The device cannot be reached. */
        UNREACHABLE,
        /** Too much waits already. */
        BUSY
    }

    /** Told once how a request ended, on any thread; must not wait. */
    public interface Reply {
        void answered(byte[] pdu);

        void failed(Failure why);
    }

    /** The connection to the device. */
    @FunctionalInterface
    public interface Sender {
        /** Sends at once; the reply is told in the end, also when that fails. */
        void send(int unitId, byte[] pdu, Duration timeout, Reply reply);
    }

    private static final int MOST_BEFORE_BROADCAST = 8;

    private static final Reply NOBODY = new Reply() {
        @Override
        public void answered(byte[] pdu) {
            // a broadcast is answered to nobody
        }

        @Override
        public void failed(Failure why) {
            // nor is its failure
        }
    };

    private record Request(Unit unit, UnitTarget target, byte[] pdu, Reply reply, long since) {}

    /** A unit of the device, by its number there. */
    private static final class Unit {
        final RetryPause pause;
        final ArrayDeque<Request> waiting = new ArrayDeque<>(1);

        Unit(UnitTarget target) {
            pause = new RetryPause(target.retryDelay(), target.retryMaxDelay());
        }
    }

    private final UnitDevice device;
    private final Sender sender;
    private final LongSupplier nanos;
    private final RetryPause devicePause;
    private final Map<Integer, Unit> units = new HashMap<>();
    /** Units with waiting requests, the one whose turn it is first. */
    private final ArrayDeque<Unit> turns = new ArrayDeque<>();

    private int waiting;
    private int inFlight;
    private boolean sending;
    private boolean again;

    /**
     * A line without requests.
     *
     * @param target one of the device's, for the pauses when it cannot be reached
     * @param nanos  as {@link System#nanoTime}
     */
    public UnitLine(UnitTarget target, Sender sender, LongSupplier nanos) {
        this.device = target.device();
        this.sender = sender;
        this.nanos = nanos;
        this.devicePause = new RetryPause(target.retryDelay(), target.retryMaxDelay());
    }

    /** Sends a request in its turn. */
    public void ask(UnitTarget target, byte[] pdu, Reply reply) {
        ask(target, pdu, reply, device.maxWaiting());
    }

    /** Sends what nobody answers, unless some requests wait already: nothing else would hold up who broadcasts without end. */
    public void broadcast(UnitTarget target, byte[] pdu) {
        ask(target, pdu, NOBODY, Math.min(MOST_BEFORE_BROADCAST, device.maxWaiting()));
    }

    private void ask(UnitTarget target, byte[] pdu, Reply reply, int most) {
        Failure refusal = take(target, pdu, reply, most);
        if (refusal == null) {
            goOn();
        } else {
            reply.failed(refusal);
        }
    }

    private synchronized @Nullable Failure take(UnitTarget target, byte[] pdu, Reply reply, int most) {
        long now = nanos.getAsLong();
        Unit unit = units.computeIfAbsent(target.unitId(), id -> new Unit(target));
        if (!devicePause.isOpen(now)) {
            return Failure.UNREACHABLE;
        }
        if (!unit.pause.isOpen(now)) {
            return Failure.SILENT;
        }
        if (waiting >= most) {
            return Failure.BUSY;
        }
        devicePause.begin();
        unit.pause.begin();
        if (unit.waiting.isEmpty()) {
            turns.add(unit);
        }
        unit.waiting.add(new Request(unit, target, pdu, reply, now));
        waiting++;
        return null;
    }

    /** Sends what may be sent. One thread does at a time, and none within itself, however soon a reply comes. */
    private void goOn() {
        if (!isFirst()) {
            return;
        }
        do {
            sendAll();
        } while (isAgain());
    }

    private synchronized boolean isFirst() {
        again = sending;
        boolean first = !sending;
        sending = true;
        return first;
    }

    private synchronized boolean isAgain() {
        sending = again;
        again = false;
        return sending;
    }

    private void sendAll() {
        List<Request> late = new ArrayList<>(0);
        for (Request next = next(late); next != null; next = next(late)) {
            Request request = next;
            sender.send(
                    request.target().unitId(), request.pdu(), request.target().timeout(), new Reply() {
                        @Override
                        public void answered(byte[] pdu) {
                            succeeded(request);
                            request.reply().answered(pdu);
                            goOn();
                        }

                        @Override
                        public void failed(Failure why) {
                            List<Request> given = UnitLine.this.failed(request, why);
                            request.reply().failed(why);
                            given.forEach(one -> one.reply().failed(why));
                            goOn();
                        }
                    });
        }
        late.forEach(request -> request.reply().failed(Failure.SILENT));
    }

    /** @param late takes what has waited too long */
    private synchronized @Nullable Request next(List<Request> late) {
        long now = nanos.getAsLong();
        while (inFlight < device.window()) {
            Unit unit = turns.poll();
            if (unit == null) {
                return null;
            }
            Request request = unit.waiting.remove();
            waiting--;
            if (!unit.waiting.isEmpty()) {
                turns.add(unit);
            }
            if (now - request.since() <= device.maxWait().toNanos()) {
                inFlight++;
                return request;
            }
            // whoever asked has given up long ago, and a write must not be done then
            unit.pause.abandoned();
            devicePause.abandoned();
            late.add(request);
        }
        return null;
    }

    private synchronized void succeeded(Request request) {
        inFlight--;
        request.unit().pause.succeeded();
        devicePause.succeeded();
    }

    /** @return what waits for the same and has no hope any more */
    private synchronized List<Request> failed(Request request, Failure why) {
        inFlight--;
        Unit unit = request.unit();
        long now = nanos.getAsLong();
        List<Request> given = new ArrayList<>();
        switch (why) {
            case SILENT -> {
                // the device has been reached
                devicePause.succeeded();
                unit.pause.failed(now);
                given.addAll(unit.waiting);
                unit.waiting.clear();
                turns.remove(unit);
            }
            case UNREACHABLE -> {
                unit.pause.abandoned();
                devicePause.failed(now);
                for (Unit any : turns) {
                    given.addAll(any.waiting);
                    any.waiting.clear();
                    any.pause.abandoned();
                }
                turns.clear();
            }
            case BUSY -> {
                unit.pause.abandoned();
                devicePause.abandoned();
            }
        }
        waiting -= given.size();
        return given;
    }
}
