package io.camelmcp.gateway.fraud;

import io.camelmcp.gateway.config.AboveTheFile;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.SettingsSource;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is set of the fraud rule, {@code fraud.*}.
 *
 * @param rule        the rule
 * @param redis       where the last regions are kept; null for this gateway only
 * @param prefix      of the keys in Redis
 * @param timeout     of a command to Redis
 * @param most        accounts that this gateway remembers by itself
 * @param frames      whether what devices send is looked at
 * @param topic       Kafka topic of transactions; null for none
 * @param brokers     of Kafka
 * @param group       consumer group there
 * @param fields      names of the fields of a transaction
 * @param auditSecret for the hashes of the audit log; null for none
 */
public record FraudSettings(
        FraudRule rule,
        @Nullable RedisURI redis,
        String prefix,
        Duration timeout,
        int most,
        boolean frames,
        @Nullable String topic,
        String brokers,
        String group,
        TransactionFields fields,
        @Nullable String auditSecret) {

    private static final String KEY = "fraud.redis";
    private static final String NONE = "none";
    private static final long DAY = Duration.ofDays(1).toMillis();

    private static final Set<String> NAMES = new LinkedHashSet<>(List.of(
            KEY,
            "fraud.redis.prefix",
            "fraud.redis.timeout",
            "fraud.window",
            "fraud.freeze",
            "fraud.ahead",
            "fraud.regions",
            "fraud.allow.accounts",
            "fraud.allow.regions",
            "fraud.local.accounts",
            "fraud.frames",
            "fraud.kafka.topic",
            "fraud.kafka.brokers",
            "fraud.kafka.group",
            "fraud.field.account",
            "fraud.field.region",
            "fraud.field.time",
            "fraud.field.id",
            "fraud.field.amount",
            "fraud.field.device",
            "fraud.audit.secret"));

    /**
     * Reads and checks the settings.
     *
     * @return null if the rule is off: nothing of it is set
     * @throws ConfigurationException if a value cannot work, or is set while {@code fraud.redis} is not
     */
    public static @Nullable FraudSettings load(SettingsSource source) {
        refuseUnknown(source);
        String redis = source.find(KEY);
        if (redis == null) {
            for (String name : NAMES) {
                if (source.find(name) != null) {
                    throw source.bad(
                            KEY,
                            "is missing while " + source.where(name)
                                    + " is set; give redis://HOST:PORT, or none to remember accounts in this gateway only");
                }
            }
            return null;
        }
        String topic = source.find("fraud.kafka.topic");
        String brokers = source.find("fraud.kafka.brokers");
        if (topic != null && brokers == null) {
            throw source.bad("fraud.kafka.brokers", "is missing while fraud.kafka.topic is set; give HOST:PORT");
        }
        if (topic == null && brokers != null) {
            throw source.bad(
                    "fraud.kafka.topic", "is missing while fraud.kafka.brokers is set; give the topic of transactions");
        }
        boolean frames = source.flag("fraud.frames", topic == null);
        if (!frames && topic == null) {
            throw source.bad(
                    "fraud.frames",
                    "false",
                    "then there are no transactions; set fraud.kafka.topic, or frames to true",
                    null);
        }
        return new FraudSettings(
                rule(source),
                redisUri(source, redis),
                matching(
                        source,
                        "fraud.redis.prefix",
                        "mcp-fraud",
                        "[A-Za-z0-9._:-]{1,64}",
                        "has other characters than A-Z a-z 0-9 . _ : -, or more than 64"),
                Duration.ofMillis(duration(source, "fraud.redis.timeout", 1_000, 10, 60_000)),
                (int) source.number("fraud.local.accounts", 100_000, 100, 10_000_000),
                frames,
                topic,
                brokers == null ? "" : brokers,
                matching(
                        source,
                        "fraud.kafka.group",
                        "mcp-fraud",
                        "[A-Za-z0-9._-]{1,249}",
                        "is not a name of a consumer group"),
                new TransactionFields(
                        field(source, "account", "account"),
                        field(source, "region", "region"),
                        field(source, "time", "timestamp"),
                        field(source, "id", "transactionId"),
                        field(source, "amount", "amount"),
                        field(source, "device", "clientId")),
                source.find("fraud.audit.secret"));
    }

    /** For routes; also while the rule is off ({@code settings} is null). No secret is among them. */
    public static Map<String, String> placeholders(@Nullable FraudSettings settings) {
        if (settings == null) {
            return Map.of(
                    "fraud.frames.on", "false",
                    "fraud.kafka.on", "false",
                    "fraud.kafka.topic", "off",
                    "fraud.kafka.brokers", "off",
                    "fraud.kafka.group", "off");
        }
        return Map.of(
                "fraud.frames.on",
                Boolean.toString(settings.frames),
                "fraud.kafka.on",
                Boolean.toString(settings.topic != null),
                "fraud.kafka.topic",
                settings.topic == null ? "off" : settings.topic,
                "fraud.kafka.brokers",
                settings.brokers,
                "fraud.kafka.group",
                settings.group);
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "FraudSettings[frames=" + frames + ", topic=" + topic + "]";
    }

    private static void refuseUnknown(SettingsSource source) {
        for (String key : source.keys("fraud.")) {
            if (!NAMES.contains(key)) {
                throw source.bad(key, "is no setting of the fraud rule; there are " + String.join(", ", NAMES));
            }
        }
        Set<String> variables = NAMES.stream().map(AboveTheFile::variable).collect(Collectors.toSet());
        for (String variable : source.variables("FRAUD_")) {
            if (!variables.contains(variable)) {
                throw new ConfigurationException(variable + ": is no setting of the fraud rule; there are "
                        + NAMES.stream().map(AboveTheFile::variable).collect(Collectors.joining(", ")));
            }
        }
    }

    private static FraudRule rule(SettingsSource source) {
        Set<String> pairs = new LinkedHashSet<>();
        for (String pair : list(source, "fraud.allow.regions")) {
            String[] two = pair.split("/", -1);
            if (two.length != 2
                    || FraudRule.region(two[0]).isEmpty()
                    || FraudRule.region(two[1]).isEmpty()) {
                throw source.bad("fraud.allow.regions", pair, "is not a pair of regions such as DE/AT", null);
            }
            pairs.add(FraudRule.region(two[0]) + "/" + FraudRule.region(two[1]));
            pairs.add(FraudRule.region(two[1]) + "/" + FraudRule.region(two[0]));
        }
        return new FraudRule(
                duration(source, "fraud.window", Duration.ofMinutes(5).toMillis(), 1, DAY),
                duration(source, "fraud.ahead", Duration.ofMinutes(1).toMillis(), 0, DAY),
                duration(source, "fraud.freeze", Duration.ofHours(1).toMillis(), 1_000, 365 * DAY),
                list(source, "fraud.regions").stream().map(FraudRule::region).collect(Collectors.toUnmodifiableSet()),
                Set.copyOf(list(source, "fraud.allow.accounts")),
                Set.copyOf(pairs));
    }

    private static @Nullable RedisURI redisUri(SettingsSource source, String value) {
        if (value.equals(NONE)) {
            return null;
        }
        try {
            if (value.startsWith("redis://") || value.startsWith("rediss://")) {
                RedisURI uri = RedisURI.create(value);
                if (uri.getHost() != null && !uri.getHost().isBlank()) {
                    return uri;
                }
            }
        } catch (IllegalArgumentException e) {
            // said below, without the value: it may have a password
        }
        throw source.bad(
                KEY,
                "is neither redis://[USER:PASSWORD@]HOST:PORT[/DATABASE], nor the same with rediss:// (TLS), nor none");
    }

    private static String field(SettingsSource source, String name, String fallback) {
        return matching(
                source,
                "fraud.field." + name,
                fallback,
                "[^.\\s]{1,64}(\\.[^.\\s]{1,64}){0,7}",
                "is not a name of a field, such as account or payment.account");
    }

    private static String matching(SettingsSource source, String key, String fallback, String pattern, String why) {
        String value = source.find(key);
        if (value == null) {
            return fallback;
        }
        if (!value.matches(pattern)) {
            throw source.bad(key, value, why, null);
        }
        return value;
    }

    private static List<String> list(SettingsSource source, String key) {
        String value = source.find(key);
        return value == null
                ? List.of()
                : Arrays.stream(value.split(","))
                        .map(String::trim)
                        .filter(item -> !item.isEmpty())
                        .toList();
    }

    private static long duration(SettingsSource source, String key, long fallback, long min, long max) {
        String value = source.find(key);
        if (value == null) {
            return fallback;
        }
        Duration duration = SettingsSource.duration(value);
        if (duration != null && duration.toMillis() >= min && duration.toMillis() <= max) {
            return duration.toMillis();
        }
        throw source.bad(
                key,
                value,
                "is not a duration of " + Duration.ofMillis(min).toString().substring(2) + " to "
                        + Duration.ofMillis(max).toString().substring(2) + ", such as 500 (milliseconds), 10s, 5m, 1h",
                null);
    }
}
