package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.session.sequence.SequenceExtender;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A gateway that loses answers, cuts connections, is busy, times out and repeats itself, at random: no request is lost, none is
 * completed twice within a session, and the first delivery of each keeps the order.
 */
class SessionModelTest extends SessionClientTestBase {

    /** What a gateway does in one session, and checks while it does. */
    private final class Model {
        private final Random random;
        private final boolean endsSessions;
        private final List<String> wrong = new ArrayList<>();
        private Map<Long, byte[]> completed = new HashMap<>();
        private Set<String> bodies = new HashSet<>();
        private SequenceExtender numbers = new SequenceExtender(0);
        private String session = "";
        private long lastFirst;
        private volatile boolean faults;
        private int cuts;
        private final Set<String> putOff = new HashSet<>();

        Model(long seed, boolean endsSessions) {
            this.random = new Random(seed);
            this.endsSessions = endsSessions;
        }

        synchronized void take(Channel channel, McpFrame frame) {
            if (!channel.isOpen()) {
                // decoded with the one at which it was cut
                return;
            }
            if (!session.equals(gateway.sessionId)) {
                session = gateway.sessionId;
                completed = new HashMap<>();
                bodies = new HashSet<>();
                numbers = new SequenceExtender(0);
                lastFirst = 0;
            }
            int fault = faults ? random.nextInt(40) : 0;
            if (fault == 39) {
                cuts++;
                if (endsSessions && random.nextBoolean()) {
                    gateway.endSession();
                }
                channel.close();
                return;
            }
            if (fault == 38) {
                putOff.add(text(frame.body()));
                channel.writeAndFlush(frame.error(McpErrorCode.BUSY, ""));
                return;
            }
            complete(frame);
            byte[] answer = frame.body();
            switch (fault) {
                case 37 -> channel.close();
                case 36 -> {}
                case 35 -> channel.writeAndFlush(frame.error(McpErrorCode.TIMEOUT, ""));
                case 34 -> {
                    channel.write(frame.answer(answer));
                    channel.writeAndFlush(frame.answer(answer));
                }
                default -> channel.writeAndFlush(frame.answer(answer));
            }
        }

        private void complete(McpFrame frame) {
            long number = numbers.extend(frame.seq());
            byte[] before = completed.putIfAbsent(number, frame.body());
            if (before != null) {
                if (!text(before).equals(text(frame.body()))) {
                    wrong.add(number + " was " + text(before) + ", is " + text(frame.body()));
                }
                return;
            }
            if (!bodies.add(text(frame.body()))) {
                wrong.add(text(frame.body()) + " completed twice in a session, at last as " + number);
            }
            int position = Integer.parseInt(text(frame.body()));
            // a busy gateway has put some off: those come when they come
            if (position < lastFirst && !putOff.contains(text(frame.body()))) {
                wrong.add(position + " came first after " + lastFirst);
            }
            lastFirst = Math.max(lastFirst, position);
        }
    }

    private void run(Model model, DeviceClient client, int from, int count) throws Exception {
        List<Reply<byte[]>> replies = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            replies.add(Reply.to(client, report(String.valueOf(i)), Duration.ofMinutes(2)));
        }
        for (int i = 0; i < count; i++) {
            assertThat(text(replies.get(i).get(50, TimeUnit.SECONDS))).isEqualTo(String.valueOf(from + i));
        }
        synchronized (model) {
            assertThat(model.wrong).isEmpty();
        }
    }

    private DeviceClient client(int window) {
        gateway.window = window;
        return client(toGateway()
                .window(window)
                .maxPending(70_000)
                .reconnectDelay(Duration.ofMillis(2))
                .session(session(2, Duration.ofMillis(100)))
                .build());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void nothingIsLostOrCompletedTwiceWithinASession(long seed) throws Exception {
        Model model = new Model(seed, seed % 2 == 0);
        gateway.behaviour = model::take;
        DeviceClient client = client(1 + new Random(seed).nextInt(32));
        client.connect().get(10, TimeUnit.SECONDS);
        model.faults = true;
        run(model, client, 1, 400);
        assertThat(model.cuts).as("control: there were faults").isPositive();
    }

    @Test
    void promiseHoldsWhereNumbersWrap() throws Exception {
        Model model = new Model(7, false);
        gateway.behaviour = model::take;
        DeviceClient client = client(32);
        run(model, client, 1, 65_400);
        model.faults = true;
        run(model, client, 65_401, 400);
        assertThat(model.numbers.highest()).isGreaterThan(65_700);
        assertThat(model.cuts).isPositive();
    }
}
