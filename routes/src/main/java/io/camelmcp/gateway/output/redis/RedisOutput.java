package io.camelmcp.gateway.output.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.RefusedEvent;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A batch is one call of a script, so an event is added once, however often it comes. */
final class RedisOutput implements Output {

    private final ClientResources resources = ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final RedisClient client;
    private final RedisScript script;
    private final String target;
    private final byte[][] keys;
    private final byte[] maxLength;
    private final byte[] rememberedIds;
    private @Nullable StatefulRedisConnection<byte[], byte[]> connection;

    RedisOutput(
            RedisURI uri, ClientOptions options, RedisScript script, String key, long maxLength, long rememberedIds) {
        this.client = RedisClient.create(resources, uri);
        client.setOptions(options);
        this.script = script;
        this.target = "redis: " + key + " at " + place(uri);
        // in a cluster both keys must be on one node, which the braces see to
        String ids = key.matches(".*\\{.+}.*") ? key + ":ids" : "{" + key + "}:ids";
        this.keys = new byte[][] {key.getBytes(UTF_8), ids.getBytes(UTF_8)};
        this.maxLength = ascii(maxLength);
        this.rememberedIds = ascii(rememberedIds);
    }

    private static String place(RedisURI uri) {
        if (uri.getSentinels().isEmpty()) {
            return uri.getHost() + ":" + uri.getPort();
        }
        String sentinels = uri.getSentinels().stream()
                .map(sentinel -> sentinel.getHost() + ":" + sentinel.getPort())
                .collect(Collectors.joining(","));
        return uri.getSentinelMasterId() + " of the sentinels " + sentinels;
    }

    @Override
    public List<RefusedEvent> write(List<Event> events) throws IOException {
        byte[][] arguments = new byte[2 + RedisScript.ARGUMENTS * events.size()][];
        arguments[0] = maxLength;
        arguments[1] = rememberedIds;
        int i = 2;
        for (Event event : events) {
            arguments[i++] = event.messageId().getBytes(UTF_8);
            arguments[i++] = event.clientId().getBytes(UTF_8);
            arguments[i++] = event.command().getBytes(UTF_8);
            arguments[i++] = ascii(event.receivedAt());
            arguments[i++] = event.json();
        }
        try {
            connection().sync().eval(script.text(), ScriptOutputType.STATUS, keys, arguments);
            return List.of();
        } catch (RedisException e) {
            disconnect();
            throw new IOException(target + ": " + reason(e), e);
        }
    }

    private StatefulRedisConnection<byte[], byte[]> connection() {
        StatefulRedisConnection<byte[], byte[]> open = connection;
        if (open == null || !open.isOpen()) {
            disconnect();
            open = client.connect(ByteArrayCodec.INSTANCE);
            connection = open;
        }
        return open;
    }

    private void disconnect() {
        StatefulRedisConnection<byte[], byte[]> open = connection;
        connection = null;
        if (open != null) {
            open.closeAsync();
        }
    }

    private static String reason(RedisException e) {
        Throwable cause = e;
        while (cause.getCause() != null) { // "Unable to connect to ..." hides why
            cause = cause.getCause();
        }
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String line = said.replaceAll("\\s+", " ");
        if (line.contains("WRONGTYPE")) {
            return "the key holds something else than mode says; set another key, or another mode";
        }
        if (line.contains("OOM")) {
            return "Redis has reached its maxmemory; give it more, or lower maxLength";
        }
        if (line.contains("FULL ")) {
            return line.substring(line.indexOf("FULL ") + 5) + " (maxLength)";
        }
        return line;
    }

    private static byte[] ascii(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    @Override
    public void close() {
        disconnect();
        client.shutdown(0, 2, TimeUnit.SECONDS);
        resources.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
