package io.camelmcp.gateway.engines;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** PostgreSQL 17; user and database {@code postgres}, any password. */
public final class PostgresEngine extends Engine {

    private static PostgresEngine shared;

    private final int port = freePorts(1)[0];
    private EmbeddedPostgres server;

    public PostgresEngine() {
        super("postgres");
    }

    public static synchronized PostgresEngine running() {
        if (shared == null) {
            shared = new PostgresEngine();
        }
        return running(shared);
    }

    /** {@code jdbc:postgresql://127.0.0.1:PORT/postgres} */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    public String user() {
        return "postgres";
    }

    public String password() {
        return "postgres";
    }

    public int port() {
        return port;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), user(), password());
    }

    @Override
    void launch() throws IOException {
        server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(directory().resolve("data"))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .start();
    }

    @Override
    void halt() throws IOException {
        server.close();
    }
}
