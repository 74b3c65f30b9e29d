package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ModbusFrameTest {

    @Test
    void equalityLooksAtThePduAndTextDoesNot() {
        ModbusFrame frame = new ModbusFrame(1, 2, new byte[] {6, 0, 1, 0, 3});

        assertThat(frame)
                .isEqualTo(new ModbusFrame(1, 2, new byte[] {6, 0, 1, 0, 3}))
                .hasSameHashCodeAs(new ModbusFrame(1, 2, new byte[] {6, 0, 1, 0, 3}))
                .isNotEqualTo(new ModbusFrame(1, 2, new byte[] {6, 0, 1, 0, 4}))
                .isNotEqualTo(new ModbusFrame(2, 2, new byte[] {6, 0, 1, 0, 3}))
                .isNotEqualTo(new ModbusFrame(1, 3, new byte[] {6, 0, 1, 0, 3}))
                .hasToString("ModbusFrame[transactionId=1, unitId=2, WRITE_SINGLE_REGISTER, pdu=5]");
    }

    @Test
    void componentOutOfItsRangeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModbusFrame(65_536, 0, new byte[1]))
                .withMessage("transactionId 65536 is not in 0..65535");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModbusFrame(0, 256, new byte[1]))
                .withMessage("unitId 256 is not in 0..255");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModbusFrame(0, 0, new byte[254]))
                .withMessage("length of the PDU 254 is not in 1..253");
    }
}
