package io.camelmcp.component.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginAnswerTest {

    private static final LoginAnswer ANSWER =
            new LoginAnswer("AAECAwQFBgcICQoLDA0ODw", true, 65_535, 30, 1024, 3600, 600, 1_767_225_600_000L);

    private static final String JSON =
            """
            {"sessionId":"AAECAwQFBgcICQoLDA0ODw","resumed":true,"lastSeq":65535,"heartbeat":30,"window":1024,"sessionTtl":3600,"retention":600,"serverTime":1767225600000}""";

    @Test
    void fieldsAreThoseOfTheProtocolInItsOrder() {
        assertThat(new String(ANSWER.encode(), UTF_8)).isEqualTo(JSON);
    }

    @Test
    void whatIsEncodedIsReadAgainAndUnknownFieldsArePassedOver() throws Exception {
        assertThat(LoginAnswer.parse(ANSWER.encode())).isEqualTo(ANSWER);
        assertThat(LoginAnswer.parse(JSON.replace("{\"sessionId", "{\"later\":{\"a\":[]},\"sessionId")
                        .getBytes(UTF_8)))
                .isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | 1 | resumed is 1, not true or false",
                "65535 | 65536 | lastSeq=65536 is not in 0..65535",
                "65535 | -1 | lastSeq=-1 is not in 0..65535",
                "\"heartbeat\":30 | \"heartbeat\":0 | heartbeat=0 is not in 1..2147483647",
                "1024 | 1025 | window=1025 is not in 1..1024",
                "3600 | \"1 h\" | sessionTtl is 1?h, not a whole number",
                "600} | 600} {} | LOGIN has something after",
                "1767225600000 | 99999999999999999999 | serverTime=99999999999999999999 is not in 0..",
                "AAECAwQFBgcICQoLDA0ODw | '' | sessionId has 0 characters, not 1..64",
                "\"window\":1024, | '' | the answer to LOGIN is without [window]"
            })
    void answerThatIsWrongOrIncompleteIsRefusedAndTheFieldNamed(String part, String instead, String message) {
        // control: the part is there, or what follows would say nothing
        String json = part.equals("600}") ? JSON + " {}" : JSON.replace(part, instead);
        assertThat(json).isNotEqualTo(JSON);
        assertThatThrownBy(() -> LoginAnswer.parse(json.getBytes(UTF_8)))
                .isInstanceOf(LoginFormatException.class)
                .hasMessageStartingWith(message);
    }
}
