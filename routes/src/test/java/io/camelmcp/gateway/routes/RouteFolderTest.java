package io.camelmcp.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        assertThat(context.getRoute("c")).isNull();
        assertThatThrownBy(() -> ask("c")).isInstanceOf(CamelExecutionException.class);

        write("c.yaml", "nonsense");
        folder.refresh();
        assertThat(folder.problems()).hasSize(1);
        Files.delete(dir.resolve("c.yaml"));
        folder.refresh();
        assertThat(folder.problems()).isEmpty();
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
        write("c.yaml", route("c", "C").replace("direct:c", "direct:a"));
        folder.refresh();

        assertThat(folder.problems()).singleElement().asString().contains("c.yaml", "does not start");
        assertThat(ask("a")).isEqualTo("A");
        assertThat(context.getRoutes()).hasSize(2);

        write("b.yaml", route("b", "B").replace("direct:b", "direct:a"));
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
