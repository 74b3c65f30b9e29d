package io.camelmcp.component.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.codec.modbus.DeviceIdentificationResponse;
import io.camelmcp.codec.modbus.Diagnostics;
import io.camelmcp.codec.modbus.ExceptionStatusResponse;
import io.camelmcp.codec.modbus.FileRange;
import io.camelmcp.codec.modbus.FileRecord;
import io.camelmcp.codec.modbus.IdentificationObject;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ReadDeviceIdentification;
import io.camelmcp.codec.modbus.ReadExceptionStatus;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadFifoQueueResponse;
import io.camelmcp.codec.modbus.ReadFileRecord;
import io.camelmcp.codec.modbus.WriteFileRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Functions 07, 14, 15, 18 and 2B/0E against the bank. */
class BankDeviceTest {

    private final RegisterBank bank = new RegisterBank();

    private DeviceIdentificationResponse identify(int code, int object) throws ModbusException {
        return (DeviceIdentificationResponse) bank.answer(1, new ReadDeviceIdentification(code, object));
    }

    private static List<Integer> ids(DeviceIdentificationResponse response) {
        return response.objects().stream().map(IdentificationObject::id).toList();
    }

    @Test
    void filesExistWhenTheApplicationHasMadeThem() throws Exception {
        var write = new WriteFileRecord(
                List.of(new FileRecord(4, 0, new int[] {1, 65_535}), new FileRecord(4, 9, new int[] {7})));
        assertThatThrownBy(() -> bank.apply(1, write)).hasMessageContaining("no such address");

        bank.device(1).createFile(4, 10);
        assertThat(bank.apply(1, write).encode()).isEqualTo(write.encode());
        assertThat(bank.answer(1, new ReadFileRecord(List.of(new FileRange(4, 0, 2), new FileRange(4, 9, 1))))
                        .encode())
                .containsExactly(0x14, 10, 5, 6, 0, 1, 0xFF, 0xFF, 3, 6, 0, 7);
        assertThat(bank.device(1).getFileRecords(4, 9, 3)).containsExactly(7, 0, 0);
    }

    @Test
    void writeOfWhichOneRecordIsOutsideWritesNothing() {
        bank.device(1).createFile(4, 10);
        var write = new WriteFileRecord(
                List.of(new FileRecord(4, 0, new int[] {1}), new FileRecord(4, 9, new int[] {7, 8})));

        assertThatThrownBy(() -> bank.apply(1, write)).isInstanceOf(ModbusException.class);
        assertThat(bank.device(1).getFileRecords(4, 0, 1)).containsExactly(0);
    }

    @Test
    void queueOfMoreThan31RegistersIs03AndStaysAsItIs() throws Exception {
        bank.device(1).setFifoQueue(5, new int[31]);
        bank.device(1).setFifoQueue(6, new int[32]);

        assertThat(bank.answer(1, new ReadFifoQueue(5))).isEqualTo(new ReadFifoQueueResponse(new int[31]));
        assertThat(bank.answer(1, new ReadFifoQueue(5))).isEqualTo(new ReadFifoQueueResponse(new int[31]));
        assertThatThrownBy(() -> bank.answer(1, new ReadFifoQueue(6)))
                .isInstanceOfSatisfying(
                        ModbusException.class, e -> assertThat(e.code().code()).isEqualTo(3));
        assertThatThrownBy(() -> bank.device(1).setFifoQueue(6, new int[1001])).hasMessageContaining("1000");
    }

    @Test
    void exceptionStatusIsEightCoils() throws Exception {
        bank.setCoils(1, 100, true, false, true);
        bank.device(1).setExceptionStatusAddress(100);
        assertThat(bank.answer(1, new ReadExceptionStatus())).isEqualTo(new ExceptionStatusResponse(5));

        bank.setCoils(1, 65_535, true);
        bank.device(1).setExceptionStatusAddress(65_535);
        assertThat(bank.answer(1, new ReadExceptionStatus())).as("the end").isEqualTo(new ExceptionStatusResponse(1));
    }

    @Test
    void identificationIsAnsweredAtTheLevelOfTheDevice() throws Exception {
        assertThat(identify(3, 0).conformity()).as("only basic objects").isEqualTo(0x81);
        assertThat(ids(identify(3, 0))).containsExactly(0, 1, 2);

        bank.device(1).setIdentification(5, "M");
        bank.device(1).setIdentification(0x80, "own");
        assertThat(identify(1, 0).conformity()).isEqualTo(0x83);
        assertThat(ids(identify(1, 0))).containsExactly(0, 1, 2);
        assertThat(ids(identify(2, 0))).containsExactly(0, 1, 2, 5);
        assertThat(ids(identify(3, 0))).containsExactly(0, 1, 2, 5, 0x80);
        assertThat(ids(identify(3, 5))).as("from an object on").containsExactly(5, 0x80);
        assertThat(ids(identify(3, 4))).as("an unknown object begins anew").containsExactly(0, 1, 2, 5, 0x80);
        assertThat(ids(identify(1, 5))).as("an object beyond the category, too").containsExactly(0, 1, 2);
        assertThat(identify(4, 0x80).objects()).containsExactly(new IdentificationObject(0x80, "own"));
        assertThatThrownBy(() -> identify(4, 0x81))
                .isInstanceOfSatisfying(
                        ModbusException.class, e -> assertThat(e.code().code()).isEqualTo(2));
    }

    @Test
    void longIdentificationComesInPagesOfWholeObjects() throws Exception {
        for (int id = 0x80; id < 0x90; id++) {
            bank.device(1).setIdentification(id, Integer.toString(id).repeat(id % 2 == 0 ? 81 : 5));
        }
        List<Integer> all = new ArrayList<>();
        int next = 0;
        int pages = 0;
        boolean more = true;
        while (more) {
            DeviceIdentificationResponse page = identify(3, next);
            assertThat(page.encode().length).isLessThanOrEqualTo(253);
            all.addAll(ids(page));
            assertThat(page.moreFollows()).isEqualTo(page.nextObject() != 0);
            more = page.moreFollows();
            next = page.nextObject();
            pages++;
        }
        assertThat(pages).isGreaterThan(3);
        assertThat(all).hasSize(19).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void communicationIsTheServersBusiness() {
        assertThatThrownBy(() -> bank.answer(1, new Diagnostics(0x0B)))
                .hasMessage("function DIAGNOSTICS is answered by the server");
    }
}
