package io.camelmcp.gateway.output.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** What databases say differently. */
enum SqlDialect {
    POSTGRESQL("text", "text", "bigint", "timestamptz", "jsonb"),
    H2("character varying", "character varying", "bigint", "timestamp(3) with time zone", "character large object"),
    // an id that differs from another one in case only is another id
    MYSQL("varchar(255) character set utf8mb4 collate utf8mb4_bin", "varchar(255)", "bigint", "datetime(3)", "json"),
    OTHER("varchar(255)", "varchar(255)", "bigint", "timestamp", "clob");

    private final String id;
    private final String text;
    private final String number;
    private final String time;
    private final String json;

    SqlDialect(String id, String text, String number, String time, String json) {
        this.id = id;
        this.text = text;
        this.number = number;
        this.time = time;
        this.json = json;
    }

    static SqlDialect of(String url) {
        String lower = url.toLowerCase(Locale.ROOT);
        if (lower.startsWith("jdbc:postgresql:")) {
            return POSTGRESQL;
        }
        if (lower.startsWith("jdbc:h2:")) {
            return H2;
        }
        return lower.startsWith("jdbc:mysql:") || lower.startsWith("jdbc:mariadb:") ? MYSQL : OTHER;
    }

    /** Type of the column for a field, in a table that we make. */
    String type(SqlField field) {
        return switch (field) {
            case MESSAGE_ID -> id + " unique";
            case DEVICE_ID -> number;
            case RECEIVED_AT -> time + " not null";
            case BODY, EVENT -> json;
            case BODY_TEXT -> this == POSTGRESQL ? text : this == MYSQL ? "longtext" : json;
            default -> text;
        };
    }

    /** What stands behind an insert so that a row that is there already is left as it is; empty if there is no such thing. */
    String elseNothing(String idColumn) {
        return switch (this) {
            case POSTGRESQL -> " on conflict (" + idColumn + ") do nothing";
            // not "insert ignore", which also cuts what is too long
            case MYSQL -> " on duplicate key update " + idColumn + " = " + idColumn;
            case H2, OTHER -> "";
        };
    }

    /** What must follow a commit so that it is on the disk; empty if the commit does that. */
    String makeDurable(String url) {
        return this == H2 && url.matches("(?i)jdbc:h2:(?!tcp:|ssl:|mem:).*") ? "checkpoint sync" : "";
    }

    Object time(long millis) {
        Instant instant = Instant.ofEpochMilli(millis);
        return this == POSTGRESQL || this == H2
                ? instant.atOffset(ZoneOffset.UTC)
                : LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    /** Whether it is the row that the database does not like, so that the same row would never go in. */
    boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            return false;
        }
        return state.startsWith("22")
                || state.startsWith("23")
                || (this == POSTGRESQL && state.startsWith("54")) // too large for an index, a row, a JSON value
                || (this == MYSQL && e.getErrorCode() == 1366); // characters that the column does not have
    }
}
