package io.camelmcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, sections 1 and 2: what a frame, a command, and an error may be. */
class McpFrameValuesTest {

    private static final byte[] BODY = {1, 2, 3};

    @Test
    void answerHasTheAnswerBitAndVersionIdAndSeqOfItsRequest() {
        McpFrame answer = McpFrame.sequenced(McpCommand.REPORT, 7, 9, BODY).answer(McpFrame.EMPTY);

        assertThat(answer).isEqualTo(new McpFrame(2, 0x8C, 7, 9, new byte[0]));
        assertThat(answer.isAnswer()).isTrue();
        assertThat(answer.wantsAnswer()).isFalse();
        assertThat(McpFrame.plain(McpCommand.LOG, BODY).answer(BODY))
                .isEqualTo(new McpFrame(1, 0x8D, 0, 0, new byte[] {1, 2, 3}));
    }

    @Test
    void errorNamesTheFailedCommandAndKeepsVersionIdAndSeq() {
        McpFrame error = McpFrame.sequenced(McpCommand.REPORT, 7, 9, BODY).error(McpErrorCode.BUSY, "busy");

        assertThat(error.command()).isEqualTo(McpCommand.ERROR);
        assertThat(error.version()).isEqualTo(2);
        assertThat(error.id()).isEqualTo(7);
        assertThat(error.seq()).isEqualTo(9);
        assertThat(McpError.decode(error.body())).isEqualTo(new McpError(McpCommand.REPORT, 7, "busy"));
        assertThat(error.isAnswer()).isTrue();
    }

    @Test
    void errorThatAnswersNothingHasNoCommandNoIdNoSeq() {
        McpFrame error = McpFrame.unsolicitedError(2, McpErrorCode.TAKEN_OVER, "taken over");

        assertThat(error.id()).isZero();
        assertThat(error.seq()).isZero();
        assertThat(McpError.decode(error.body())).isEqualTo(new McpError(0, 10, "taken over"));
    }

    @Test
    void everyRequestWantsAnAnswerButThoseWithoutSeqAndGoAwayOfVersion1() {
        assertThat(McpFrame.plain(McpCommand.REPORT, BODY).wantsAnswer()).isTrue();
        assertThat(McpFrame.plain(McpCommand.GOAWAY, BODY).wantsAnswer()).isFalse();
        assertThat(McpFrame.sequenced(McpCommand.REPORT, 0, 1, BODY).wantsAnswer())
                .isTrue();
        assertThat(McpFrame.sequenced(McpCommand.REPORT, 0, 0, BODY).wantsAnswer())
                .isFalse();
    }

    @Test
    void framesAreEqualByValueWithTheirBodies() {
        McpFrame frame = McpFrame.sequenced(McpCommand.REPORT, 7, 9, new byte[] {1, 2});

        assertThat(frame)
                .isEqualTo(McpFrame.sequenced(McpCommand.REPORT, 7, 9, new byte[] {1, 2}))
                .hasSameHashCodeAs(McpFrame.sequenced(McpCommand.REPORT, 7, 9, new byte[] {1, 2}))
                .isNotEqualTo(McpFrame.sequenced(McpCommand.REPORT, 7, 9, new byte[] {1, 3}))
                .isNotEqualTo(McpFrame.sequenced(McpCommand.REPORT, 7, 8, new byte[] {1, 2}))
                .isNotEqualTo(McpFrame.sequenced(McpCommand.REPORT, 6, 9, new byte[] {1, 2}))
                .isNotEqualTo(McpFrame.sequenced(McpCommand.LOG, 7, 9, new byte[] {1, 2}))
                .isNotEqualTo("frame");
        assertThat(McpFrame.plain(3, BODY)).isNotEqualTo(McpFrame.sequenced(3, 0, 0, BODY));
    }

    @Test
    void lengthsCountThePrefixOfVersion2AndTheFrameAroundIt() {
        assertThat(McpFrame.plain(3, BODY).payloadLength()).isEqualTo(3);
        assertThat(McpFrame.plain(3, BODY).encodedLength()).isEqualTo(15);
        assertThat(McpFrame.sequenced(3, 0, 1, BODY).payloadLength()).isEqualTo(9);
        assertThat(McpFrame.sequenced(3, 0, 1, BODY).encodedLength()).isEqualTo(21);
    }

    @Test
    void textOfAFrameTellsWhatItIsButNotItsBody() {
        byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);

