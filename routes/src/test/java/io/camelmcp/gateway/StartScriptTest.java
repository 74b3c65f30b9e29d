package io.camelmcp.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.condition.OS.WINDOWS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/gateway} with a Java and a Maven that only write down how they were called. */
@DisabledOnOs(WINDOWS)
class StartScriptTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String JAVA =
            """
            #!/bin/sh
            case "$*" in
              *-XshowSettings*) echo "    java.specification.version = 17"; exit ;;
              *ArchiveClassesAtExit*)
                echo "args $*" >> "$LOG/training"
                env >> "$LOG/training"
                echo $$ > "$LOG/pid"
                archive=$(echo "$*" | sed 's/.*ArchiveClassesAtExit=\\([^ ]*\\).*/\\1/')
                trap 'echo classes > "$archive"; exit 0' TERM
                [ -e "$LOG/hang" ] || echo "ready mcp=127.0.0.1:1"
                while :; do sleep 0.1; done ;;
              *) echo "run $*" >> "$LOG/runs" ;;
            esac
            """;
    private static final String MAVEN =
            """
            #!/bin/sh
            echo "$*" >> "$LOG/builds"
            printf '\\033[0m\\033[0mClassWriter: Position UNKNOWN in type annotation: @x.Nullable\\n\\033[0m\\033[0m'
            if [ -e "$LOG/broken" ]; then echo "[ERROR] it does not compile"; exit 1; fi
            mkdir -p routes/target/lib
            touch routes/target/camel-mcp-gateway-1.jar routes/target/lib/a.jar
            """;

    @TempDir
    private Path dir;

    private Path root;
    private Path log;
    private Path temp;

    @BeforeEach
    void layOut() throws IOException {
        root = Files.createDirectories(dir.resolve("root"));
        log = Files.createDirectories(dir.resolve("log"));
        temp = Files.createDirectories(dir.resolve("tmp"));
        Path source = Files.createDirectories(root.resolve("routes/src/main")).resolve("A.java");
        Files.writeString(source, "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));
        Files.createDirectories(root.resolve("routes/bin"));
        Files.copy(Path.of("bin/gateway"), root.resolve("routes/bin/gateway"));
        script(dir.resolve("jdk/bin/java"), JAVA);
        script(dir.resolve("maven"), MAVEN);
    }

    @Test
    void trainingRunHasNothingOfTheOperator() throws Exception {
        Path routes = Files.createDirectories(root.resolve("routes/conf/routes"));

        assertThat(end(start(Map.of(
                        "CAMEL_MAIN_NAME", "mine",
                        "GATEWAY_ROUTES", routes.toString(),
                        "GATEWAY_HTTP_HOST", "0.0.0.0",
                        "MCP_HOST", "0.0.0.0"))))
                .isZero();

        assertThat(Files.readString(log.resolve("training")))
                .contains("-Dgateway.home=" + temp, "MCP_PORT=0", "GATEWAY_HTTP_PORT=0", "GATEWAY_DATA=" + temp)
                .doesNotContain("CAMEL_MAIN_NAME", "GATEWAY_ROUTES", "GATEWAY_HTTP_HOST", "MCP_HOST")
                .doesNotContain("-Dgateway.home=" + root);
        assertThat(Files.readString(log.resolve("runs")))
                .contains("-Dgateway.home=" + root.resolve("routes"), "-XX:SharedArchiveFile=");
        assertThat(files(temp)).isEmpty();
    }

    @Test
    void signalDuringTheTrainingRunLeavesNeitherProcessNorFiles() throws Exception {
        Files.createFile(log.resolve("hang"));
        Process script = start(Map.of());
        await().atMost(SOON).until(() -> Files.exists(log.resolve("pid")) && Files.size(log.resolve("pid")) > 0);
        long training = Long.parseLong(Files.readString(log.resolve("pid")).strip());

        script.destroy();

        assertThat(end(script)).isEqualTo(143);
        await().atMost(SOON).until(() -> ProcessHandle.of(training)
                .filter(ProcessHandle::isAlive)
                .isEmpty());
        assertThat(files(temp)).isEmpty();
        assertThat(log.resolve("runs")).doesNotExist();
    }

    @Test
    void buildIsDoneOnceAndAgainWhenItWasInterruptedOrASourceIsNewer() throws Exception {
        end(start(Map.of()));
        end(start(Map.of()));
        assertThat(builds()).isEqualTo(1);

        Files.delete(root.resolve("routes/target/built"));
        Path half = Files.writeString(root.resolve("routes/target/lib/half.jar"), "half a jar");
        end(start(Map.of()));
        assertThat(builds()).isEqualTo(2);
        assertThat(half).doesNotExist();

        Files.setLastModifiedTime(
                root.resolve("routes/src/main/A.java"),
                FileTime.from(Instant.now().plusSeconds(60)));
        end(start(Map.of()));
        assertThat(builds()).isEqualTo(3);
        assertThat(Files.readString(dir.resolve("stderr")))
                .contains("building it first")
                .doesNotContain("UNKNOWN", "\033");
    }

    @Test
    void failedBuildIsShownAndIsExitCode2() throws Exception {
        Files.createFile(log.resolve("broken"));

        assertThat(end(start(Map.of()))).isEqualTo(2);

        assertThat(Files.readString(dir.resolve("stderr")).lines().toList())
                .containsExactly(
                        "gateway: building it first (once, a few minutes) ...",
                        "[ERROR] it does not compile",
                        "gateway: the build failed; see above");
    }

    private Process start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(root.resolve("routes/bin/gateway").toString(), "run");
        builder.environment()
                .putAll(Map.of(
                        "LOG", log.toString(),
                        "TMPDIR", temp.toString(),
                        "JAVA_HOME", dir.resolve("jdk").toString(),
                        "MVN", dir.resolve("maven") + " -o"));
        builder.environment().putAll(environment);
        return builder.redirectError(dir.resolve("stderr").toFile())
                .redirectOutput(dir.resolve("stdout").toFile())
                .start();
    }

    private static int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private long builds() throws IOException {
        List<String> calls = Files.readAllLines(log.resolve("builds"));
        assertThat(calls).allMatch(call -> call.startsWith("-o "));
        return calls.size();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.toList();
        }
    }

    private static void script(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        assertThat(path.toFile().setExecutable(true)).isTrue();
    }
}
