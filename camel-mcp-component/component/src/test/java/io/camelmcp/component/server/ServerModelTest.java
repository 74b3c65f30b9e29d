package io.camelmcp.component.server;

import static io.camelmcp.component.server.ModelRoute.check;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.component.session.store.QueuedPush;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random interleavings of requests, lost answers, cuts, resumes on other event loops, takeovers, repetitions, late and failing routes and
 * pushes, against what docs/protocol.md promises: no request is lost, none is completed twice within a session, the order of first delivery
 * is kept, and a repetition of what is done is answered as before, or by ERROR 12. Each step runs one task, on one event loop.
 *
 * <p>{@code -Dmodel.seed=N} runs one seed alone, {@code -Dmodel.seeds=N} so many.
 */
class ServerModelTest {

    private static final int STEPS = 400;
    private static final int PATIENCE = 2_000;

    /** What has become of all seeds together: a control that things happened. */
    private static final class Totals {
        int acknowledged;
        int repeated;
        int resumed;
        int begun;
        int failed;
        int pushesDone;
        int pushesQueued;
        int pushesLost;
    }

    private final Totals totals = new Totals();

    @Test
    void whatIsPromisedHoldsInAnyInterleaving() {
        Long one = Long.getLong("model.seed");
        int seeds = Integer.getInteger("model.seeds", 500);
        for (long seed = one == null ? 1 : one; seed <= (one == null ? seeds : one); seed++) {
            try {
                run(seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + " (-Dmodel.seed=" + seed + "): " + e.getMessage(), e);
            }
        }
        if (one == null) {
            assertThat(totals.acknowledged).isPositive();
            assertThat(totals.repeated).isPositive();
            assertThat(totals.resumed).isPositive();
            assertThat(totals.begun).isPositive();
            assertThat(totals.failed).isPositive();
            assertThat(totals.pushesQueued).isPositive();
            assertThat(totals.pushesDone).isPositive();
            assertThat(totals.pushesLost).isPositive();
        }
    }

    private void run(long seed) {
        new Run(seed).run();
    }

    private final class Run implements LateAnswers {
        private final Random random;
        private final StepServer gateway;
        private final ModelRoute route;
        private final List<Runnable> routeThreads = new ArrayList<>();
        private final List<ModelDevice> devices = new ArrayList<>();
        private final List<String> pushes = new ArrayList<>();
        private int pushed;

        Run(long seed) {
            random = new Random(seed);
            route = new ModelRoute(random);
            StepServer.Settings settings = new StepServer.Settings();
            settings.loops = 3;
            settings.takeoverLimit = 0;
            settings.lateAnswers = this;
            settings.heartbeat = Duration.ZERO;
            settings.allocator = new UnpooledByteBufAllocator(false, true);
            StepHandler handler = new StepHandler() {
                @Override
                public void handle(ServerRequest request) {
                    route.handle(request);
                }
            };
            handler.overlaps = random.nextBoolean();
            handler.executor = random.nextBoolean() ? routeThreads::add : null;
            settings.route = handler;
            gateway = new StepServer(settings);
            devices.add(new ModelDevice(gateway, route, random, "a"));
            devices.add(new ModelDevice(gateway, route, random, "b"));
        }

        void run() {
            try (gateway) {
                for (int i = 0; i < STEPS; i++) {
                    step();
                }
                settle();
                for (ModelDevice device : devices) {
                    check(device.acknowledged == device.made(), "requests of " + device.clientId() + " were lost");
                    totals.acknowledged += device.acknowledged;
                    totals.repeated += device.repeated;
                    totals.resumed += device.resumed;
                    totals.begun += device.begun;
                }
                check(pushes.isEmpty(), "pushes have not ended: " + pushes);
                totals.failed += route.failed;
            }
        }

        private void step() {
            ModelDevice device = devices.get(random.nextInt(devices.size()));
            switch (random.nextInt(40)) {
                case 0, 1, 2, 3, 4, 5, 6 -> device.request();
                case 7, 8 -> device.repeat();
                case 9 -> device.cut();
                case 10, 11 -> connect(device, random.nextInt(10) > 0, true);
                case 12 -> connect(device, random.nextInt(4) > 0, false);
                case 13, 14, 15 -> push(device);
                case 16 -> pass(random.nextInt(30) == 0 ? 21_000 : random.nextInt(300));
                default -> work(device);
            }
            route.verify();
        }

