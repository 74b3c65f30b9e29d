package io.camelmcp.component;

import static io.camelmcp.codec.McpCommand.COMMAND;
import static io.camelmcp.codec.McpCommand.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.component.session.SessionChange;
import io.camelmcp.component.session.SessionListener;
import io.camelmcp.component.session.store.file.MvSessionStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that wait for their device in a store that outlives the process. */
@Timeout(120)
class KeptPushesTest {

    private static final String PUSH =
            "mcp:127.0.0.1:0?mode=server&command=COMMAND&target=device:c&offline=queue&answerTo=direct:late";

    @TempDir
    private Path directory;

    private final AtomicLong ahead = new AtomicLong();
    private final BlockingQueue<String> late = new LinkedBlockingQueue<>();
    private final List<String> dropped = new CopyOnWriteArrayList<>();

    /** A context with the store in the file; its clock is ahead of ours by what the test says. */
    private TestContext start() throws Exception {
        MvSessionStore store = MvSessionStore.open(directory, () -> System.currentTimeMillis() + ahead.get());
        return TestContext.start(routes -> {
            // as in a process that is started again: the name is part of the node
            routes.getContext().getCamelContextExtension().setName("gateway");
            routes.bindToRegistry("store", store);
            routes.bindToRegistry("listener", (SessionListener) this::changed);
            routes.from("mcp:127.0.0.1:0?sessionStore=#store&pushQueue=3").to("log:in?level=DEBUG");
            routes.from("direct:late").process(this::take);
        });
    }

    private void changed(SessionChange change) {
        if (change.kind() == SessionChange.Kind.PUSH_DROPPED) {
            dropped.add(change.clientId() + " " + change.detail());
        }
    }

    private void take(Exchange exchange) {
        late.add(exchange.getMessage().getHeader(McpConstants.CLIENT_ID) + " "
                + exchange.getMessage().getHeader(McpConstants.PUSH_STATUS) + " "
                + exchange.getMessage().getHeader("order") + " "
                + exchange.getMessage().getBody(String.class));
    }

    private static void stop(TestContext test) throws Exception {
        MvSessionStore store = test.context.getRegistry().lookupByNameAndType("store", MvSessionStore.class);
        test.close();
        store.close();
    }

    @Test
    void whatWasSaidToWaitIsDeliveredInOrderAfterARestartAndItsAnswersComeToTheirRoute() throws Exception {
        TestContext before = start();
        String session = loginAndLeave(before);
        assertThat(push(before, "first")).isEqualTo("queued");
        assertThat(push(before, "second")).isEqualTo("queued");
        stop(before);

        TestContext after = start();
        assertThat(push(after, "third"))
                .as("the device is not back yet, its session is in the store")
                .isEqualTo("queued");
        assertThat(push(after, "too many")).isEqualTo("McpBusyException");
        try (PlainDevice device = after.device()) {
            assertThat(login(device, session)).isEqualTo(session);
            for (String body : List.of("first", "second", "third")) {
                PlainDevice.Reply pushed = device.receive();
                assertThat(pushed.text()).isEqualTo(body);
                answer(device, pushed, "did " + body);
            }
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                answers.add(String.valueOf(late.poll(10, TimeUnit.SECONDS)));
            }
            assertThat(answers).containsExactlyInAnyOrder("c ok 7 did first", "c ok 7 did second", "c ok 7 did third");
        }
        stop(after);

