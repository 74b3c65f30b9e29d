package io.camelmcp.gateway.output.redis;

import io.camelmcp.gateway.config.PemFile;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputProperty;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.OutputType;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.StaticCredentialsProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;

/** A stream or a list of Redis 5 or later. */
public final class RedisOutputType implements OutputType {

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public List<OutputProperty> properties() {
        return List.of(
                // it may hold a password
                OutputProperty.secret(
                                "url",
                                "`redis://HOST:PORT/DATABASE`, with TLS `rediss://`, by Sentinel `redis-sentinel://`.")
                        .require(),
                OutputProperty.text("user", "User (ACL); without one the user `default`."),
                OutputProperty.secret("password", "Password."),
                OutputProperty.choice(
                        "mode", List.of("stream", "list"), "Append to a stream (XADD) or to a list (RPUSH)."),
                OutputProperty.text("key", "Key of the stream or list.").orElse("mcp:events"),
                OutputProperty.number(
                        "maxLength",
                        1_000_000,
                        1,
                        Long.MAX_VALUE / 1_000,
                        "Most entries. A stream loses its oldest ones; a list takes no more until some have been read."),
                OutputProperty.number(
                        "rememberedIds",
                        100_000,
                        0,
                        10_000_000,
                        "So many message ids are kept in Redis to know repeats, in a sorted set of 100 octets an id."),
                OutputProperty.duration("timeout", "10s", 100, 600_000, "How long to wait for Redis."),
                OutputProperty.file(
                        "ca",
                        "PEM file of the authorities that sign the certificate of Redis; without it those of Java."));
    }

    @Override
    public Output open(OutputSettings settings) {
        Duration timeout = settings.duration("timeout");
        RedisURI uri = uri(settings);
        uri.setTimeout(timeout);
        uri.setClientName("mcp-gateway");
        if (settings.isSet("password")) {
            String user = settings.find("user");
            char[] password = settings.text("password").toCharArray();
            uri.setCredentialsProvider(new StaticCredentialsProvider(RedisCredentials.just(user, password)));
        } else if (settings.isSet("user")) {
            throw settings.bad("password", "is missing, and user is set; set both or neither");
        }
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false) // the next attempt connects
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(16)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(timeout)
                        .keepAlive(true)
                        .build());
        Path ca = settings.file("ca");
        if (ca != null) {
            if (!uri.isSsl()) {
                throw settings.bad("ca", "is not used by a url that is not rediss://; change the url");
            }
            requireCertificates(settings, ca);
            options.sslOptions(SslOptions.builder().trustManager(ca.toFile()).build());
        }
        String key = settings.text("key");
        if (key.isBlank()) {
            throw settings.bad("key", "is empty; write e.g. mcp:events");
        }
        RedisScript script = settings.text("mode").equals("list") ? RedisScript.LIST : RedisScript.STREAM;
        return new RedisOutput(
                uri, options.build(), script, key, settings.number("maxLength"), settings.number("rememberedIds"));
    }

    private static void requireCertificates(OutputSettings settings, Path ca) {
        try {
            PemFile.certificates(ca); // Lettuce would look when it connects
        } catch (IOException | GeneralSecurityException e) {
            throw settings.bad("ca", "cannot be used: " + e.getMessage());
        }
    }

    private static RedisURI uri(OutputSettings settings) {
        try {
            return RedisURI.create(settings.text("url"));
        } catch (IllegalArgumentException e) {
            throw settings.bad("url", "is no URL of a Redis; write redis://HOST:PORT, or rediss://HOST:PORT for TLS");
        }
    }
}
