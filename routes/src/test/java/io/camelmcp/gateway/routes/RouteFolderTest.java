package io.camelmcp.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFolderTest {

    @TempDir
    private Path dir;

    private DefaultCamelContext context;
    private RouteFolder folder;

    @BeforeEach
    void start() throws Exception {
        context = new DefaultCamelContext();
        context.getPropertiesComponent().addInitialProperty("name", "property");
        context.getRegistry().bind("upper", (org.apache.camel.Processor)
                exchange -> exchange.getMessage().setBody(exchange.getMessage().getBody(String.class) + "!"));
        folder = new RouteFolder(dir, context, 0);
        write("a.yaml", route("a", "A"));
        write("b.yaml", route("b", "B"));
        write("empty.yaml", "# nothing yet\n");
        Files.writeString(dir.resolve("notes.txt"), "not a route");
        folder.loadAll();
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void changedFileReplacesItsOwnRoutesOnly() throws Exception {
        Object b = context.getRoute("b");

        write("a.yaml", route("a", "A2"));
        folder.refresh();

        assertThat(ask("a")).isEqualTo("A2");
        assertThat(context.getRoute("b")).isSameAs(b);
        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void brokenFileKeepsItsOldRoutesAndGoodFilesGoOn() throws Exception {
        Object a = context.getRoute("a");

        write("a.yaml", route("a", "A2").replace("direct:a", "direct:a?nope=1"));
        write("b.yaml", route("b", "B2"));
        folder.refresh();
        folder.refresh();

        assertThat(context.getRoute("a")).isSameAs(a);
        assertThat(ask("a")).isEqualTo("A");
        assertThat(ask("b")).isEqualTo("B2");
        assertThat(folder.problems()).singleElement().asString().startsWith(dir.resolve("a.yaml") + ":4: ");
        HealthCheck.Result health = new RouteFolderHealthCheck(folder).call();
        assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health.getMessage()).hasValueSatisfying(m -> assertThat(m).contains("a.yaml:4", "nope"));

        write("a.yaml", route("a", "A3"));
        folder.refresh();
        assertThat(ask("a")).isEqualTo("A3");
        assertThat(folder.problems()).isEmpty();
        assertThat(new RouteFolderHealthCheck(folder).call().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void fileWhoseRoutesAreOffIsNotBrokenAndReservesNothing() throws Exception {
        context.getPropertiesComponent().addInitialProperty("off", "false");
        String off = route("c", "C").replaceFirst("- route:\\n", "- route:\n    precondition: \"{{off}}\"\n");
        assertThat(off).contains("precondition");
        write("c.yaml", off);
        write("d.yaml", off);
        folder.refresh();

        assertThat(folder.problems()).isEmpty();
        assertThat(context.getRoute("c")).isNull();

        write("d.yaml", route("c", "D"));
        folder.refresh();
        assertThat(folder.problems()).isEmpty();
        assertThat(ask("c")).isEqualTo("D");

        write("d.yaml", off);
        folder.refresh();
        assertThat(context.getRoute("c")).isNull();
    }

    @Test
    void fileBrokenAndPutBackRunsUntouched() throws Exception {
        Object a = context.getRoute("a");

        write("a.yaml", "- route:");
        folder.refresh();
        assertThat(folder.problems()).hasSize(1);
        write("a.yaml", route("a", "A"));
        folder.refresh();

        assertThat(folder.problems()).isEmpty();
        assertThat(context.getRoute("a")).isSameAs(a);
    }

    @Test
    void newFileAddsAndDeletedFileRemoves() throws Exception {
        write("c.yaml", route("c", "{{name}}"));
        folder.refresh();
        assertThat(ask("c")).isEqualTo("property");

        Files.delete(dir.resolve("c.yaml"));
        folder.refresh();
        folder.refresh();
        assertThat(context.getRoute("c")).isNull();
        assertThatThrownBy(() -> ask("c")).isInstanceOf(CamelExecutionException.class);

        write("c.yaml", "nonsense");
        folder.refresh();
        assertThat(folder.problems()).hasSize(1);
        Files.delete(dir.resolve("c.yaml"));
        folder.refresh();
        folder.refresh();
        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void fileThatIsMissingForAMomentRunsOn() throws Exception {
        Object a = context.getRoute("a");

        Files.delete(dir.resolve("a.yaml"));
        folder.refresh();
        write("a.yaml", route("a", "A"));
        folder.refresh();
        folder.refresh();

        assertThat(context.getRoute("a")).isSameAs(a);
    }

    @Test
    void folderThatIsEmptiedTakesNothingWithIt() throws Exception {
        for (String file : List.of("a.yaml", "b.yaml", "empty.yaml")) {
            Files.delete(dir.resolve(file));
        }
        folder.refresh();
        folder.refresh();
        assertThat(ask("a")).isEqualTo("A");
        assertThat(folder.problems()).singleElement().asString().contains("has no route files any more");

        write("a.yaml", route("a", "A"));
        folder.refresh();
        folder.refresh();
        assertThat(folder.problems()).isEmpty();
        assertThat(context.getRoute("b")).isNull();
    }

    @Test
    void consumerThatCannotBeMadeKeepsTheOldRoute() throws Exception {
        Object a = context.getRoute("a");

        write("a.yaml", route("a", "A2").replace("direct:a", "events:mcp.events"));
        folder.refresh();

        assertThat(context.getRoute("a")).isSameAs(a);
        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith(dir.resolve("a.yaml") + ":4: ")
                .contains("queue is required for from()");
    }

    @Test
    void queueThatAnotherFileReadsIsNamed() throws Exception {
        write("a.yaml", route("a", "A2").replace("direct:a", "direct:b"));
        folder.refresh();
        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith(
                        dir.resolve("a.yaml") + ":4: direct://b is read by another route of " + dir.resolve("b.yaml"));
        assertThat(ask("a")).isEqualTo("A");

        String reader = route("c", "C").replace("direct:c", "events:mcp.events?queue=one");
        write("a.yaml", route("a", "A"));
        write("c.yaml", reader + reader.replace("id: c", "id: d").replace("?queue", "?batchSize=5&queue"));
        folder.refresh();
        assertThat(folder.problems())
                .singleElement()
                .asString()
                .startsWith(dir.resolve("c.yaml") + ":11: events:mcp.events?queue=one is read by another route");
    }

    @Test
    void healthAnswersWhileARouteStops() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        context.getRegistry().bind("slow", (org.apache.camel.Processor) exchange -> {
            entered.countDown();
            release.await();
        });
        write(
                "c.yaml",
                "- route:\n    id: c\n    from:\n      uri: seda:c\n      steps:\n        - process:\n            ref: slow\n");
        folder.refresh();
        context.createProducerTemplate().sendBody("seda:c", "");
        entered.await();
        write("c.yaml", "# off\n");
        CompletableFuture<Void> refresh = CompletableFuture.runAsync(folder::refresh);
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            context.getRouteController().getRouteStatus("c").isStopping()
                                    || context.getInflightRepository().size() == 1);
            assertThat(CompletableFuture.supplyAsync(() -> new RouteFolderHealthCheck(folder).call())
                            .get(20, TimeUnit.SECONDS)
                            .getState())
                    .isEqualTo(HealthCheck.State.UP);
            assertThat(refresh).isNotDone();
        } finally {
            release.countDown();
            refresh.join();
        }
    }

    @Test
    void routeConfigurationCanBeChanged() throws Exception {
        String configuration =
                """
                - routeConfiguration:
                    id: quiet
                    onException:
                      - onException:
                          exception: [java.lang.IllegalStateException]
                          handled:
                            constant: "true"
                          steps:
                            - setBody:
                                constant: first
                - route:
                    id: c
                    routeConfigurationId: quiet
                    from:
                      uri: direct:c
                      steps:
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: down
                """;
        write("c.yaml", configuration);
        folder.refresh();
        assertThat(folder.problems()).isEmpty();
        assertThat(ask("c")).isEqualTo("first");

        write("c.yaml", configuration.replace("first", "second"));
        folder.refresh();
        assertThat(folder.problems()).isEmpty();
        assertThat(ask("c")).isEqualTo("second");
    }

    @Test
    void onlyRealBeansMakeAFileWithoutRoutesGood() throws Exception {
        write("c.yaml", "this is not a route, beans: none\n");
        write("d.yaml", "- beans:\n    - name: text\n      type: java.lang.String\n");
        folder.refresh();

        assertThat(folder.problems()).singleElement().asString().contains("c.yaml", "there is no route in it");
    }

    @Test
    void folderThatIsGoneTakesNothingWithIt() throws Exception {
        Path aside = dir.resolveSibling(dir.getFileName() + "-aside");
        Files.move(dir, aside);
        folder.refresh();
        assertThat(ask("a")).isEqualTo("A");
        assertThat(folder.problems()).singleElement().asString().contains("cannot be read");

        Files.move(aside, dir);
        folder.refresh();
        assertThat(folder.problems()).isEmpty();
    }

    @Test
    void sameRouteIdInTwoFilesIsNamed() throws Exception {
        write("c.yaml", route("a", "C"));
        folder.refresh();

        assertThat(folder.problems()).singleElement().asString().contains("c.yaml:1", "route id a is used twice");
        assertThat(ask("a")).isEqualTo("A");
    }

    @Test
    void whatStartsOnlyInItsRealPlaceIsTakenBack() throws Exception {
        // good by itself, but the endpoint has a consumer already
        write("c.yaml", route("c", "C").replace("direct:c", "direct:a?timeout=5000"));
        folder.refresh();

        assertThat(folder.problems()).singleElement().asString().contains("c.yaml", "does not start");
        assertThat(ask("a")).isEqualTo("A");
        assertThat(context.getRoutes()).hasSize(2);

        write("b.yaml", route("b", "B").replace("direct:b", "direct:a?timeout=5000"));
        folder.refresh();
        assertThat(ask("b")).isEqualTo("B");
        assertThat(folder.problems()).hasSize(2);
    }

    @Test
    void beansOfTheContextAreKnownAndMissingOnesNamed() throws Exception {
        write("c.yaml", route("c", "C") + "        - process:\n            ref: upper\n");
        write("d.yaml", route("d", "D") + "        - process:\n            ref: nobody\n");
        folder.refresh();

        assertThat(ask("c")).isEqualTo("C!");
        assertThat(folder.problems()).singleElement().asString().contains("d.yaml:", "nobody");
    }

    @Test
    void badFileRefusesTheStart() throws Exception {
        for (String[] bad : new String[][] {
            {"- route:\n    from:\n      uri: nowhere:x\n", ":3: "},
            {"- route:\n    from:\n      uri: timer:x\n      stepz:\n", ":4: "},
            {"- route:\n    from:\n      uri: timer:x\n      steps:\n        - to: direct:x?foo=1\n", ":5: "},
            {"- route:\n  - from: [\n", ":"},
        }) {
            write("z.yaml", bad[0]);
            try (DefaultCamelContext other = new DefaultCamelContext()) {
                assertThatThrownBy(() -> new RouteFolder(dir, other).loadAll())
                        .isInstanceOf(BrokenRouteFileException.class)
                        .hasMessageStartingWith(dir.resolve("z.yaml") + bad[1]);
            }
        }
    }

    @Test
    void watchSeesAChangeByItself() throws Exception {
        RouteFolder patient = new RouteFolder(dir, context);
        context.addService(new RouteFolderWatch(context, patient));

        write("a.yaml", route("a", "A2"));

        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> "A2".equals(ask("a")));
    }

    private String ask(String name) {
        return context.createProducerTemplate().requestBody("direct:" + name, "", String.class);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(dir.resolve(name), text);
    }

    private static String route(String id, String body) {
        return "- route:\n    id: " + id + "\n    from:\n      uri: direct:" + id + "\n      steps:\n"
                + "        - setBody:\n            constant: \"" + body + "\"\n";
    }
}
