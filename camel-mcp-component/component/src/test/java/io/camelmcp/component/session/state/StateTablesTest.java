package io.camelmcp.component.session.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of docs/protocol.md, section 7, are those of the code, and the diagrams show the same. */
class StateTablesTest {

    private static final Pattern ROW = Pattern.compile("\\| ([A-Z_, ]+) \\| ([A-Z_]+): [^|]+ \\| ([A-Z_]+) \\|");
    private static final Pattern EDGE = Pattern.compile(" +([A-Z_]+) --> ([A-Z_]+): ([A-Z_, ]+)");

    @Test
    void pageHasTheRowsOfTheCodeForAConnection() throws Exception {
        String section = section("### Connection", "### Session");
        Set<String> code = rows(ConnectionState.class, ConnectionState.Event.class, ConnectionState.TABLE);
        assertThat(code).contains("OPEN SLOW_RTT SLOW");
        assertThat(table(section)).isEqualTo(code);
        assertThat(diagram(section)).isEqualTo(code);
    }

    @Test
    void pageHasTheRowsOfTheCodeForASession() throws Exception {
        String section = section("### Session", "## 8.");
        Set<String> code = rows(SessionState.class, SessionState.Event.class, SessionState.TABLE);
        assertThat(code).contains("ACTIVE CONNECTION_LOST DETACHED");
        assertThat(table(section)).isEqualTo(code);
        assertThat(diagram(section)).isEqualTo(code);
    }

    private static <S extends Enum<S>, E extends Enum<E>> Set<String> rows(
            Class<S> states, Class<E> events, Transitions<S, E> transitions) {
        Set<String> rows = new TreeSet<>();
        for (S state : states.getEnumConstants()) {
            for (E event : events.getEnumConstants()) {
                if (transitions.has(state, event)) {
                    rows.add(state + " " + event + " " + transitions.next(state, event));
                }
            }
        }
        return rows;
    }

    private static Set<String> table(String section) {
        Set<String> rows = new TreeSet<>();
        boolean inTable = false;
        for (String line : section.lines().toList()) {
            if (line.equals("| state | event | next state |")) {
                inTable = true;
            } else if (line.isEmpty()) {
                inTable = false;
            } else if (inTable && !line.equals("|---|---|---|")) {
                Matcher row = ROW.matcher(line);
                assertThat(row.matches()).as(line).isTrue();
                for (String state : row.group(1).split(", ")) {
                    assertThat(rows.add(state + " " + row.group(2) + " " + row.group(3)))
                            .as("twice: %s", line)
                            .isTrue();
                }
            }
        }
        return rows;
    }

    private static Set<String> diagram(String section) {
        Set<String> rows = new TreeSet<>();
        Matcher edge = EDGE.matcher(section);
        while (edge.find()) {
            for (String event : edge.group(3).split(", ")) {
                rows.add(edge.group(1) + " " + event.trim() + " " + edge.group(2));
            }
        }
        return rows;
    }

    private static String section(String from, String to) throws IOException {
        String page = Files.readString(Path.of("../../docs/protocol.md"));
        int states = page.indexOf("## 7. States");
        int begin = page.indexOf(from + "\n", states);
        return page.substring(begin, page.indexOf(to, begin));
    }
}
