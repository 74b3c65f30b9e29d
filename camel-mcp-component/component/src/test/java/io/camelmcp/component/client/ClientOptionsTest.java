package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.camelmcp.codec.Protocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientOptionsTest extends ClientTestBase {

    @Test
    void windowZeroIsWhatTheProtocolAllows() {
        assertThat(to(1).build().window()).isEqualTo(32);
        assertThat(to(1).version(V1).build().window()).isEqualTo(1);
        assertThat(to(1).protocol(Protocol.MODBUS_TCP).build().window()).isEqualTo(1);
        assertThat(to(1).protocol(Protocol.MODBUS_TCP).window(16).build().window())
                .isEqualTo(16);
    }

    @Test
    void windowWhereAnswersCarryNoNumberIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to(1).version(V1).window(2).build())
                .withMessageContaining("window=2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to(1).protocol(Protocol.MODBUS_RTU).window(2).build())
                .withMessageContaining("modbusRtu");
    }

    @Test
    void optionOutOfRangeIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> to(0).build()).withMessage("port=0 is not in 1..65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to(1).window(1025).build())
                .withMessage("window=1025 is not in 1..1024");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to(1).maxPending(0).build())
                .withMessageContaining("maxPending=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to(1).connections(0).build())
                .withMessageContaining("connections=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> to(1).reconnectDelay(Duration.ZERO).build())
                .withMessageContaining("reconnectDelay=0");
    }

    @Test
    void addressOfVersion6IsSetInBrackets() {
        assertThat(to(502).host("::1").build().peer()).isEqualTo("[::1]:502");
        assertThat(to(502).host("plc").build().peer()).isEqualTo("plc:502");
    }

    @Test
    void requestThatThePeerWouldNotUnderstandIsNotSent() {
        DeviceClient plain = client(to(1).version(V1).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.to(plain, new McpCall(12, 7, bytes(""))))
                .withMessageContaining("use version=2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.to(plain, new McpCall(0x8C, 0, bytes(""))))
                .withMessageContaining("command 140");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.to(plain, new McpCall(12, 0, new byte[65_537])))
                .withMessageContaining("maxFrameLength=65536");
    }
}
