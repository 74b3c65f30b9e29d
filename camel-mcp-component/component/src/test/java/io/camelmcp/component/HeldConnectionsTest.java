package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HeldConnectionsTest {

    private static final int FEW = 64;
    private static final int MANY = 1_000;

    private final List<Socket> masters = new ArrayList<>();

    @Test
    void aThousandMastersAreHeldAndAnsweredByTheThreadsOfAFew() throws Exception {
        try (TestContext test =
                TestContext.start(routes -> routes.from("mcp:127.0.0.1:0").process(exchange -> {}))) {
            hold(test.port(), FEW);
            List<String> before = threads();

            hold(test.port(), MANY);

            assertThat(test.statistics().open()).isEqualTo(MANY);
            assertThat(threads()).isEqualTo(before);
        } finally {
            for (Socket master : masters) {
                master.close();
            }
        }
    }

    /** Opens connections up to so many, and has all of them answered. */
    private void hold(int port, int count) throws IOException {
        while (masters.size() < count) {
            masters.add(new Socket("127.0.0.1", port));
        }
        byte[] read = HexFormat.of().parseHex("000100000006010300000001");
        for (Socket master : masters) {
            master.getOutputStream().write(read);
        }
        for (Socket master : masters) {
            byte[] answer = new byte[11];
            new DataInputStream(master.getInputStream()).readFully(answer);
            assertThat(HexFormat.of().formatHex(answer)).isEqualTo("0001000000050103020000");
        }
    }

    /** Those of the component; what the JVM starts for itself does not count. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("Mcp"))
                .sorted()
                .collect(Collectors.toList());
    }
}
