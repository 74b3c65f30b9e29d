package io.camelmcp.component.server;

import static io.camelmcp.codec.McpCommand.COMMAND;
import static io.camelmcp.codec.McpCommand.ERROR;
import static io.camelmcp.codec.McpCommand.LOGIN;
import static io.camelmcp.codec.McpCommand.REPORT;
import static io.camelmcp.component.server.ModelRoute.check;

import io.camelmcp.component.PlainDevice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A device of a {@link ServerModelTest} that follows docs/protocol.md: it numbers its requests within the window, resumes after a cut,
 * sends again what is unanswered, and does each request of the gateway once. It checks every answer.
 */
final class ModelDevice {

    private static final int WINDOW = 8;
    private static final int REMEMBERED = 40;

    private final StepServer gateway;
    private final ModelRoute route;
    private final Random random;
    private final String clientId;

    private @Nullable StepDevice line;
    private boolean ready;
    private @Nullable String sessionId;
    private long newest;

    /** Unanswered requests by their extended number. */
    private TreeMap<Long, String> unanswered = new TreeMap<>();

    /** Answered requests of the session, to be repeated on purpose. */
    private final TreeMap<Long, String> answered = new TreeMap<>();

    private final Map<Integer, String> done = new HashMap<>();
    private int made;
    int acknowledged;
    int repeated;
    int resumed;
    int begun;

    ModelDevice(StepServer gateway, ModelRoute route, Random random, String clientId) {
        this.gateway = gateway;
        this.route = route;
        this.random = random;
        this.clientId = clientId;
    }

    String clientId() {
        return clientId;
    }

    boolean isReady() {
        return ready && line != null && line.isOpen();
    }

    boolean isSatisfied() {
        return isReady() && unanswered.isEmpty();
    }

    int made() {
        return made;
    }

    @Override
    public String toString() {
        return clientId + (line == null ? " without a line" : " " + line.state()) + (ready ? " ready" : "")
                + " unanswered " + unanswered;
    }

    // ------------------------------------------------------------------ what it does

    void request() {
        long number = next(newest);
        if (!isReady() || !unanswered.isEmpty() && number - unanswered.firstKey() >= WINDOW) {
            return;
        }
        newest = number;
        String body = clientId + "#" + ++made;
        unanswered.put(number, body);
        send(number, body);
    }

    /** Sends any request once more, answered or not. */
    void repeat() {
        TreeMap<Long, String> from = random.nextBoolean() ? unanswered : answered;
        if (isReady() && !from.isEmpty()) {
            List<Long> numbers = new ArrayList<>(from.keySet());
            long number = numbers.get(random.nextInt(numbers.size()));
            send(number, from.get(number));
            repeated++;
        }
    }

    void repeatAll() {
        if (isReady()) {
            unanswered.forEach(this::send);
        }
    }

    void cut() {
        if (line != null) {
            line.cut();
            line = null;
        }
    }

    /** Connects, whatever has become of the line before: what is on that may still arrive. */
    void connect(boolean resume) {
        if (line != null && random.nextBoolean()) {
            line.cut();
        }
        ready = false;
        line = gateway.connect("192.0.2.7", gateway.loops.get(random.nextInt(gateway.loops.size())));
        String id = sessionId;
        String more = resume && id != null ? ",\"sessionId\":\"" + id + "\"" : "";
        put(PlainDevice.sequenced(
                LOGIN, 0, 1, PlainDevice.utf8("{\"clientId\":\"" + clientId + "\",\"window\":" + WINDOW + more + "}")));
    }

    boolean hasLine() {
        return line != null && line.isOpen();
    }

    /** Lets something arrive at the gateway. */
    void arrive() {
        if (line != null && line.hasArrivals()) {
            line.arrive();
        }
    }

    /** Reads what has come. */
    void read() {
        if (line == null) {
            return;
        }
        for (PlainDevice.Reply frame : line.received()) {
            if (frame.command() == (LOGIN | 0x80)) {
                loggedIn(frame.text());
            } else if (frame.command() == COMMAND) {
                obey(frame);
            } else if (frame.command() == (REPORT | 0x80)) {
                answer(extended(frame.seq()), frame.text());
            } else {
                refused(frame);
            }
        }
    }

    // ------------------------------------------------------------------ what it is told

    private void loggedIn(String answer) {
        String id = answer.replaceAll(".*\"sessionId\":\"([^\"]+)\".*", "$1");
        boolean same = answer.contains("\"resumed\":true");
        check(!same || id.equals(sessionId), "a session was resumed that was not asked for");
        ready = true;
        if (same) {
            resumed++;
        } else {
            begun++;
            sessionId = id;
            answered.clear();
            done.clear();
            newest = random.nextBoolean() ? 0 : 65_500 + random.nextInt(30);
            TreeMap<Long, String> renumbered = new TreeMap<>();
            for (String body : unanswered.values()) {
                newest = next(newest);
                renumbered.put(newest, body);
            }
            unanswered = renumbered;
        }
        repeatAll();
    }

    private void answer(long number, String text) {
        String body = unanswered.get(number);
        if (body == null) {
            body = answered.get(number);
            check(body != null, "answer to " + number + ", which was never asked");
        } else {
            acknowledged++;
            unanswered.remove(number);
            answered.put(number, body);
            if (answered.size() > REMEMBERED) {
                answered.pollFirstEntry();
            }
        }
        check(text.equals(ModelRoute.answerTo(body)), number + " " + body + " was answered by " + text);
        check(
                route.hasCompleted(String.valueOf(sessionId), number, body),
                number + " " + body + " was answered and never completed");
    }

    private void refused(PlainDevice.Reply frame) {
        check(frame.command() == ERROR, "unexpected " + frame);
        int code = frame.errorCode();
        if (code == 10) {
            return;
        }
        long number = extended(frame.seq());
        check(frame.body()[0] == REPORT, "ERROR " + code + " for " + frame.body()[0]);
        check(code == 8 || code == 9 || code == 12, "ERROR " + code + " for " + number);
        if (code == 12) {
            check(!unanswered.containsKey(number), number + " is called stale, and was never answered");
        }
    }

    /** A request of the gateway. */
    private void obey(PlainDevice.Reply frame) {
        if (!ready) {
            return;
        }
        String body = frame.text();
        String before = done.putIfAbsent(frame.seq(), body);
        check(before == null || before.equals(body), "push " + frame.seq() + " was " + before + ", is " + body);
        if (before == null) {
            check(frame.seq() == done.size(), "push " + frame.seq() + " came first after " + (done.size() - 1));
        }
        put(PlainDevice.sequenced(COMMAND | 0x80, 0, frame.seq(), PlainDevice.utf8("done " + body)));
    }

    // ------------------------------------------------------------------ numbers

    private void send(long number, String body) {
        put(PlainDevice.sequenced(REPORT, 0, (int) (number & 0xFFFF), PlainDevice.utf8(body)));
    }

    private void put(byte[] octets) {
        StepDevice out = line;
        if (out != null) {
            out.put(octets);
        }
    }

    private static long next(long number) {
        long next = number + 1;
        return next % 65_536 == 0 ? next + 1 : next;
    }

    /** The number near the newest one that ends in these 16 bits. */
    private long extended(int seq) {
        long number = newest - (newest & 0xFFFF) + seq;
        return number > newest ? number - 65_536 : number;
    }
}
