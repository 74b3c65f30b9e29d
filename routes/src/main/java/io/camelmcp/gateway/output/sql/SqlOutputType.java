package io.camelmcp.gateway.output.sql;

import com.zaxxer.hikari.HikariConfig;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputProperty;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.OutputType;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table of a database: PostgreSQL, H2 (in the gateway itself, the default), MySQL, MariaDB, or any with a JDBC driver. */
public final class SqlOutputType implements OutputType {

    private static final long HOUR = 3_600_000;

    @Override
    public String name() {
        return "sql";
    }

    @Override
    public List<OutputProperty> properties() {
        return List.of(
                // it may hold a password
                OutputProperty.secret(
                                "url",
                                "JDBC URL, e.g. `jdbc:postgresql://db:5432/plant`. Without one: an H2 database in a file of the gateway.")
                        .orElse("jdbc:h2:file:{{gateway.data}}/sql/events"),
                OutputProperty.text("user", "User of the database."),
                OutputProperty.secret("password", "Password of the user."),
                OutputProperty.text("table", "Table, or SCHEMA.TABLE.").orElse("events"),
                OutputProperty.text(
                                "columns", "What goes where: FIELD:COLUMN, ... Fields are " + SqlField.names() + ".")
                        .orElse("messageId:message_id,clientId:client_id,deviceId:device_id,protocol:protocol,"
                                + "command:command,receivedAt:received_at,event:event"),
                new OutputProperty(
                        "createTable",
                        OutputProperty.Kind.FLAG,
                        null,
                        false,
                        List.of(),
                        0,
                        0,
                        "Create the table if it is missing. Without the setting only in H2."),
                OutputProperty.number("maxConnections", 2, 1, 100, "Most connections of the pool."),
                OutputProperty.duration("connectTimeout", "10s", 250, HOUR, "How long to wait for a connection."),
                OutputProperty.duration("timeout", "30s", 1_000, HOUR, "How long a statement may take."),
                OutputProperty.duration(
                        "idleTimeout",
                        "10m",
                        10_000,
                        24 * HOUR,
                        "A connection that is not used for so long is closed."),
                OutputProperty.duration(
                        "maxLifetime", "30m", 30_000, 24 * HOUR, "A connection that is so old is replaced."),
                OutputProperty.duration(
                        "leakDetection",
                        "2m",
                        2_000,
                        24 * HOUR,
                        "A connection that is in use for so long is written to the log, with who has it."));
    }

    @Override
    public Output open(OutputSettings settings) {
        String url = settings.text("url");
        SqlDialect dialect = requireDriver(settings, url);
        SqlTable table = SqlTable.of(dialect, settings);
        Duration idle = settings.duration("idleTimeout");
        Duration lifetime = settings.duration("maxLifetime");
        if (idle.compareTo(lifetime) >= 0) {
            throw settings.bad(
                    "idleTimeout", "is not below maxLifetime=" + settings.text("maxLifetime") + "; lower it");
        }
        Duration timeout = settings.duration("timeout");
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("output-" + settings.output());
        pool.setJdbcUrl(url);
        pool.setUsername(settings.find("user"));
        pool.setPassword(settings.find("password"));
        pool.setAutoCommit(false);
        pool.setMaximumPoolSize((int) settings.number("maxConnections"));
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(settings.duration("connectTimeout").toMillis());
        pool.setIdleTimeout(idle.toMillis());
        pool.setMaxLifetime(lifetime.toMillis());
        // above the lifetime the pool would switch it off
        pool.setLeakDetectionThreshold(
                Math.min(settings.duration("leakDetection").toMillis(), lifetime.toMillis()));
        pool.setInitializationFailTimeout(-1); // a database that is away is told by the first batch
        if (dialect == SqlDialect.POSTGRESQL) {
            // parameters of the URL stand above these
            pool.addDataSourceProperty("reWriteBatchedInserts", "true");
            pool.addDataSourceProperty("tcpKeepAlive", "true");
            pool.addDataSourceProperty("socketTimeout", Long.toString(timeout.toSeconds() + 10));
            pool.addDataSourceProperty("ApplicationName", "mcp-gateway");
        }
        boolean create = settings.isSet("createTable") ? settings.flag("createTable") : dialect == SqlDialect.H2;
        return new SqlOutput(
                table,
                withoutParameters(url),
                create,
                dialect.makeDurable(url),
                (int) Math.max(1, timeout.toSeconds()),
                pool);
    }

    private static SqlDialect requireDriver(OutputSettings settings, String url) {
        try {
            DriverManager.getDriver(url);
            return SqlDialect.of(url);
        } catch (SQLException e) {
            throw settings.bad(
                    "url",
                    "no JDBC driver takes " + withoutParameters(url)
                            + "; write jdbc:postgresql://HOST:PORT/DATABASE or jdbc:h2:file:PATH, or add the driver of your database to the class path");
        }
    }

    // parameters may hold a password, and so may what stands before an @: jdbc:oracle:thin:scott/tiger@//host,
    // jdbc:db2://host/db:a=b;
    static String withoutParameters(String url) {
        String plain = url.replaceAll("[?;].*", "").replaceAll(":[A-Za-z]+=.*", "");
        int at = plain.lastIndexOf('@');
        if (at < 0) {
            return plain;
        }
        Matcher scheme = Pattern.compile("jdbc:[A-Za-z0-9+.-]+:(?://)?").matcher(plain);
        return (scheme.lookingAt() ? scheme.group() : "jdbc:") + plain.substring(at + 1);
    }
}