        assertThat(McpFrame.sequenced(McpCommand.REPORT, 7, 9, secret))
                .hasToString("McpFrame[v2 REPORT id=7 seq=9 body=6]");
        assertThat(McpFrame.plain(McpCommand.REPORT | McpCommand.ANSWER_BIT, secret))
                .hasToString("McpFrame[v1 REPORT answer body=6]");
        assertThat(McpFrame.plain(McpCommand.ERROR, secret)).hasToString("McpFrame[v1 ERROR body=6]");
        assertThat(McpFrame.plain(0x42, secret)).hasToString("McpFrame[v1 0x42 body=6]");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 12, 0, 0, version 0 is not 1 or 2",
        "3, 12, 0, 0, version 3 is not 1 or 2",
        "1, 256, 0, 0, command 256 is not in 0..255",
        "2, -1, 0, 0, command -1 is not in 0..255",
        "1, 12, 5, 0, a frame of version 1 has no id and no seq: id=5 seq=0",
        "1, 12, 0, 5, a frame of version 1 has no id and no seq: id=0 seq=5",
        "2, 12, -1, 0, id -1 is not in 0..4294967295",
        "2, 12, 4294967296, 0, id 4294967296 is not in 0..4294967295",
        "2, 12, 0, 65536, seq 65536 is not in 0..65535",
        "2, 12, 0, -1, seq -1 is not in 0..65535"
    })
    void whatDoesNotFitInAFrameIsRefusedByName(int version, int command, long id, int seq, String message) {
        assertThatThrownBy(() -> new McpFrame(version, command, id, seq, BODY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"report, 12", " REPORT , 12", "0x42, 66", "66, 66", "ERROR, 255", "0, 0", "0xFF, 255"})
    void commandIsReadFromItsNameOrNumber(String text, int command) {
        assertThat(McpCommand.parse(text)).isEqualTo(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "REPROT", "256", "-1", "0x100", "1.5"})
    void commandThatIsNeitherNameNorNumberIsToldWithWhatThereIs(String text) {
        assertThatThrownBy(() -> McpCommand.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("command " + text + " is neither one of [COMMAND, ERROR, GOAWAY,");
    }

    @Test
    void everyNamedCommandIsReadBackFromItsName() {
        for (int command = 0; command <= 0xFF; command++) {
            assertThat(McpCommand.parse(McpCommand.name(command))).isEqualTo(command);
        }
        assertThat(McpCommand.name(0x0C)).isEqualTo("REPORT");
        assertThat(McpCommand.name(0x42)).isEqualTo("0x42");
    }

    @ParameterizedTest
    @CsvSource({
        "0x01, false",
        "0x04, false",
        "0x09, false",
        "0x0A, true",
        "0x0D, true",
        "0x0E, false",
        "0x1F, false",
        "0x20, true",
        "0x6F, true",
        "0x70, false",
        "0x7F, false",
        "0x8C, false",
        "0xFF, false"
    })
    void routesTakeTelemetryAndApplicationCommandsOnly(String command, boolean routable) {
        assertThat(McpCommand.isRoutable(McpCommand.parse(command))).isEqualTo(routable);
    }

    @Test
    void errorCodesAre1To12AndOthersAreUnknown() {
        for (McpErrorCode code : McpErrorCode.values()) {
            assertThat(McpErrorCode.of(code.code())).isSameAs(code);
        }
        assertThat(McpErrorCode.BAD_FRAME.code()).isEqualTo(1);
        assertThat(McpErrorCode.STALE.code()).isEqualTo(12);
        assertThat(McpErrorCode.of(0)).isNull();
        assertThat(McpErrorCode.of(13)).isNull();
    }

    @Test
    void textOfAnErrorIsCutAt255OctetsAndNeverInsideACharacter() {
        String tooLong = "温".repeat(90);

        byte[] body = new McpError(McpCommand.REPORT, McpErrorCode.FAILED, tooLong).encode();

        assertThat(body).hasSize(3 + 255);
        assertThat(McpError.decode(body).text()).isEqualTo("温".repeat(85));
        byte[] odd = new McpError(McpCommand.REPORT, McpErrorCode.FAILED, "a" + tooLong).encode();
        assertThat(McpError.decode(odd).text()).isEqualTo("a" + "温".repeat(84));
    }

    @Test
    void bodyOfAnErrorNeedsThreeOctets() {
        assertThat(McpError.decode(new byte[] {(byte) 0xC8, (byte) 0xFF, (byte) 0xFE}))
                .isEqualTo(new McpError(200, 65_534, ""));
        assertThatThrownBy(() -> McpError.decode(new byte[2]))
                .isInstanceOfSatisfying(
                        McpProtocolException.class, e -> assertThat(e.code()).isEqualTo(McpErrorCode.BAD_FRAME))
                .hasMessage("body of ERROR has 2 octets, at least 3 are needed");
    }
}
