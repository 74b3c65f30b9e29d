package io.camelmcp.gateway.output.sql;

import static io.camelmcp.gateway.output.TestEvents.event;
import static io.camelmcp.gateway.output.TestEvents.events;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.engines.PostgresEngine;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.RefusedEvent;
import io.camelmcp.gateway.output.SettingsOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class SqlOutputTest {

    private final PostgresEngine postgres = PostgresEngine.running();
    private final String table = Engine.unique("sql");

    @TempDir
    Path temp;

    @Test
    void rowHasTheFieldsOfTheEvent() throws Exception {
        try (Output output = postgres()) {
            assertThat(output.write(List.of(event("a", "{\"t\":1.50}")))).isEmpty();
        }

        assertThat(rows("select message_id, client_id, device_id, protocol, command, event->'body'->>'t' from "
                        + table))
                .containsExactly("a|7|7|mcp|REPORT|1.50");
        assertThat(rows("select received_at at time zone 'UTC' from " + table))
                .containsExactly("2026-03-01 12:00:00.123");
    }

    @Test
    void eventThatIsThereAlreadyIsDone() throws Exception {
        try (Output output = postgres()) {
            output.write(events("e", 0, 10));

            assertThat(output.write(events("e", 5, 15))).isEmpty();
        }

        assertThat(rows("select count(*) from " + table)).containsExactly("15");
    }

    @Test
    void eventThatTheDatabaseDoesNotTakeIsRefusedAndTheOthersAreDone() throws Exception {
        List<Event> events = new ArrayList<>(events("e", 0, 100));
        events.add(37, event("nul", "\"a\\u0000secret\""));
        events.add(80, event("nul2", "\"\\u0000\""));
        try (Output output = postgres()) {
            List<RefusedEvent> refused = output.write(events);

            assertThat(refused).extracting(each -> each.event().messageId()).containsExactly("nul", "nul2");
            assertThat(refused.get(0).reason())
                    .isEqualTo("sql: ERROR: unsupported Unicode escape sequence (SQLSTATE 22P05)");
        }

        assertThat(rows("select count(*) from " + table)).containsExactly("100");
    }

    @Test
    void nothingIsMissingWhenTheDatabaseWasAwayInBetween() throws Exception {
        try (Output output = postgres("connectTimeout", "300ms")) {
            output.write(events("e", 0, 10));
            postgres.stop();

            assertThatThrownBy(() -> output.write(events("e", 10, 20)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("sql: jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres: ")
                    .hasMessageNotContaining("open-sesame");

            postgres.start();
            assertThat(output.write(events("e", 10, 20))).isEmpty();
        } finally {
            postgres.start();
        }

        assertThat(rows("select count(distinct message_id) from " + table)).containsExactly("20");
    }

    @Test
    void connectionThatTheServerHasClosedCostsOneAttemptAtMost() throws Exception {
        try (Output output = postgres()) {
            output.write(events("e", 0, 1));
            rows("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'mcp-gateway'");
            try {
                output.write(events("e", 1, 2));
            } catch (IOException e) {
                output.write(events("e", 1, 2));
            }
        }

        assertThat(rows("select count(*) from " + table)).containsExactly("2");
    }

    @Test
    void missingTableIsToldWithTheWayOut() throws Exception {
        try (Output output = open("createTable", "false")) {
            assertThatThrownBy(() -> output.write(events("e", 0, 1)))
                    .hasMessageContaining("relation \"" + table + "\" does not exist")
                    .hasMessageEndingWith("; create the table, or set createTable=true");

            rows("create table " + table + " (message_id text, client_id text, device_id bigint, protocol text,"
                    + " command text, received_at timestamptz, event json)");
            assertThatThrownBy(() -> output.write(events("e", 0, 1)))
                    .hasMessageEndingWith("; give the column of messageId a unique index");
        }
    }

    @Test
    void columnsAreThoseThatAreConfigured() throws Exception {
        try (Output output =
                postgres("columns", "messageId:id, body:payload,bodyText:words,traceId:trace,remoteAddress:peer")) {
            Event text = new Event("b", "", "", 0, "{\"messageId\":\"b\",\"bodyText\":\"x y\"}".getBytes(UTF_8));
            output.write(List.of(event("a", "[1, {\"x\":\"}\"}]"), text));
        }

        assertThat(rows("select id, payload, words, trace, peer from " + table + " order by 1"))
                .containsExactly("a|[1, {\"x\": \"}\"}]|null|null|10.0.0.9:4711", "b|null|x y|null|null");
    }

    @Test
    void tableThatTakesNoRowAtAllKeepsTheEvents() throws Exception {
        rows("create table " + table + " (message_id text unique, event jsonb, site text not null)");
        try (Output output = open("columns", "messageId:message_id,event:event")) {
            assertThatThrownBy(() -> output.write(events("e", 0, 20)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no event fits the columns of the table")
                    .hasMessageContaining("\"site\"");
            assertThat(rows("select count(*) from " + table)).containsExactly("0");

            rows("alter table " + table + " alter column site drop not null");
            assertThat(output.write(events("e", 0, 20))).isEmpty();
        }
        assertThat(rows("select count(*) from " + table)).containsExactly("20");
    }

    @Test
    void eventsWithoutIdAreAllKept() throws Exception {
        Event event = new Event("", "", "", 0, "{}".getBytes(UTF_8));
        try (Output output = postgres()) {
            output.write(List.of(event, event));
        }

        assertThat(rows("select count(*) from " + table)).containsExactly("2");
    }

    @Test
    void withoutUrlThereIsADatabaseInAFileThatMakesItsTable() throws Exception {
        String url = "jdbc:h2:file:" + temp.resolve("sql/events");
        List<Event> events = new ArrayList<>(events("e", 5, 15));
        events.add(new Event("bad", "7", "FAR_TOO_LONG", 0, "{}".getBytes(UTF_8)));
        List<RefusedEvent> refused;
        try (Output output = SettingsOf.open(new SqlOutputType(), "url", url)) {
            output.write(events("e", 0, 10));
            try (Connection connection = DriverManager.getConnection(url)) {
                rows(connection, "alter table events alter column command varchar(10)");
            }
            refused = output.write(events);
        }

        assertThat(refused).extracting(each -> each.event().messageId()).containsExactly("bad");
        assertThat(refused.get(0).reason())
                .startsWith("sql: Value too long for column")
                .hasSizeLessThan(300);
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(rows(connection, "select count(*), min(received_at at time zone 'UTC') from events"))
                    .containsExactly("15|2026-03-01 12:00:00.123+00");
            assertThat(rows(connection, "select event from events where message_id = 'e-3'"))
                    .containsExactly(new String(event("e-3").json(), UTF_8));
        }
    }

    @Test
    void whatIsConfirmedIsInTheFileThatACrashWouldLeaveBehind() throws Exception {
        try (Output output = SettingsOf.open(new SqlOutputType(), "url", "jdbc:h2:file:" + temp.resolve("live"))) {
            output.write(events("e", 0, 10));
            Files.copy(temp.resolve("live.mv.db"), temp.resolve("left.mv.db"));
        }

        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + temp.resolve("left"))) {
            assertThat(rows(connection, "select count(*) from events")).containsExactly("10");
        }
    }

    @Test
    void whatMysqlIsToldParses() throws Exception {
        String url = "jdbc:h2:file:" + temp.resolve("mysql") + ";MODE=MySQL";
        SqlTable mysql = SqlTable.of(SqlDialect.MYSQL, settings("table", "events"));
        try (Connection connection = DriverManager.getConnection(url)) {
            connection
                    .createStatement()
                    .execute(
                            "create table events (message_id varchar(255) unique, client_id varchar,"
                                    + " device_id bigint, protocol varchar, command varchar, received_at datetime(3), event varchar)");
            try (var insert = connection.prepareStatement(mysql.insert())) {
                for (Event event : events("e", 0, 2)) {
                    mysql.bind(insert, event);
                    insert.execute();
                    mysql.bind(insert, event);
                    insert.execute();
                }
            }
            assertThat(rows(connection, "select message_id, received_at from events order by 1"))
                    .containsExactly("e-0|2026-03-01 12:00:00.123", "e-1|2026-03-01 12:00:00.123");
        }
    }

    @Test
    void settingsThatCannotWorkAreToldWithoutSecrets() {
        assertThatThrownBy(() -> SettingsOf.open(
                        new SqlOutputType(), "url", "jdbc:foo://u:open-sesame@h/x?password=open-sesame"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "test.properties: output.sql.url: no JDBC driver takes jdbc:foo://h/x; write jdbc:postgresql:")
                .hasMessageNotContaining("open-sesame");
        assertThatThrownBy(() -> open("table", "x; drop table y"))
                .hasMessageStartingWith("test.properties: output.sql.table=x; drop table y: is no name of a table");
        assertThatThrownBy(() -> open("columns", "messageId:id,nope:x"))
                .hasMessageContaining("\"nope:x\" is not FIELD:COLUMN; fields are messageId, clientId");
        assertThatThrownBy(() -> open("columns", "event:x")).hasMessageContaining("there is no column for messageId");
        assertThatThrownBy(() -> open("idleTimeout", "30m"))
                .hasMessageContaining("test.properties: output.sql.idleTimeout=30m: is not below maxLifetime=30m");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:oracle:thin:scott/tiger@//db:1521/x, jdbc:oracle://db:1521/x",
        "jdbc:db2://h:50000/db:user=u;password=tiger;, jdbc:db2://h:50000/db",
        "jdbc:mysql://u:ti@ger/x@h/db, jdbc:mysql://h/db",
        "jdbc:postgresql://h/db?password=tiger, jdbc:postgresql://h/db",
        "jdbc:h2:file:/data/events, jdbc:h2:file:/data/events"
    })
    void urlIsShownWithoutWhatMayBeSecret(String url, String shown) {
        assertThat(SqlOutputType.withoutParameters(url)).isEqualTo(shown);
    }

    private static OutputSettings settings(String... values) {
        return SettingsOf.of(new SqlOutputType(), values);
    }

    private Output postgres(String... more) {
        return open(
                Stream.concat(Stream.of("createTable", "true"), Stream.of(more)).toArray(String[]::new));
    }

    private Output open(String... more) {
        String[] all = Stream.concat(
                        Stream.of(
                                "url",
                                postgres.url() + "?loginTimeout=5",
                                "user",
                                "postgres",
                                "password",
                                "open-sesame",
                                "table",
                                table),
                        Stream.of(more))
                .toArray(String[]::new);
        return SettingsOf.open(new SqlOutputType(), all);
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = postgres.connect()) {
            return rows(connection, sql);
        }
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (var statement = connection.createStatement()) {
            if (!sql.startsWith("select")) {
                statement.execute(sql);
                return rows;
            }
            try (ResultSet set = statement.executeQuery(sql)) {
                while (set.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= set.getMetaData().getColumnCount(); i++) {
                        row.add(String.valueOf(set.getString(i)));
                    }
                    rows.add(String.join("|", row));
                }
            }
        }
        return rows;
    }
}
