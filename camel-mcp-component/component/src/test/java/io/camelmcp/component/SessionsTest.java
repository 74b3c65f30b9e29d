package io.camelmcp.component;

import static io.camelmcp.codec.McpCommand.LOGIN;
import static io.camelmcp.codec.McpCommand.LOGOUT;
import static io.camelmcp.codec.McpCommand.REPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.component.session.directory.DeviceInfo;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** Sessions over real sockets: login, resume, takeover, duplicates (docs/protocol.md, sections 3 and 5). */
class SessionsTest {

    private static final String PORT = "mcp:127.0.0.1:0?requestTimeout=300";

    private final List<String> messageIds = new CopyOnWriteArrayList<>();
    private final List<Boolean> duplicates = new CopyOnWriteArrayList<>();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final AtomicInteger failures = new AtomicInteger();

    @Test
    void loginBeginsASessionWhoseNameIsThatOfTheDevice() throws Exception {
        try (TestContext test = start();
                PlainDevice device = test.device()) {
            JsonNode session =
                    login(device, "{\"clientId\":\"pump-1\",\"groups\":[\"hall\"],\"window\":8,\"heartbeat\":10}");

            assertThat(session.path("sessionId").asText()).hasSize(22);
            assertThat(session.path("resumed").asBoolean()).isFalse();
            assertThat(session.path("window").asInt()).isEqualTo(8);
            assertThat(session.path("heartbeat").asInt()).isEqualTo(10);
            assertThat(session.path("sessionTtl").asInt()).isEqualTo(3_600);
            assertThat(session.path("retention").asInt()).isEqualTo(600);
            device.sendSequenced(REPORT, 1, "a").receive();
            assertThat(messageIds).singleElement().asString().matches("pump-1/[A-Za-z0-9]{8}/1");
            DeviceInfo info = test.server().sessions().device("pump-1").orElseThrow();
            assertThat(info.groups()).containsExactly("hall");
            assertThat(info.state()).isEqualTo("OPEN");
        }
    }

    @Test
    void resumedSessionKnowsWhatItHasCompletedAndGivesTheSameIds() throws Exception {
        try (TestContext test = start()) {
            JsonNode session;
            try (PlainDevice device = test.device()) {
                session = login(device, "{\"clientId\":\"c\"}");
                device.sendSequenced(REPORT, 7, "a").receive();
            }
            await().until(() ->
                    test.server().sessions().device("c").orElseThrow().state().equals("DETACHED"));
            try (PlainDevice device = test.device()) {
                JsonNode again = login(
                        device,
                        "{\"clientId\":\"c\",\"sessionId\":\""
                                + session.path("sessionId").asText() + "\"}");
                assertThat(again.path("resumed").asBoolean()).isTrue();
                assertThat(again.path("lastSeq").asInt()).isEqualTo(7);
                assertThat(again.path("sessionId")).isEqualTo(session.path("sessionId"));

                assertThat(device.sendSequenced(REPORT, 7, "a").receive().text())
                        .isEqualTo("answer to a");
                device.sendSequenced(REPORT, 8, "b").receive();
            }
            assertThat(messageIds).hasSize(2);
            assertThat(messageIds.get(1)).isEqualTo(messageIds.get(0).replaceAll("/7$", "/8"));
        }
    }

    @Test
    void resumeOnAnotherConnectionThrowsTheOldOneOutAndAnswersWhatRunsOnTheNewOne() throws Exception {
        try (TestContext test = start();
                PlainDevice old = test.device();
                PlainDevice fresh = test.device()) {
            JsonNode session = login(old, "{\"clientId\":\"c\"}");
            old.sendSequenced(REPORT, 1, "block");
            await().until(() -> messageIds.size() == 1);

            login(
                    fresh,
                    "{\"clientId\":\"c\",\"sessionId\":\""
                            + session.path("sessionId").asText() + "\"}");
            assertThat(old.receive().errorCode()).isEqualTo(10);
            assertThat(old.isClosedByPeer()).isTrue();
            fresh.sendSequenced(REPORT, 2, "b");
            blocked.countDown();

            PlainDevice.Reply first = fresh.receive();
            assertThat(first.seq()).isEqualTo(1);
            assertThat(first.command()).isEqualTo(REPORT | 0x80);
            assertThat(fresh.receive().seq()).isEqualTo(2);
        }
    }

