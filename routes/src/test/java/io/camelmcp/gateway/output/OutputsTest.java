package io.camelmcp.gateway.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.SettingsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputsTest {

    @TempDir
    private Path dir;

    private final FakeOutput fake = new FakeOutput();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void outputIsOffUntilSomethingIsSetForItAndRoutesKnow() throws IOException {
        try (Outputs outputs = open("")) {
            assertThat(outputs.names()).isEmpty();
            assertThat(outputs.find("fake")).isNull();
            assertThat(outputs.placeholders())
                    .containsEntry("output.fake.on", "false")
                    .containsEntry("output.fake.batchSize", "5")
                    .containsEntry("output.fake.batchBytes", "1048576")
                    .containsEntry("output.fake.batchWait", "1s");
        }
    }

    @Test
    void valuesOfTheFileAndOfTheEnvironmentAboveItArePlaceholdersButSecretsAreNot() throws IOException {
        environment.put("OUTPUT_FAKE_TOKEN", "s3cret");
        environment.put("OUTPUT_FAKE_BATCHSIZE", "7");
        try (Outputs outputs = open(
                "output.fake.endpoint=https://h:1\noutput.fake.batchSize=9\noutput.fake.index={{gateway.data}}/x")) {
            assertThat(outputs.names()).containsExactly("fake");
            assertThat(outputs.placeholders())
                    .containsEntry("output.fake.on", "true")
                    .containsEntry("output.fake.endpoint", "https://h:1")
                    .containsEntry("output.fake.batchSize", "7")
                    .containsEntry("output.fake.index", dir + "/x")
                    .doesNotContainValue("s3cret");
            assertThat(outputs.unused(java.util.Set.of())).containsExactly("fake");
            assertThat(outputs.unused(java.util.Set.of("fake"))).isEmpty();
        }
        assertThat(fake.closed).hasValue(1);
    }

    @Test
    void disabledOutputIsOffWhateverElseIsSet() throws IOException {
        try (Outputs outputs = open("output.fake.endpoint=nonsense\noutput.fake.enabled=false")) {
            assertThat(outputs.names()).isEmpty();
            assertThat(outputs.placeholders())
                    .containsEntry("output.fake.on", "false")
                    .doesNotContainKey("output.fake.endpoint");
        }
    }

    @Test
    void secondOutputOfATypeHasANameOfItsOwn() throws IOException {
        environment.put("OUTPUT_FAKE_EU_TYPE", "fake");
        environment.put("OUTPUT_FAKE_EU_TOKEN", "t");
        environment.put("OUTPUT_FAKE_EU_ENDPOINT", "http://eu");
        try (Outputs outputs =
                open("output.us.type=fake\noutput.us.endpoint=http://us\noutput.us.token=t\noutput.us.mode=slow")) {
            assertThat(outputs.names()).containsExactlyInAnyOrder("fake-eu", "us");
            assertThat(outputs.placeholders())
                    .containsEntry("output.us.mode", "slow")
                    .containsEntry("output.fake-eu.mode", "fast")
                    .containsEntry("output.fake.on", "false");
        }
    }

    @Test
    void gettersGiveTheValueOrTheDefaultAndRefuseNamesThatTheTypeDoesNotHave() throws IOException {
        Path ca = Files.writeString(dir.resolve("ca.pem"), "x");
        Path file = Files.writeString(dir.resolve("p"), "output.fake.parallel=3\noutput.fake.ca=" + ca);
        OutputSettings settings = new CheckedSettings("fake", fake, SettingsSource.of(file, environment), dir);

        assertThat(settings.output()).isEqualTo("fake");
        assertThat(settings.number("parallel")).isEqualTo(3);
        assertThat(settings.isSet("parallel")).isTrue();
        assertThat(settings.isSet("timeout")).isFalse();
        assertThat(settings.duration("timeout")).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.flag("gzip")).isTrue();
        assertThat(settings.text("endpoint")).isEmpty();
        assertThat(settings.find("endpoint")).isNull();
        assertThat(settings.file("ca")).isEqualTo(ca);
        assertThatThrownBy(() -> settings.text("nope")).isInstanceOf(IllegalArgumentException.class);
        assertThat(settings.bad("token", "is bad")).hasMessage("OUTPUT_FAKE_TOKEN: is bad");
        assertThat(settings.bad("parallel", "is bad")).hasMessage(file + ": output.fake.parallel=3: is bad");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            endpoint=ftp://x         | output.fake.endpoint=ftp://x: is no URL; write http://HOST:PORT or https://HOST:PORT
            endpoint=http:///x       | output.fake.endpoint=http:///x: is no URL
            parallel=0               | output.fake.parallel=0: is not a whole number in 1..9; e.g. 2
            parallel=x               | output.fake.parallel=x: is not a whole number in 1..9; e.g. 2
            timeout=soon             | output.fake.timeout=soon: is not a duration in 1000..60000 milliseconds; write e.g. 500ms, 1s, 5m
            timeout=2m               | output.fake.timeout=2m: is not a duration in 1000..60000
            mode=quick               | output.fake.mode=quick: is none of fast, slow
            gzip=yes                 | output.fake.gzip=yes: is neither true nor false
            enabled=yes              | output.fake.enabled=yes: is neither true nor false
            ca=/none.pem             | output.fake.ca=/none.pem: there is no such file, or it cannot be read; correct the path
            batchSize=101            | output.fake.batchSize=101: is not a whole number in 1..100; e.g. 5
            retryDelay=0             | output.fake.retryDelay=0: is not a duration
            retryDelay=2m            | output.fake.retryDelay=2m: output.fake.retryDelay is above output.fake.retryMaxDelay=30s; correct one of them
            retryMaxDelay=10ms       | output.fake.retryMaxDelay=10ms: output.fake.retryDelay is above
            endpoint=http://h:88088  | output.fake.endpoint=http://h:88088: is no URL
            index=none               | output.fake.index=none: is needed with mode=fast; name another one
            tokken=1                 | output.fake.tokken: the output fake has no property tokken; did you mean token?; there are endpoint, token
            xyz=1                    | output.fake.xyz: the output fake has no property xyz; there are endpoint, token
            """)
    void valueThatCannotWorkIsNamedInOneLineWithTheWayOut(String line, String problem) {
        assertThatThrownBy(() -> open("output.fake.endpoint=http://h\noutput.fake.token=t\noutput.fake." + line))
                .isInstanceOf(ConfigurationException.class)
                .message()
                .startsWith(dir.resolve("p") + ": " + problem)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            output.fke.endpoint=x    | output.fke.endpoint: there is no output fke; did you mean fake?; there are fake, and output.fke.type=TYPE makes another one
            output.syslog.endpoint=x | output.syslog.endpoint: there is no output syslog; there are fake, and output.syslog.type=TYPE makes another one
            output.fake=x            | output.fake: the output fake has no property
            output.b.type=fakes      | output.b.type=fakes: there is no such type; did you mean fake?; there are fake
            output.B_1.type=fake     | output.B_1.type: an output is named by a-z, 0-9 and -
            output.fake.batchSize=7  | OUTPUT_FAKE_ENDPOINT: is missing, and the output fake cannot do without; set it, or output.fake.enabled=false
            """)
    void whatIsSetForNoOutputEndsTheStart(String line, String problem) {
        assertThatThrownBy(() -> open(line))
                .isInstanceOf(ConfigurationException.class)
                .message()
                .contains(problem);
    }

    @Test
    void missingRequiredValueIsNamed() {
        assertThatThrownBy(() -> open("output.fake.endpoint=http://h"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "OUTPUT_FAKE_TOKEN: is missing, and the output fake cannot do without; set it, or output.fake.enabled=false");
    }

    @Test
    void mistypedVariableEndsTheStartAndOneThatIsForSomebodyElseDoesNot() throws IOException {
        environment.put("OUTPUT_DIR", "/tmp");
        environment.put("OUTPUT_LOG_LEVEL", "debug");
        open("").close();

        environment.put("OUTPUT_FAKE_BATCH_SIZE", "7");
        assertThatThrownBy(() -> open(""))
                .hasMessageStartingWith(
                        "OUTPUT_FAKE_BATCH_SIZE: the output fake has no property BATCH_SIZE; did you mean batchSize?");

        environment.remove("OUTPUT_FAKE_BATCH_SIZE");
        environment.put("OUTPUT_FAKR_TOKEN", "7");
        assertThatThrownBy(() -> open(""))
                .hasMessageStartingWith("OUTPUT_FAKR_TOKEN: there is no output fakr; did you mean fake?");
    }

    @Test
    void outputsThatWereOpenedBeforeABadOneAreClosed() {
        assertThatThrownBy(() -> open("output.fake.endpoint=http://h\noutput.fake.token=t\noutput.z.type=fake"))
                .isInstanceOf(ConfigurationException.class);
        assertThat(fake.closed).hasValue(1);
    }

    private Outputs open(String properties) throws IOException {
        Path file = Files.writeString(dir.resolve("p"), properties);
        return Outputs.open(SettingsSource.of(file, environment), dir, new OutputTypes(List.of(fake)));
    }
}
