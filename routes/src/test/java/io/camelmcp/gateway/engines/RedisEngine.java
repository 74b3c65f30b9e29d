package io.camelmcp.gateway.engines;

import java.io.IOException;
import redis.embedded.RedisServer;

/** Redis 6.2 that has on disk what it has confirmed. */
public final class RedisEngine extends Engine {

    private static RedisEngine shared;

    private final int port = freePorts(1)[0];
    private final RedisServer server;

    public RedisEngine() throws IOException {
        super("redis");
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir " + directory())
                .setting("save \"\"")
                .setting("appendonly yes")
                .setting("appendfsync always")
                .build();
    }

    public static synchronized RedisEngine running() throws IOException {
        if (shared == null) {
            shared = new RedisEngine();
        }
        return running(shared);
    }

    /** {@code redis://127.0.0.1:PORT} */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    void launch() throws IOException {
        server.start();
    }

    @Override
    void halt() throws IOException {
        server.stop();
    }
}
