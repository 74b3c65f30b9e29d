package io.camelmcp.component.session.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.session.store.SessionRecord;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the store has said is written is there after a kill. */
@Timeout(120)
class KilledStoreTest {

    private static final int ROUNDS = 3;
    private static final int ACKNOWLEDGED_BEFORE_A_KILL = 3_000;
    private static final int CLIENTS = 200;

    @TempDir
    private Path directory;

    @Test
    void whatIsAcknowledgedSurvivesTheKillOfTheProcess() throws Exception {
        Map<String, Long> acknowledged = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            writeUntilKilled(round, acknowledged);
            try (MvSessionStore store = MvSessionStore.open(directory)) {
                assertThat(acknowledged).hasSize(CLIENTS);
                for (Map.Entry<String, Long> mark : acknowledged.entrySet()) {
                    SessionRecord found =
                            store.find(mark.getKey()).toCompletableFuture().get(30, TimeUnit.SECONDS);
                    assertThat(found).as(mark.getKey()).isNotNull();
                    assertThat(found.receivedMark()).as(mark.getKey()).isGreaterThanOrEqualTo(mark.getValue());
                }
            }
        }
    }

    private void writeUntilKilled(int round, Map<String, Long> acknowledged) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            int read = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (!line.endsWith(".")) {
                    break; // cut by the kill
                }
                acknowledged.merge(words[0], Long.valueOf(words[1]), Math::max);
                if (++read == ACKNOWLEDGED_BEFORE_A_KILL) {
                    child.toHandle().destroyForcibly(); // Process itself would close the stream too
                }
            }
            assertThat(read).isGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_A_KILL);
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
    }

    /** Raises marks for ever, 50 at a time, and prints each that is acknowledged. */
    static final class Child {

        public static void main(String[] arguments) throws Exception {
            MvSessionStore store = MvSessionStore.open(Path.of(arguments[0]));
            int round = Integer.parseInt(arguments[1]);
            for (int n = 0; round == 0 && n < CLIENTS; n++) {
                store.replace(null, record(n, 0)).toCompletableFuture().join();
            }
            Semaphore window = new Semaphore(50);
            for (long n = 0; ; n++) {
                int client = (int) (n % CLIENTS);
                long mark = round * 1_000_000L + n;
                window.acquire();
                store.reserve(record(client, mark)).thenAccept(written -> {
                    window.release();
                    if (written) {
                        System.out.println("C" + client + " " + mark + " .");
                    }
                });
            }
        }

        private static SessionRecord record(int client, long mark) {
            return new SessionRecord("C" + client, "AAAAAAAAAAAAAAAAAAAAAA", "tag", 1, "n", mark, 0, Long.MAX_VALUE);
        }
    }
}
