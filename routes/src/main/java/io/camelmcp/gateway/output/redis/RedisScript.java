package io.camelmcp.gateway.output.redis;

/**
 * What Redis does with a batch, all of it or nothing: each event whose id it does not remember is added, then the id is
 * remembered. Not "remember, then add": a script that fails in the middle is not taken back.
 *
 * <p>Keys: what is written to; a sorted set of the ids that came last. Arguments: most entries; most ids; then id, client,
 * command, time and JSON of each event.
 */
enum RedisScript {
    STREAM(
            "",
            "redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'messageId', id, 'clientId', ARGV[i + 1],"
                    + " 'command', ARGV[i + 2], 'receivedAt', ARGV[i + 3], 'event', ARGV[i + 4])"),
    // who reads a list takes what is read away: what is not read yet must not be cut off
    LIST(
            """
            if redis.call('LLEN', KEYS[1]) >= tonumber(ARGV[1]) then
              return redis.error_reply('FULL the list has ' .. ARGV[1] .. ' events that nobody has taken')
            end
            """,
            "redis.call('RPUSH', KEYS[1], ARGV[i + 4])");

    /** Arguments of each event. */
    static final int ARGUMENTS = 5;

    private final String text;

    RedisScript(String before, String add) {
        this.text = before
                + """
                local most = tonumber(ARGV[2])
                local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
                local n = last[2] and tonumber(last[2]) or 0
                for i = 3, #ARGV, 5 do
                  local id = ARGV[i]
                  local known = id ~= '' and most > 0 and redis.call('ZSCORE', KEYS[2], id)
                  if not known then
                    %s
                    if id ~= '' and most > 0 then
                      n = n + 1
                      redis.call('ZADD', KEYS[2], n, id)
                    end
                  end
                end
                redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1 - most)
                return redis.status_reply('OK')
                """
                        .formatted(add);
    }

    String text() {
        return text;
    }
}