        private void connect(ModelDevice device, boolean resume, boolean onlyWithout) {
            if (!onlyWithout || !device.hasLine()) {
                device.connect(resume);
            }
        }

        /** Lets any one thing go on. */
        private void work(ModelDevice device) {
            switch (random.nextInt(8)) {
                case 0, 1 -> device.arrive();
                case 2 -> device.read();
                case 3 -> {
                    if (!routeThreads.isEmpty()) {
                        routeThreads.remove(random.nextInt(routeThreads.size())).run();
                    }
                }
                case 4 -> route.endOne();
                case 5 -> arriveAnywhere();
                default -> stepLoop(gateway.loops.get(random.nextInt(gateway.loops.size())));
            }
        }

        /** Also at connections that their device has given up. */
        private void arriveAnywhere() {
            List<StepDevice> all = gateway.devices();
            if (!all.isEmpty()) {
                StepDevice any = all.get(random.nextInt(all.size()));
                if (any.hasArrivals()) {
                    any.arrive();
                }
            }
        }

        private void stepLoop(StepLoop loop) {
            loop.takeDue();
            loop.step();
        }

        private void pass(int millis) {
            gateway.clock.set(gateway.clock.nanos() + millis * 1_000_000L);
        }

        private void push(ModelDevice device) {
            if (pushes.size() >= 50) {
                return;
            }
            String body = device.clientId() + "!" + ++pushed;
            pushes.add(body);
            Push.Handler handler = new Push.Handler() {
                @Override
                public void answered(byte[] answer) {
                    pushDone(body, answer);
                }

                @Override
                public void failed(PushFailure failure) {
                    pushFailed(body, failure);
                }

                @Override
                public void queued() {
                    route.claim(pushes.contains(body), body + " ended, and is queued");
                    totals.pushesQueued++;
                }
            };
            Push.Patience patience = random.nextInt(4) == 0 ? null : new Push.Patience("", Map.of());
            gateway.server
                    .sessions()
                    .push(
                            device.clientId(),
                            new Push(
                                    McpCommand.COMMAND,
                                    0,
                                    body.getBytes(UTF_8),
                                    Duration.ofHours(1),
                                    patience,
                                    handler));
        }

        @Override
        public void answered(QueuedPush push, byte[] answer, Runnable passedOn) {
            pushDone(new String(push.body(), UTF_8), answer);
            passedOn.run();
        }

        @Override
        public void failed(QueuedPush push, PushFailure failure, Runnable passedOn) {
            pushFailed(new String(push.body(), UTF_8), failure);
            passedOn.run();
        }

        private void pushDone(String body, byte[] answer) {
            route.claim(pushes.remove(body), body + " ended twice");
            route.claim(new String(answer, UTF_8).equals("done " + body), body + " was answered by another's answer");
            totals.pushesDone++;
        }

        private void pushFailed(String body, PushFailure failure) {
            route.claim(pushes.remove(body), body + " ended twice");
            route.claim(
                    failure.kind() == PushFailure.Kind.LOST || failure.kind() == PushFailure.Kind.OFFLINE,
                    body + " failed: " + failure);
            totals.pushesLost++;
        }

        /** The line is good from now on, and the route ends everything well: all must come to its end. */
        private void settle() {
            route.failures = false;
            for (int i = 0; !isSettled(); i++) {
                check(i < PATIENCE, "does not come to its end: " + devices + ", pushes " + pushes);
                for (ModelDevice device : devices) {
                    if (!device.hasLine()) {
                        device.connect(true);
                    }
                    device.read();
                    if (i % 20 == 19) {
                        device.repeatAll();
                    }
                }
                gateway.run();
                while (!routeThreads.isEmpty()) {
                    routeThreads.remove(0).run();
                }
                route.endOne();
                route.verify();
                pass(100);
            }
        }

        private boolean isSettled() {
            return route.isIdle()
                    && routeThreads.isEmpty()
                    && pushes.isEmpty()
                    && devices.stream().allMatch(ModelDevice::isSatisfied);
        }
    }
}