    @Test
    void takeoverEndsTheOldSessionAndItsConnection() throws Exception {
        try (TestContext test = start();
                PlainDevice old = test.device();
                PlainDevice fresh = test.device()) {
            JsonNode first = login(old, "{\"clientId\":\"c\"}");
            JsonNode second = login(fresh, "{\"clientId\":\"c\"}");

            assertThat(old.receive().errorCode()).isEqualTo(10);
            assertThat(second.path("resumed").asBoolean()).isFalse();
            assertThat(second.path("sessionId")).isNotEqualTo(first.path("sessionId"));
            assertThat(test.server().sessions().devices())
                    .singleElement()
                    .satisfies(device -> assertThat(device.epoch()).isEqualTo(2));
        }
    }

    @Test
    void duplicateOfARunningRequestThatTimedOutIsAnsweredWhenItEnds() throws Exception {
        try (TestContext test = start();
                PlainDevice device = test.device()) {
            login(device, "{\"clientId\":\"c\"}");
            device.sendSequenced(REPORT, 1, "block");
            assertThat(device.receive().errorCode()).isEqualTo(8);

            device.sendSequenced(REPORT, 1, "block");
            await().until(() -> test.statistics().duplicates() == 1);
            blocked.countDown();

            assertThat(device.receive().text()).isEqualTo("answer to block");
            assertThat(messageIds).hasSize(1);
        }
    }

    @Test
    void failedRequestIsRunAnewAndMarkedAsDuplicate() throws Exception {
        try (TestContext test = start();
                PlainDevice device = test.device()) {
            login(device, "{\"clientId\":\"c\"}");
            assertThat(device.sendSequenced(REPORT, 1, "fail").receive().errorCode())
                    .isEqualTo(9);
            assertThat(device.sendSequenced(REPORT, 1, "fail").receive().text()).isEqualTo("answer to fail");

            assertThat(duplicates).containsExactly(false, true);
            assertThat(messageIds.get(0)).isEqualTo(messageIds.get(1));
        }
    }

    @Test
    void numberFarBehindIsStale() throws Exception {
        try (TestContext test = start();
                PlainDevice device = test.device()) {
            login(device, "{\"clientId\":\"c\"}");
            device.sendSequenced(REPORT, 2_000, "a").receive();

            assertThat(device.sendSequenced(REPORT, 976, "b").receive().errorCode())
                    .isEqualTo(12);
            assertThat(device.sendSequenced(REPORT, 977, "b").receive().command())
                    .isEqualTo(REPORT | 0x80);
        }
    }

    @Test
    void logoutEndsTheSession() throws Exception {
        try (TestContext test = start();
                PlainDevice device = test.device()) {
            login(device, "{\"clientId\":\"c\"}");
            device.sendSequenced(LOGOUT, 1, "");
            assertThat(device.receive().command()).isEqualTo(LOGOUT | 0x80);
            assertThat(test.server().sessions().devices()).isEmpty();
        }
    }

    private static JsonNode login(PlainDevice device, String body) throws Exception {
        PlainDevice.Reply answer = device.sendSequenced(LOGIN, 1, body).receive();
        assertThat(answer.command()).as(answer.text()).isEqualTo(LOGIN | 0x80);
        return new ObjectMapper().readTree(answer.body());
    }

    private TestContext start() throws Exception {
        return TestContext.start(
                routes -> routes.from(PORT + "&exchangePattern=InOut").process(this::take));
    }

    private void take(Exchange exchange) throws Exception {
        String text = exchange.getMessage().getBody(String.class);
        messageIds.add(exchange.getMessage().getHeader(McpConstants.MESSAGE_ID, String.class));
        duplicates.add(exchange.getMessage().getHeader(McpConstants.DUPLICATE, Boolean.class));
        if (text.equals("block") && !blocked.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("never opened");
        }
        if (text.equals("fail") && failures.getAndIncrement() == 0) {
            throw new IllegalStateException("on purpose");
        }
        exchange.getMessage().setBody("answer to " + text);
    }
}
