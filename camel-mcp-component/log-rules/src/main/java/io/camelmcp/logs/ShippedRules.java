package io.camelmcp.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The rules that come with the library. */
final class ShippedRules {

    private static final List<String> NAMES = List.of(
            "access.yaml", "cef.yaml", "iptables.yaml", "java.yaml", "postgresql.yaml", "ssh.yaml", "syslog.yaml");

    private ShippedRules() {}

    static List<RuleFile> files() {
        return NAMES.stream().map(name -> RuleFile.read(name, text(name))).toList();
    }

    private static String text(String name) {
        try (InputStream in = ShippedRules.class.getResourceAsStream("rules/" + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
