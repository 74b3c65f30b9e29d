package io.camelmcp.gateway.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.gateway.output.fields.FieldTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/outputs.md are made of what the types of outputs say, between {@code <!-- properties:TYPE -->} or
 * {@code <!-- fields:TABLE -->} and {@code <!-- end -->}. Run with {@code -Dreference.update=true} to write them anew.
 */
class OutputsPageTest {

    private static final Path PAGE = Path.of("../docs/outputs.md");
    private static final Pattern TABLE =
            Pattern.compile("<!-- (properties|fields):([^ ]+) -->\n.*?<!-- end -->", Pattern.DOTALL);

    @Test
    void tablesSayWhatTheTypesSay() throws IOException {
        String page = Files.readString(PAGE);
        String expected = TABLE.matcher(page)
                .replaceAll(found -> Matcher.quoteReplacement("<!-- " + found.group(1) + ":" + found.group(2) + " -->\n"
                        + table(found.group(1), found.group(2)) + "<!-- end -->"));
        if (Boolean.getBoolean("reference.update")) {
            Files.writeString(PAGE, expected);
            page = expected;
        }
        assertThat(page)
                .as("stale: run routes with -Dtest=OutputsPageTest -Dreference.update=true and commit the page")
                .isEqualTo(expected);
    }

    @Test
    void everyTypeHasItsTable() throws IOException {
        String page = Files.readString(PAGE);
        for (OutputType type : OutputTypes.found().all()) {
            if (!type.name().equals("elasticsearch")) { // has that of opensearch
                assertThat(page).contains("<!-- properties:" + type.name() + " -->");
            }
        }
    }

    @Test
    void defaultsAreValuesThatMayBeSet() {
        for (OutputType type : OutputTypes.found().all()) {
            assertThat(type.name()).matches("[a-z][a-z0-9]*");
            for (OutputProperty property : CommonProperties.with(type)) {
                assertThat(property.name()).matches("[a-z][A-Za-z0-9]*");
                assertThat(property.description()).endsWith(".");
                if (property.kind() == OutputProperty.Kind.CHOICE) {
                    assertThat(property.choices()).contains(property.fallback());
                }
            }
        }
    }

    private static String table(String kind, String name) {
        if (kind.equals("fields")) {
            return fields(name.equals("ecs") ? FieldTable.ecs() : FieldTable.cim());
        }
        List<OutputProperty> properties = name.equals("*")
                ? CommonProperties.all()
                : OutputTypes.found().find(name).properties();
        String prefix = "output." + (name.equals("*") ? "NAME" : name) + ".";
        StringBuilder table = new StringBuilder("| property | default | |\n|---|---|---|\n");
        for (OutputProperty property : properties) {
            String fallback = property.required()
                    ? "required"
                    : property.fallback() == null ? "" : "`" + property.fallback() + "`";
            table.append("| `")
                    .append(prefix)
                    .append(property.name())
                    .append("` | ")
                    .append(fallback)
                    .append(" | ")
                    .append((property.description() + range(property)).replace("|", "\\|"))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String range(OutputProperty property) {
        return switch (property.kind()) {
            case NUMBER -> " " + property.min() + " to " + property.max() + ".";
            case DURATION -> " " + time(property.min()) + " to " + time(property.max()) + ".";
            case CHOICE -> " One of " + String.join(", ", property.choices()) + ".";
            default -> "";
        };
    }

    private static String time(long millis) {
        return millis >= 3_600_000 && millis % 3_600_000 == 0
                ? millis / 3_600_000 + " h"
                : millis >= 60_000 && millis % 60_000 == 0
                        ? millis / 60_000 + " min"
                        : millis >= 1_000 && millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }

    private static String fields(FieldTable fields) {
        StringBuilder table = new StringBuilder("| event | there | |\n|---|---|---|\n");
        for (FieldTable.Row row : fields.rows()) {
            if (row.kind() != FieldTable.Kind.DROP) {
                table.append("| `" + row.source() + "` | `" + row.target() + "` | " + meaning(row.kind()) + " |\n");
            }
        }
        new TreeMap<>(fields.constants())
                .forEach((name, value) -> table.append("| | `" + name + "` | always `" + value + "` |\n"));
        return table + "| all others | `" + fields.prefix() + "NAME` | as it is |\n";
    }

    private static String meaning(FieldTable.Kind kind) {
        return switch (kind) {
            case COPY -> "as it is";
            case TEXT -> "as text";
            case LOWER -> "as text in small letters";
            case IP -> "the address";
            case PORT -> "the port";
            case OBJECT -> "if it is an object";
            case OTHER -> "as text, if it is no object";
            case DROP -> "";
        };
    }
}
