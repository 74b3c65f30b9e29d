package io.camelmcp.gateway.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.SettingsSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FraudSettingsTest {

    private static SettingsSource source(String... pairs) {
        Map<String, String> environment = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return SettingsSource.of(Path.of("no-such-file"), environment);
    }

    @Test
    void ruleIsOffWhenNothingIsSetAndRoutesKnowIt() {
        assertThat(FraudSettings.load(source())).isNull();
        assertThat(FraudSettings.placeholders(null)).containsEntry("fraud.frames.on", "false");
    }

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        FraudSettings settings = FraudSettings.load(source("FRAUD_REDIS", "none"));
        assertThat(settings.rule().window()).isEqualTo(300_000);
        assertThat(settings.rule().freeze()).isEqualTo(3_600_000);
        assertThat(settings.redis()).isNull();
        assertThat(settings.frames()).isTrue();
        assertThat(FraudSettings.placeholders(settings)).containsEntry("fraud.kafka.on", "false");
    }

    @Test
    void valuesAreReadAndATopicSwitchesFramesOff() {
        FraudSettings settings = FraudSettings.load(source(
                "FRAUD_REDIS",
                "redis://:pa%23ss@h:1/2",
                "FRAUD_KAFKA_TOPIC",
                "tx",
                "FRAUD_KAFKA_BROKERS",
                "b:1",
                "FRAUD_REGIONS",
                "de, fr",
                "FRAUD_ALLOW_REGIONS",
                "DE/at",
                "FRAUD_ALLOW_ACCOUNTS",
                "x, y"));
        assertThat(settings.redis().getDatabase()).isEqualTo(2);
        assertThat(settings.frames()).isFalse();
        assertThat(settings.rule().regions()).containsExactlyInAnyOrder("DE", "FR");
        assertThat(settings.rule().allowedPairs()).containsExactlyInAnyOrder("DE/AT", "AT/DE");
        assertThat(settings.rule().exemptAccounts()).containsExactlyInAnyOrder("x", "y");
        assertThat(FraudSettings.placeholders(settings))
                .containsEntry("fraud.kafka.topic", "tx")
                .doesNotContainValue("redis://:pa%23ss@h:1/2");
        assertThat(settings).hasToString("FraudSettings[frames=false, topic=tx]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FRAUD_WINDOW | 0 | FRAUD_WINDOW=0: is not a duration of",
                "FRAUD_WINDOW | soon | FRAUD_WINDOW=soon: is not a duration of",
                "FRAUD_FREEZE | 10 | FRAUD_FREEZE=10: is not a duration of",
                "FRAUD_LOCAL_ACCOUNTS | x | FRAUD_LOCAL_ACCOUNTS=x: is not a number in",
                "FRAUD_ALLOW_REGIONS | DE | FRAUD_ALLOW_REGIONS=DE: is not a pair of regions such as DE/AT",
                "FRAUD_FIELD_ACCOUNT | a b | FRAUD_FIELD_ACCOUNT=a b: is not a name of a field",
                "FRAUD_FRAMES | yes | FRAUD_FRAMES=yes: is neither true nor false",
                "FRAUD_FRAMES | false | FRAUD_FRAMES=false: then there are no transactions",
                "FRAUD_KAFKA_TOPIC | t | FRAUD_KAFKA_BROKERS: is missing while fraud.kafka.topic is set",
                "FRAUD_KAFKA_BROKERS | b:1 | FRAUD_KAFKA_TOPIC: is missing while fraud.kafka.brokers is set",
                "FRAUD_WINDOWS | 5m | FRAUD_WINDOWS: is no setting of the fraud rule; there are FRAUD_REDIS",
                "FRAUD_REDIS_PREFIX | a{b | FRAUD_REDIS_PREFIX=a{b: has other characters",
            })
    void valueThatCannotWorkIsNamedWithTheWayOut(String variable, String value, String line) {
        assertThatThrownBy(() -> FraudSettings.load(source("FRAUD_REDIS", "none", variable, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(line)
                .hasMessageNotContaining("\n");
    }

    @Test
    void addressOfRedisIsNeverShown() {
        assertThatThrownBy(() -> FraudSettings.load(source("FRAUD_REDIS", "http://user:geheim@h")))
                .hasMessageStartingWith("FRAUD_REDIS: is neither redis://")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void halfAConfigurationDoesNotPassForOneThatIsOff() {
        assertThatThrownBy(() -> FraudSettings.load(source("FRAUD_WINDOW", "5m")))
                .hasMessageStartingWith(
                        "FRAUD_REDIS: is missing while FRAUD_WINDOW is set; give redis://HOST:PORT, or none");
    }
}
