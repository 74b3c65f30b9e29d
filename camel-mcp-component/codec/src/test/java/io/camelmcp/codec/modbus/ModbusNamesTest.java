package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModbusNamesTest {

    @Test
    void nameOfAFunctionIsThatOfItsConstant() throws IllegalAccessException {
        for (Field constant : ModbusFunction.class.getFields()) {
            if (!constant.getName().equals("EXCEPTION_BIT")) {
                assertThat(ModbusFunction.name(constant.getInt(null))).isEqualTo(constant.getName());
            }
        }
        assertThat(ModbusFunction.name(0x42)).isEqualTo("0x42");
        assertThat(ModbusFunction.name(0x83)).isEqualTo("0x83");
    }

    @Test
    void userDefinedFunctionsAreTheTwoRangesOfTheStandard() {
        assertThat(IntStream.of(65, 72, 100, 110).boxed()).allMatch(ModbusFunction::isUserDefined);
        assertThat(IntStream.of(64, 73, 99, 111, 3).boxed()).noneMatch(ModbusFunction::isUserDefined);
    }

    @Test
    void exceptionCodeIsFoundByItsNumber() {
        for (ModbusExceptionCode code : ModbusExceptionCode.values()) {
            assertThat(ModbusExceptionCode.of(code.code())).isEqualTo(code);
        }
        assertThat(ModbusExceptionCode.of(0x0B)).isEqualTo(ModbusExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
        assertThat(IntStream.of(-1, 0, 7, 9, 12, 255).boxed())
                .allMatch(number -> ModbusExceptionCode.of(number) == null);
    }
}
