package io.camelmcp.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {

    @TempDir
    Path home;

    private String audit(int code) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, UTF_8));
        try {
            assertThat(new AuditCommand(home, Map.of("GATEWAY_DATA", home.toString())).call())
                    .isEqualTo(code);
        } finally {
            System.setOut(before);
        }
        return out.toString(UTF_8).trim();
    }

    @Test
    void logIsAsWrittenUntilSomebodyChangesIt() throws Exception {
        String content = "{\"seq\":1,\"event\":\"x\",\"prev\":\"" + "0".repeat(64) + "\"";
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8)));
        Path file = Files.createDirectories(home.resolve("fraud/audit")).resolve("2026-11-23.jsonl");
        Files.writeString(file, content + ",\"hash\":\"" + hash + "\"}\n");
        assertThat(audit(0)).isEqualTo("as written: files=1 seq=1..1 head=" + hash);

        Files.writeString(file, "{\"seq\":2", StandardOpenOption.APPEND);
        assertThat(audit(0))
                .startsWith("as written: files=1 seq=1..1 head=" + hash)
                .contains("not counted: " + file + ":2: it has no end");

        Files.writeString(file, Files.readString(file).replace("\"x\"", "\"y\""));
        assertThat(audit(1)).startsWith("changed: " + file + ":1: it does not have the hash of its content");
    }
}