        TestContext last = start();
        try (PlainDevice device = last.device()) {
            login(device, session);
            assertThat(push(last, "control")).isEqualTo("sent");
            assertThat(device.receive().text()).as("nothing is sent twice").isEqualTo("control");
        }
        stop(last);
        assertThat(dropped).isEmpty();
    }

    @Test
    void unansweredOneIsSentAgainUnderItsNumberAfterARestart() throws Exception {
        TestContext before = start();
        String session = loginAndLeave(before);
        push(before, "first");
        int seq;
        try (PlainDevice device = before.device()) {
            login(device, session);
            seq = device.receive().seq();
        }
        stop(before);

        TestContext after = start();
        try (PlainDevice device = after.device()) {
            login(device, session);
            PlainDevice.Reply again = device.receive();
            assertThat(again.text()).isEqualTo("first");
            assertThat(again.seq()).isEqualTo(seq);
            answer(device, again, "done");
            assertThat(late.poll(10, TimeUnit.SECONDS)).isEqualTo("c ok 7 done");
            assertThat(push(after, "next")).isEqualTo("sent");
            assertThat(device.receive().seq()).as("numbers go on").isGreaterThan(seq);
        }
        stop(after);
    }

    @Test
    void sessionThatExpiresWhileNoProcessRunsDropsThemAndSaysSo() throws Exception {
        TestContext before = start();
        loginAndLeave(before);
        push(before, "first");
        stop(before);
        ahead.addAndGet(Duration.ofHours(2).toMillis());

        TestContext after = start();
        assertThat(late.poll(20, TimeUnit.SECONDS)).startsWith("c offline 7 its session has ended");
        await().until(() -> !dropped.isEmpty());
        assertThat(dropped).containsExactly("c COMMAND");
        try (PlainDevice device = after.device()) {
            login(device, null);
            push(after, "control");
            assertThat(device.receive().text()).isEqualTo("control");
        }
        stop(after);
    }

    @Test
    void newSessionOfTheDeviceGetsWhatWaitedForTheOldOne() throws Exception {
        TestContext before = start();
        loginAndLeave(before);
        push(before, "first");
        stop(before);

        TestContext after = start();
        try (PlainDevice device = after.device()) {
            login(device, null);
            answer(device, device.receive(), "done");
            assertThat(late.poll(10, TimeUnit.SECONDS)).isEqualTo("c ok 7 done");
        }
        await().until(() ->
                after.server().sessions().device("c").orElseThrow().state().equals("DETACHED"));
        push(after, "second");
        try (PlainDevice device = after.device()) {
            login(device, null);
            assertThat(device.receive().text()).as("without a restart too").isEqualTo("second");
        }
        stop(after);
    }

    @Test
    void disconnectedDeviceDropsThemAndSaysSo() throws Exception {
        TestContext test = start();
        loginAndLeave(test);
        push(test, "first");

        assertThat(test.server().sessions().disconnect("c")).isTrue();

        assertThat(late.poll(20, TimeUnit.SECONDS)).startsWith("c offline 7 its session has ended");
        assertThat(push(test, "more")).isEqualTo("McpOfflineException");
        stop(test);
    }

    /** What became of it: its status, or the name of the exception. */
    private static String push(TestContext test, String body) throws Exception {
        var done = test.context.createProducerTemplate().asyncSend(PUSH, exchange -> {
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader("order", 7);
            exchange.getMessage().setHeader("Authorization", "secret");
        });
        if (test.server()
                .sessions()
                .device("c")
                .map(device -> device.isConnected())
                .orElse(false)) {
            return "sent";
        }
        Exchange exchange = done.get(20, TimeUnit.SECONDS);
        return exchange.getException() != null
                ? exchange.getException().getClass().getSimpleName()
                : exchange.getMessage().getHeader(McpConstants.PUSH_STATUS, String.class);
    }

    private static String loginAndLeave(TestContext test) throws Exception {
        String session;
        try (PlainDevice device = test.device()) {
            session = login(device, null);
        }
        await().until(() ->
                test.server().sessions().device("c").orElseThrow().state().equals("DETACHED"));
        return session;
    }

    private static String login(PlainDevice device, String session) throws Exception {
        String resume = session == null ? "" : ",\"sessionId\":\"" + session + "\"";
        PlainDevice.Reply answer = device.sendSequenced(LOGIN, 1, "{\"clientId\":\"c\"" + resume + "}")
                .receive();
        assertThat(answer.command()).as(answer.text()).isEqualTo(LOGIN | 0x80);
        return new ObjectMapper().readTree(answer.body()).path("sessionId").asText();
    }

    private static void answer(PlainDevice device, PlainDevice.Reply pushed, String body) throws Exception {
        assertThat(pushed.command()).isEqualTo(COMMAND);
        device.send(PlainDevice.sequenced(COMMAND | 0x80, 0, pushed.seq(), PlainDevice.utf8(body)));
    }
}
