package io.camelmcp.component.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, section 9: one bank for a server. */
class RegisterBankTest {

    private static final int UNIT = 1;
    private static final int LAST = 65_535;

    private final RegisterBank bank = new RegisterBank();

    @Test
    void whatNobodyWroteIsZeroAndTakesNoMemory() throws Exception {
        assertThat(bank.answer(UNIT, new ReadCoils(0, 2000))).isEqualTo(new ReadBitsResponse(1, new boolean[2000]));
        assertThat(bank.answer(UNIT, new ReadDiscreteInputs(LAST, 1)))
                .isEqualTo(new ReadBitsResponse(2, new boolean[1]));
        assertThat(bank.answer(UNIT, new ReadHoldingRegisters(0, 125)))
                .isEqualTo(new ReadRegistersResponse(3, new int[125]));
        assertThat(bank.answer(UNIT, new ReadInputRegisters(LAST, 1)))
                .isEqualTo(new ReadRegistersResponse(4, new int[1]));
        assertThat(bank.isAllocated(UNIT)).isFalse();

        bank.setCoils(UNIT, 0, false);

        assertThat(bank.isAllocated(UNIT)).isTrue();
        assertThat(bank.answer(UNIT, new ReadInputRegisters(0, 1))).isEqualTo(new ReadRegistersResponse(4, new int[1]));
    }

    @Test
    void singleCoilIsEchoedAndRead() throws Exception {
        var write = new WriteSingleCoil(LAST, true);

        assertThat(bank.apply(UNIT, write)).isEqualTo(new EchoResponse(write));

        assertThat(bank.answer(UNIT, new ReadCoils(LAST - 1, 2)))
                .isEqualTo(new ReadBitsResponse(1, new boolean[] {false, true}));
        bank.apply(UNIT, new WriteSingleCoil(LAST, false));
        assertThat(bank.getCoils(UNIT, LAST, 1)).containsExactly(false);
    }

    @Test
    void severalCoilsLeaveTheirNeighboursAlone() throws Exception {
        bank.setCoils(UNIT, 62, true, true, true, true, true);

        var response = bank.apply(UNIT, new WriteMultipleCoils(63, new boolean[] {false, true, false}));

        assertThat(response).isEqualTo(new WriteMultipleResponse(0x0F, 63, 3));
        assertThat(bank.getCoils(UNIT, 61, 7)).containsExactly(false, true, false, true, false, true, false);
    }

    @Test
    void singleRegisterIsEchoedAndRead() throws Exception {
        var write = new WriteSingleRegister(LAST, 0xFFFF);

        assertThat(bank.apply(UNIT, write)).isEqualTo(new EchoResponse(write));

        assertThat(bank.answer(UNIT, new ReadHoldingRegisters(LAST - 1, 2)))
                .isEqualTo(new ReadRegistersResponse(3, new int[] {0, 0xFFFF}));
    }

    @Test
    void severalRegistersAreReadFromBothSidesOfAPage() throws Exception {
        int[] values = new int[123];
        Arrays.setAll(values, i -> 40_000 + i);

        var response = bank.apply(UNIT, new WriteMultipleRegisters(4096 - 100, values));

        assertThat(response).isEqualTo(new WriteMultipleResponse(0x10, 4096 - 100, 123));
        assertThat(bank.answer(UNIT, new ReadHoldingRegisters(4096 - 100, 123)))
                .isEqualTo(new ReadRegistersResponse(3, values));
        assertThat(bank.getHoldingRegisters(UNIT, 4096 - 101, 1)).containsExactly(0);
        assertThat(bank.getHoldingRegisters(UNIT, 4096 + 23, 1)).containsExactly(0);
    }

    @Test
    void maskWriteChangesTheMaskedBitsOnly() throws Exception {
        bank.setHoldingRegisters(UNIT, 4, 0x12);
        var mask = new MaskWriteRegister(4, 0xF2, 0x25);

        assertThat(bank.apply(UNIT, mask)).isEqualTo(new EchoResponse(mask));

        // the example of the standard, section 6.16
        assertThat(bank.getHoldingRegisters(UNIT, 4, 1)).containsExactly(0x17);
    }

    @Test
    void readWriteWritesBeforeItReads() throws Exception {
        bank.setHoldingRegisters(UNIT, 10, 1, 2, 3);

        var response = bank.apply(UNIT, new ReadWriteMultipleRegisters(10, 3, 11, new int[] {77}));

        assertThat(response).isEqualTo(new ReadRegistersResponse(0x17, new int[] {1, 77, 3}));
    }

    @Test
    void inputsAreFilledByTheApplicationAndNoOtherTableHasThem() throws Exception {
        bank.setInputRegisters(UNIT, 100, 215, -1);
        bank.setDiscreteInputs(UNIT, 100, true, false, true);

        assertThat(bank.answer(UNIT, new ReadInputRegisters(100, 2)))
                .isEqualTo(new ReadRegistersResponse(4, new int[] {215, 0xFFFF}));
        assertThat(bank.answer(UNIT, new ReadDiscreteInputs(100, 3)))
                .isEqualTo(new ReadBitsResponse(2, new boolean[] {true, false, true}));
        assertThat(bank.getInputRegisters(UNIT, 100, 1)).containsExactly(215);
        assertThat(bank.getDiscreteInputs(UNIT, 100, 1)).containsExactly(true);
        assertThat(bank.getHoldingRegisters(UNIT, 100, 2)).containsOnly(0);
        assertThat(bank.getCoils(UNIT, 100, 3)).containsOnly(false);
    }

