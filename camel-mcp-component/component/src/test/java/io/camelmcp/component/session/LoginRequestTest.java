package io.camelmcp.component.session;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginRequestTest {

    private static final String ID_64 = "a".repeat(64);

    private static LoginRequest parse(String json) throws LoginFormatException {
        return LoginRequest.parse(json.getBytes(UTF_8));
    }

    @Test
    void allFieldsAreRead() throws Exception {
        assertThat(
                        parse(
                                """
                                {"clientId":"C1.a_b:c-d","token":"t.o.k","sessionId":"s1","groups":["g1","G-2"],"heartbeat":5,"window":64}"""))
                .isEqualTo(new LoginRequest("C1.a_b:c-d", "t.o.k", "s1", List.of("g1", "G-2"), 5, 64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " {\n} ", "{\"clientId\":null,\"groups\":null,\"window\":null}"})
    void everyFieldMayBeAbsentOrNull(String json) throws Exception {
        assertThat(parse(json)).isEqualTo(new LoginRequest(null, null, null, List.of(), null, null));
    }

    @Test
    void unknownFieldsArePassedOverWhateverTheyHold() throws Exception {
        assertThat(parse("{\"x\":{\"clientId\":\"no\",\"y\":[1,[2]]},\"clientId\":\"C1\",\"z\":[{}]}"))
                .isEqualTo(new LoginRequest("C1", null, null, List.of(), null, null));
    }

    @Test
    void whatIsEncodedIsReadAgain() throws Exception {
        LoginRequest full = new LoginRequest(ID_64, "\"\\\u0000é", "s", List.of("a", "b"), 1, 1024);
        LoginRequest empty = new LoginRequest(null, null, null, List.of(), null, null);

        assertThat(LoginRequest.parse(full.encode())).isEqualTo(full);
        assertThat(LoginRequest.parse(empty.encode())).isEqualTo(empty);
        assertThat(new String(empty.encode(), UTF_8)).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"clientId\":\"\"} | clientId= is not 1..64 of A-Z a-z 0-9 . _ : -",
                "{\"clientId\":\"a b\"} | clientId=a?b is not 1..64",
                "{\"clientId\":\"a/b\"} | clientId=a/b is not 1..64",
                "{\"clientId\":\"gr\\u00fcn\"} | clientId=gr?n is not 1..64",
                "{\"clientId\":\"~abc\"} | clientId=~abc is not 1..64",
                "{\"clientId\":\"a\\nlevel=ERROR\"} | clientId=a?level=ERROR is not 1..64",
                "{\"clientId\":7} | clientId is 7, not a string",
                "{\"clientId\":[\"a\"]} | clientId is an array, not a string",
                "{\"token\":42} | token is something else, not a string",
                "{\"token\":{}} | token is an object, not a string",
                "{\"sessionId\":true} | sessionId is true, not a string",
                "{\"groups\":\"g\"} | groups is g, not an array of strings",
                "{\"groups\":[1]} | groups[0] is 1, not a string",
                "{\"groups\":[\"a\",null]} | groups[1] is null, not a string",
                "{\"groups\":[\"a\",[\"b\"]]} | groups[1] is an array, not a string",
                "{\"groups\":[\"a b\"]} | groups=a?b is not 1..64",
                "{\"heartbeat\":0} | heartbeat=0 is not in 1..2147483647",
                "{\"heartbeat\":-5} | heartbeat=-5 is not in 1..",
                "{\"heartbeat\":2147483648} | heartbeat=2147483648 is not in 1..",
                "{\"heartbeat\":1.5} | heartbeat is 1.5, not a whole number",
                "{\"heartbeat\":\"5\"} | heartbeat is 5, not a whole number",
                "{\"window\":0} | window=0 is not in 1..1024",
                "{\"window\":1025} | window=1025 is not in 1..1024",
                "{\"window\":-99999999999999999999} | window=-99999999999999999999 is not in 1..1024",
                "{\"window\":1e3} | window is 1e3, not a whole number"
            })
    void wrongTypesAndValuesAreNamed(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(LoginFormatException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void clientIdOf64CharactersIsTakenAnd65AreNot() throws Exception {
        assertThat(parse("{\"clientId\":\"" + ID_64 + "\"}").clientId()).isEqualTo(ID_64);
        assertThatThrownBy(() -> parse("{\"clientId\":\"" + ID_64 + "a\"}"))
                .isInstanceOf(LoginFormatException.class)
                .hasMessageContaining("is not 1..64");
    }

    @Test
    void sixteenGroupsAreTakenAndSeventeenAreNot() throws Exception {
        String sixteen = String.join(",", Collections.nCopies(16, "\"g\""));
        assertThat(parse("{\"groups\":[" + sixteen + "]}").groups()).hasSize(16);
        assertThatThrownBy(() -> parse("{\"groups\":[" + sixteen + ",\"g\"]}"))
                .isInstanceOf(LoginFormatException.class)
                .hasMessage("groups has more than 16 elements");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"x\"",
                "{",
                "{\"clientId\"",
                "{\"clientId\":",
                "{\"clientId\":\"a\"",
                "{\"clientId\":\"a\",}",
                "{'clientId':'a'}",
                "{clientId:1}",
                "{} {}",
                "{}x",
                "{\"groups\":[\"a\"",
                "{\"clientId\":\"a\",\"clientId\":\"b\"}",
                "{\"x\":1,\"x\":1}",
                "{\"x\":{\"y\":1,\"y\":2}}",
                "{\"heartbeat\":01}",
                "{\"heartbeat\":NaN}",
                "// no\n{}"
            })
    void whatIsNoJsonObjectOrNamesAFieldTwiceIsRefused(String json) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(LoginFormatException.class)
                .hasMessageStartingWith("LOGIN ");
    }

    @Test
    void deepNestingLongNumbersAndLongNamesAreRefused() {
        String deep = "{\"x\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
        String number = "{\"x\":" + "9".repeat(2_000) + ",\"heartbeat\":" + "9".repeat(2_000) + "}";
        String name = "{\"" + "n".repeat(2_000) + "\":1}";
        for (String json : List.of(deep, number, name)) {
            assertThatThrownBy(() -> parse(json))
                    .isInstanceOf(LoginFormatException.class)
                    .hasMessageStartingWith("LOGIN is not well-formed JSON");
        }
    }

    @Test
    void messageNeverHoldsTheTokenOrMoreThanALineOfIt() {
        for (String json : List.of(
                "{\"token\":\"s3cret\",\"token\":\"s3cret\"}",
                "{\"token\":s3cret}",
                "{\"token\":\"s3cret",
                "{\"token\":[\"s3cret\"]}",
                "{\"clientId\":\"a\",\"token\":\"s3cret\"}}")) {
            assertThatThrownBy(() -> parse(json))
                    .isInstanceOf(LoginFormatException.class)
                    .hasNoCause()
                    .message()
                    .doesNotContain("s3cret");
        }
        assertThatThrownBy(() -> parse("{\"clientId\":\"" + "x".repeat(3_000) + "\"}"))
                .message()
                .hasSizeLessThan(200);
        assertThat(new LoginRequest("C1", "s3cret", "s3ssion", List.of(), null, null).toString())
                .contains("C1")
                .doesNotContain("s3cret", "s3ssion");
    }

    @Test
    void octetsThatAreNoUtf8AreRefusedAndEveryCutOrChangeEndsInARequestOrTheFormatException() throws Exception {
        assertThatThrownBy(
                        () -> LoginRequest.parse(new byte[] {'{', '"', (byte) 0xFF, (byte) 0xFE, '"', ':', '1', '}'}))
                .isInstanceOf(LoginFormatException.class);
        byte[] good = new LoginRequest("C1", "t", "s", List.of("g"), 5, 32).encode();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> LoginRequest.parse(cut)).isInstanceOf(LoginFormatException.class);
        }
        long seed = 4711;
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = good.clone();
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
            }
            try {
                LoginRequest.parse(noise);
            } catch (LoginFormatException e) {
                refused++;
            }
        }
        assertThat(refused).as("seed " + seed).isGreaterThan(1_000);
        // another encoding of the same text is JSON all the same
        assertThat(LoginRequest.parse("{\"clientId\":\"C1\"}".getBytes(UTF_16)).clientId())
                .isEqualTo("C1");
    }

    @Test
    void valuesOutOfRangeCannotBeMadeEither() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoginRequest("a b", null, null, List.of(), null, null))
                .withMessage("clientId=a?b is not 1..64 of A-Z a-z 0-9 . _ : -");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoginRequest(null, null, null, Collections.nCopies(17, "g"), null, null))
                .withMessage("groups has 17 elements, 16 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoginRequest(null, null, null, List.of(), 0, null))
                .withMessage("heartbeat=0 is below 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoginRequest(null, null, null, List.of(), null, 1025))
                .withMessage("window=1025 is not in 1..1024");
    }
}
