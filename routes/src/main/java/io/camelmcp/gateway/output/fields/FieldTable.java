package io.camelmcp.gateway.output.fields;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What the fields of an event become in another schema: a table in a file, one line for each.
 *
 * @param rows      in the order of the file
 * @param constants field by value: what every event gets
 * @param prefix    stands before the name of a field that no row speaks of
 */
public record FieldTable(List<Row> rows, Map<String, String> constants, String prefix) {

    /** The Elastic Common Schema. */
    public static FieldTable ecs() {
        return read("ecs.table");
    }

    /** The Common Information Model of Splunk. */
    public static FieldTable cim() {
        return read("cim.table");
    }

    /** What is done with a value. */
    public enum Kind {
        /** As it is. */
        COPY,
        /** As text: what is none becomes its JSON. */
        TEXT,
        /** As text in small letters. */
        LOWER,
        /** The IP address of {@code ADDRESS:PORT}. */
        IP,
        /** The port of {@code ADDRESS:PORT}, a number. */
        PORT,
        /** Only an object, as it is. */
        OBJECT,
        /** Whatever is no object, as text. */
        OTHER,
        /** Not at all. */
        DROP
    }

    /**
     * One line.
     *
     * @param source field of the event; {@code body.x} is the field x of its body
     * @param target what it is called there
     */
    public record Row(String source, String target, Kind kind) {}

    static FieldTable read(String resource) {
        try (InputStream in = Objects.requireNonNull(FieldTable.class.getResourceAsStream(resource), resource)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FieldTable parse(String text) {
        List<Row> rows = new ArrayList<>();
        Map<String, String> constants = new HashMap<>();
        String prefix = "";
        for (String line :
                text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList()) {
            String[] cells = line.split("\\|");
            if (line.startsWith("prefix")) {
                prefix = line.substring("prefix".length()).strip();
            } else if (cells.length != 3) {
                throw new IllegalArgumentException("not SOURCE | TARGET | KIND: " + line);
            } else if (cells[0].strip().equals("constant")) {
                constants.put(cells[1].strip(), cells[2].strip());
            } else {
                rows.add(new Row(
                        cells[0].strip(),
                        cells[1].strip(),
                        Kind.valueOf(cells[2].strip().toUpperCase(Locale.ROOT))));
            }
        }
        return new FieldTable(List.copyOf(rows), Map.copyOf(constants), prefix);
    }
}