    @Test
    void units0And255AreOneAndAllOthersAreApart() throws Exception {
        bank.apply(255, new WriteSingleRegister(1, 11));
        bank.apply(254, new WriteSingleRegister(1, 22));

        assertThat(bank.getHoldingRegisters(0, 1, 1)).containsExactly(11);
        assertThat(bank.getHoldingRegisters(255, 1, 1)).containsExactly(11);
        assertThat(bank.getHoldingRegisters(254, 1, 1)).containsExactly(22);
        assertThat(bank.getHoldingRegisters(1, 1, 1)).containsExactly(0);
    }

    @Test
    void wholeTableCanBeSetAndReadAtOnce() {
        int[] values = new int[65_536];
        Arrays.setAll(values, i -> i);

        bank.setHoldingRegisters(UNIT, 0, values);

        assertThat(bank.getHoldingRegisters(UNIT, 0, 65_536)).isEqualTo(values);
    }

    @Test
    void rawRequestIsAnIllegalFunction() {
        var raw = new RawRequest(0x41, new byte[] {1});

        for (Callable<?> call : List.<Callable<?>>of(() -> bank.answer(UNIT, raw), () -> bank.apply(UNIT, raw))) {
            assertThatThrownBy(call::call)
                    .isInstanceOfSatisfying(ModbusException.class, e -> {
                        assertThat(e.code()).isEqualTo(ModbusExceptionCode.ILLEGAL_FUNCTION);
                        assertThat(e.function()).isEqualTo(0x41);
                    })
                    .hasMessage("function 0x41 is not served by a bank");
        }
    }

    @Test
    void writeIsNotAnsweredAndReadIsNotApplied() {
        assertThatThrownBy(() -> bank.answer(UNIT, new WriteSingleRegister(1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("WRITE_SINGLE_REGISTER writes");
        assertThatThrownBy(() -> bank.apply(UNIT, new ReadCoils(1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("READ_COILS only reads");
        assertThat(bank.isAllocated(UNIT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256})
    void unitOutOfRangeIsNamed(int unit) {
        assertThatThrownBy(() -> bank.getCoils(unit, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unitId " + unit + " is not in 0..255");
    }

    @Test
    void rangeOutOfTheTableIsNamedAndNothingIsWritten() {
        assertThatThrownBy(() -> bank.setCoils(UNIT, 65_536, true)).hasMessage("address 65536 is not in 0..65535");
        assertThatThrownBy(() -> bank.getCoils(UNIT, -1, 1)).hasMessage("address -1 is not in 0..65535");
        assertThatThrownBy(() -> bank.setHoldingRegisters(UNIT, LAST, 1, 2))
                .hasMessage("quantity 2 at address 65535 is not in 1..1");
        assertThatThrownBy(() -> bank.getInputRegisters(UNIT, 0, 0))
                .hasMessage("quantity 0 at address 0 is not in 1..65536");
        assertThatThrownBy(() -> bank.setInputRegisters(UNIT, 5, 1, 65_536))
                .hasMessage("value 65536 for register 6 is not in -32768..65535");
        assertThatThrownBy(() -> bank.setInputRegisters(UNIT, 5, -32_769))
                .hasMessage("value -32769 for register 5 is not in -32768..65535");
        assertThat(bank.isAllocated(UNIT)).isFalse();
    }

    @Test
    @Timeout(60)
    void readerNeverSeesHalfAWriteOfSeveralRegisters() throws Exception {
        int address = 4096 - 60;
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int first = 0; first < 2; first++) {
                int start = first;
                threads.submit(() -> {
                    for (int value = start; !enough.get(); value = (value + 2) & 0xFFFF) {
                        int[] values = new int[120];
                        Arrays.fill(values, value);
                        bank.apply(UNIT, new WriteMultipleRegisters(address, values));
                    }
                    return null;
                });
            }
            List<Future<Set<Integer>>> readers = List.of(
                    threads.submit(() -> distinctValues(address)), threads.submit(() -> distinctValues(address)));
            for (Future<Set<Integer>> reader : readers) {
                // control: the writers did run at the same time
                assertThat(reader.get()).hasSizeGreaterThanOrEqualTo(200);
            }
        } finally {
            enough.set(true);
            threads.shutdownNow();
        }
    }

    private Set<Integer> distinctValues(int address) throws ModbusException {
        Set<Integer> seen = new HashSet<>();
        while (seen.size() < 200) {
            var response = (ReadRegistersResponse) bank.answer(UNIT, new ReadHoldingRegisters(address, 120));
            int[] values = response.values();
            assertThat(Arrays.stream(values).distinct().count()).isEqualTo(1);
            seen.add(values[0]);
        }
        return seen;
    }

    @Test
    @Timeout(60)
    void concurrentWritesOfSingleCoilsInOneWordAreAllKept() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> writers = new java.util.ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int start = thread;
                writers.add(() -> {
                    for (int coil = start; coil < 2000; coil += 4) {
                        bank.apply(UNIT, new WriteSingleCoil(coil, true));
                    }
                    return null;
                });
            }
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(bank.getCoils(UNIT, 0, 2000)).containsOnly(true);
    }
}
