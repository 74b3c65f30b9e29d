package io.camelmcp.gateway.output.sql;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.OutputSettings;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table and which field of an event goes into which of its columns.
 *
 * @param name    as it stands in statements
 * @param columns names of columns; {@link SqlField#MESSAGE_ID} is among them
 */
record SqlTable(SqlDialect dialect, String name, Map<SqlField, String> columns) {

    // not quoted: so they are found by whoever writes them without quotes, whatever the case
    private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,62}";

    static SqlTable of(SqlDialect dialect, OutputSettings settings) {
        String table = settings.text("table");
        if (!table.matches(IDENTIFIER + "(\\." + IDENTIFIER + "){0,2}")) {
            throw settings.bad(
                    "table", "is no name of a table; use letters, digits and _, e.g. events or plant.events");
        }
        Map<SqlField, String> columns = new EnumMap<>(SqlField.class);
        for (String column : settings.text("columns").split(",", -1)) {
            String[] parts = column.trim().split(":", -1);
            SqlField field = SqlField.of(parts[0].trim());
            if (parts.length != 2 || field == null || !parts[1].trim().matches(IDENTIFIER)) {
                throw settings.bad(
                        "columns",
                        "\"" + column.trim() + "\" is not FIELD:COLUMN; fields are " + SqlField.names()
                                + ", columns have letters, digits and _");
            }
            columns.put(field, parts[1].trim());
        }
        if (!columns.containsKey(SqlField.MESSAGE_ID)) {
            throw settings.bad(
                    "columns", "there is no column for messageId, by which repeats are told; add messageId:message_id");
        }
        return new SqlTable(dialect, table, Collections.unmodifiableMap(columns));
    }

    private String idColumn() {
        return columns.getOrDefault(SqlField.MESSAGE_ID, "");
    }

    String create() {
        return columns.entrySet().stream()
                .map(column -> column.getValue() + " " + dialect.type(column.getKey()))
                .collect(Collectors.joining(", ", "create table if not exists " + name + " (", ")"));
    }

    String insert() {
        return "insert into " + name + " (" + String.join(", ", columns.values()) + ") values ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")" + dialect.elseNothing(idColumn());
    }

    String selectById() {
        return "select 1 from " + name + " where " + idColumn() + " = ?";
    }

    /** Fills {@link #insert()}. */
    void bind(PreparedStatement insert, Event event) throws SQLException {
        Map<SqlField, String> values = SqlValues.of(event, columns.keySet());
        int i = 1;
        for (SqlField field : columns.keySet()) {
            bind(insert, i++, field, values.get(field), event);
        }
    }

    private void bind(PreparedStatement insert, int i, SqlField field, @Nullable String value, Event event)
            throws SQLException {
        if (field == SqlField.RECEIVED_AT) {
            insert.setObject(i, dialect.time(event.receivedAt()));
        } else if (field == SqlField.DEVICE_ID) {
            if (value == null) {
                insert.setNull(i, Types.BIGINT);
            } else {
                insert.setLong(i, Long.parseLong(value));
            }
        } else if (field.isJson() && dialect == SqlDialect.POSTGRESQL) {
            insert.setObject(i, value, Types.OTHER); // whatever the column is: jsonb, json, text
        } else {
            insert.setString(i, value);
        }
    }
}
