package io.camelmcp.component.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModbusRangesTest {

    private final ModbusRanges ranges = ModbusRanges.parse("holding:10-19;holding:30;coils:0x130-0x154;3/input:0-9");

    @Test
    void requestTouchesARangeWithOneOfItsAddresses() {
        assertThat(ranges.touches(1, new ReadHoldingRegisters(9, 1))).isFalse();
        assertThat(ranges.touches(1, new ReadHoldingRegisters(9, 2))).isTrue();
        assertThat(ranges.touches(1, new ReadHoldingRegisters(19, 5))).isTrue();
        assertThat(ranges.touches(1, new ReadHoldingRegisters(20, 10))).isFalse();
        assertThat(ranges.touches(1, new ReadHoldingRegisters(0, 125))).isTrue();
        assertThat(ranges.touches(1, new ReadCoils(10, 1))).as("another table").isFalse();
        assertThat(ranges.touches(1, new WriteSingleRegister(30, 1))).isTrue();
        assertThat(ranges.touches(1, new ReadWriteMultipleRegisters(0, 1, 30, new int[1])))
                .isTrue();
        assertThat(ranges.touches(1, new ReadWriteMultipleRegisters(30, 1, 0, new int[1])))
                .isTrue();
    }

    @Test
    void rangeOfAUnitIsOfThatUnitOnly() {
        var input = new ReadInputRegisters(0, 1);
        assertThat(ranges.touches(3, input)).isTrue();
        assertThat(ranges.touches(4, input)).isFalse();
        assertThat(ModbusRanges.parse("255/input:0").touches(0, input))
                .as("0 and 255 are one")
                .isTrue();
    }

    @Test
    void whatLiesBeyondIsLeftToCheck() {
        assertThat(ranges.beyond(1, new ReadHoldingRegisters(10, 10))).isEmpty();
        assertThat(ranges.beyond(1, new ReadHoldingRegisters(8, 25)))
                .isEqualTo(List.of(
                        new ReadHoldingRegisters(8, 2),
                        new ReadHoldingRegisters(20, 10),
                        new ReadHoldingRegisters(31, 2)));
        assertThat(ranges.beyond(1, new WriteMultipleRegisters(19, new int[] {1, 2})))
                .isEqualTo(List.of(new WriteSingleRegister(20, 0)));
        assertThat(ranges.beyond(1, new ReadWriteMultipleRegisters(10, 1, 9, new int[1])))
                .isEqualTo(List.of(new WriteSingleRegister(9, 0)));
    }

    @Test
    void overlapIsFoundAcrossUnits() {
        assertThat(ranges.overlap(ModbusRanges.parse("holding:20-29"))).isNull();
        assertThat(ranges.overlap(ModbusRanges.parse("7/holding:5-10"))).isEqualTo("holding:10-19");
        assertThat(ranges.overlap(ModbusRanges.parse("4/input:0-9"))).isNull();
        assertThat(ModbusRanges.parse(" ")).isEqualTo(ModbusRanges.NONE);
        assertThat(ranges)
                .hasToString("holding:10-19;holding:30-30;coils:304-340;3/input:0-9")
                .isEqualTo(ModbusRanges.parse(ranges.toString()))
                .hasSameHashCodeAs(ModbusRanges.parse(ranges.toString()));
    }
}
