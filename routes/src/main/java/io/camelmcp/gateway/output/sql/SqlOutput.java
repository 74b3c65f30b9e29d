package io.camelmcp.gateway.output.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.RefusedEvent;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One row for each event; a batch is one transaction. An event that is in the table already is done. */
final class SqlOutput implements Output {

    /** So many rows that are all refused for one reason are no accident. */
    private static final int SOME = 10;

    // a column that must not be null, and one of another type
    private static final Pattern OF_THE_TABLE = Pattern.compile("SQLSTATE (23502|22018)");

    private final SqlTable table;
    private final String target;
    private final boolean createTable;
    private final String makeDurable;
    private final int timeoutSeconds;
    private final HikariDataSource pool;
    private boolean created;

    /** @param target what messages call the database: without parameters, which may hold secrets */
    SqlOutput(
            SqlTable table,
            String target,
            boolean createTable,
            String makeDurable,
            int timeoutSeconds,
            HikariConfig pool) {
        this.table = table;
        this.target = target;
        this.createTable = createTable;
        this.makeDurable = makeDurable;
        this.timeoutSeconds = timeoutSeconds;
        this.pool = new HikariDataSource(pool);
    }

    @Override
    public List<RefusedEvent> write(List<Event> events) throws IOException {
        try (Connection connection = pool.getConnection()) {
            if (createTable && !created) {
                execute(connection, table.create());
                connection.commit();
                created = true;
            }
            List<RefusedEvent> refused = new ArrayList<>();
            try (PreparedStatement insert = connection.prepareStatement(table.insert())) {
                insert.setQueryTimeout(timeoutSeconds);
                insert(connection, insert, events, refused);
                requireSomeTaken(events, refused);
                connection.commit();
                if (!makeDurable.isEmpty()) {
                    execute(connection, makeDurable);
                }
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
            return refused;
        } catch (SQLException e) {
            created = false; // it may have been dropped
            throw new IOException("sql: " + target + ": " + reason(e) + wayOut(e), e);
        }
    }

    // what the database does not like is looked for by halves: the others go in together
    private void insert(Connection connection, PreparedStatement insert, List<Event> events, List<RefusedEvent> refused)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            for (Event event : events) {
                table.bind(insert, event);
                insert.addBatch();
            }
            insert.executeBatch(); // the commit releases the savepoint: not every database can do it before
            return;
        } catch (SQLException e) {
            SQLException cause = cause(e);
            if (!table.dialect().isRefusal(cause)) {
                throw e;
            }
            insert.clearBatch();
            connection.rollback(before);
            if (events.size() == 1) {
                if (!isThere(connection, events.get(0))) {
                    refused.add(new RefusedEvent(events.get(0), "sql: " + reason(cause)));
                }
                return;
            }
        }
        int half = events.size() / 2;
        insert(connection, insert, events.subList(0, half), refused);
        insert(connection, insert, events.subList(half, events.size()), refused);
    }

    // when no row at all is taken the table is not as it should be, and nothing is wrong with the events
    private void requireSomeTaken(List<Event> events, List<RefusedEvent> refused) throws SQLException {
        if (refused.size() < Math.max(SOME, events.size())) {
            return;
        }
        if (refused.stream()
                .allMatch(each -> OF_THE_TABLE.matcher(each.reason()).find())) {
            throw new SQLException("no event fits the columns of the table (see the property columns), e.g. "
                    + refused.get(0).reason());
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean isThere(Connection connection, Event event) throws SQLException {
        if (event.messageId().isEmpty() || event.messageId().indexOf('\0') >= 0) {
            return false;
        }
        try (PreparedStatement select = connection.prepareStatement(table.selectById())) {
            select.setString(1, event.messageId());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void rollback(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e); // the connection is gone, and with it what it had begun
        }
    }

    // of a batch the outer exception shows the statement with its values, the next one what the database said
    private static SQLException cause(SQLException e) {
        SQLException cause = e;
        while (cause.getNextException() != null) {
            cause = cause.getNextException();
        }
        return cause;
    }

    // the first line: further ones of PostgreSQL show the row
    private static String reason(SQLException e) {
        Throwable cause = cause(e);
        if (e.getSQLState() == null || e.getMessage() == null || cause.getMessage() == null) {
            while (cause.getCause() != null) { // the pool's own message hides why it gets no connection
                cause = cause.getCause();
            }
        }
        @Nullable String message = cause.getMessage();
        String line = message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
        String short_ = line.length() > 200 ? line.substring(0, 200) + "..." : line;
        return e.getSQLState() == null ? short_ : short_ + " (SQLSTATE " + cause(e).getSQLState() + ")";
    }

    private String wayOut(SQLException e) {
        @Nullable String state = cause(e).getSQLState();
        if (state == null) {
            return "";
        }
        return switch (state) {
            case "42P01", "42S02", "42S04", "42S03" -> createTable ? "" : "; create the table, or set createTable=true";
            case "42P10" -> "; give the column of messageId a unique index";
            default -> "";
        };
    }

    @Override
    public void close() {
        pool.close();
    }
}
