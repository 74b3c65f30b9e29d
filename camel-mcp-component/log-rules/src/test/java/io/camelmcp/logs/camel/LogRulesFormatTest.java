package io.camelmcp.logs.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogRulesFormatTest {

    private static final String LINE = "Nov 23 04:02:52 gate sshd[7]: Invalid user admin from 203.0.113.9 port 4242";

    @TempDir
    Path rules;

    private final DefaultCamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.stop();
    }

    private ProducerTemplate start(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("routes.yaml", yaml));
        camel.start();
        return camel.createProducerTemplate();
    }

    private static String route(String step) {
        return "- route:\n    from:\n      uri: direct:in\n      steps:\n        - " + step + "\n";
    }

    private static String bean(String... properties) {
        return "- beans:\n  - name: myRules\n    type: io.camelmcp.logs.camel.LogRulesFormat\n    properties:\n      "
                + String.join("\n      ", properties) + "\n";
    }

    @Test
    @SuppressWarnings("unchecked")
    void dataFormatIsFoundByItsNameAndGivesAMapForEachLine() throws Exception {
        ProducerTemplate template = start(route("unmarshal: {custom: {ref: logRules}}"));

        List<Map<String, Object>> events =
                template.requestBody("direct:in", LINE + "\nno rule knows this\n", List.class);

        assertThat(events).extracting(event -> event.get("event_type")).containsExactly("ssh.invalid-user", "unknown");
        assertThat((Map<String, Object>) events.get(0).get("fields")).containsEntry("sourcePort", 4242);
    }

    @Test
    void timeOfReceiptSaysTheYear() throws Exception {
        ProducerTemplate template = start(bean("json: true", "single: true") + route("process: {ref: myRules}"));

        assertThat(template.requestBodyAndHeader(
                        "direct:in", LINE, "CamelMcpReceivedAt", 1_000_000_000_000L, String.class))
                .startsWith("{\"event_type\":\"ssh.invalid-user\",\"timestamp\":\"2000-11-23T04:02:52.000Z\"");
    }

    @Test
    void beanIsAStepAndItsOptionsSayWhatComesOut() throws Exception {
        Files.writeString(rules.resolve("a.yaml"), "rules: [{name: one, pattern: '^x'}]");
        ProducerTemplate template =
                start(bean("folder: " + rules, "shipped: false", "json: true") + route("process: {ref: myRules}"));

        assertThat(template.requestBody("direct:in", "x\n" + LINE, String.class))
                .startsWith("[{\"event_type\":\"one\"")
                .contains("},{\"event_type\":\"unknown\"")
                .endsWith("}]");
        assertThat(template.requestBody("direct:in", "", String.class)).isEqualTo("[]");
    }

    @Test
    void singleGivesTheFirstLineAlone() throws Exception {
        ProducerTemplate template = start(bean("single: true") + route("unmarshal: {custom: {ref: myRules}}"));

        assertThat(template.requestBody("direct:in", LINE + "\nmore", Map.class))
                .containsEntry("event_type", "ssh.invalid-user");
        assertThat(template.requestBody("direct:in", "\n", Object.class)).isIn(null, "\n");
    }

    @Test
    void rulesOfTheFolderAreReadAgainWhileRoutesRun() throws Exception {
        ProducerTemplate template =
                start(bean("folder: " + rules, "json: true", "single: true") + route("process: {ref: myRules}"));
        assertThat(template.requestBody("direct:in", "x", String.class)).contains("unknown");

        Files.writeString(rules.resolve("a.yaml"), "rules: [{name: one, pattern: '^x'}]");

        await().atMost(Duration.ofSeconds(30)).until(() -> template.requestBody("direct:in", "x", String.class)
                .contains("\"event_type\":\"one\""));
    }

    @Test
    void eventsAreNotMadeIntoLines() throws Exception {
        ProducerTemplate template = start(route("marshal: {custom: {ref: logRules}}"));

        assertThatThrownBy(() -> template.requestBody("direct:in", Map.of("a", 1)))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseMessage(
                        "logRules cannot make lines of events; write them as JSON (marshal: json) instead");
    }
}
