package io.camelmcp.component.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.modbus.CommEventCounterResponse;
import io.camelmcp.codec.modbus.CommEventLogResponse;
import io.camelmcp.codec.modbus.DeviceIdentificationResponse;
import io.camelmcp.codec.modbus.Diagnostics;
import io.camelmcp.codec.modbus.DiagnosticsResponse;
import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.ExceptionStatusResponse;
import io.camelmcp.codec.modbus.FileRange;
import io.camelmcp.codec.modbus.FileRecord;
import io.camelmcp.codec.modbus.GetCommEventCounter;
import io.camelmcp.codec.modbus.GetCommEventLog;
import io.camelmcp.codec.modbus.IdentificationObject;
import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.RawResponse;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDeviceIdentification;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadExceptionStatus;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadFifoQueueResponse;
import io.camelmcp.codec.modbus.ReadFileRecord;
import io.camelmcp.codec.modbus.ReadFileRecordResponse;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.ReportServerId;
import io.camelmcp.codec.modbus.ServerIdResponse;
import io.camelmcp.codec.modbus.WriteFileRecord;
import io.camelmcp.codec.modbus.WriteFileRecordResponse;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModbusJsonTest {

    private static final boolean[] BITS = {true, false, true};

    static Stream<Arguments> requests() {
        return Stream.of(
                arguments(new ReadCoils(0, 2000), "\"function\":1,\"address\":0,\"quantity\":2000"),
                arguments(new ReadDiscreteInputs(65_535, 1), "\"function\":2,\"address\":65535,\"quantity\":1"),
                arguments(new ReadHoldingRegisters(10, 125), "\"function\":3,\"address\":10,\"quantity\":125"),
                arguments(new ReadInputRegisters(10, 2), "\"function\":4,\"address\":10,\"quantity\":2"),
                arguments(new WriteSingleCoil(7, true), "\"function\":5,\"address\":7,\"quantity\":1,\"values\":[1]"),
                arguments(
                        new WriteSingleRegister(7, 65_535),
                        "\"function\":6,\"address\":7,\"quantity\":1,\"values\":[65535]"),
                arguments(
                        new WriteMultipleCoils(7, BITS),
                        "\"function\":15,\"address\":7,\"quantity\":3,\"values\":[1,0,1]"),
                arguments(
                        new WriteMultipleRegisters(10, new int[] {1, 2}),
                        "\"function\":16,\"address\":10,\"quantity\":2,\"values\":[1,2]"),
                arguments(
                        new MaskWriteRegister(4, 242, 37),
                        "\"function\":22,\"address\":4,\"quantity\":1,\"andMask\":242,\"orMask\":37"),
                arguments(
                        new ReadWriteMultipleRegisters(3, 6, 14, new int[] {255}),
                        "\"function\":23,\"address\":14,\"quantity\":1,\"values\":[255],\"readAddress\":3,\"readQuantity\":6"),
                arguments(new ReadExceptionStatus(), "\"function\":7"),
                arguments(new GetCommEventCounter(), "\"function\":11"),
                arguments(new GetCommEventLog(), "\"function\":12"),
                arguments(new ReportServerId(), "\"function\":17"),
                arguments(
                        new Diagnostics(0, new byte[] {(byte) 0xA5, 0x37}),
                        "\"function\":8,\"subFunction\":0,\"data\":\"a537\""),
                arguments(
                        new ReadFileRecord(List.of(new FileRange(4, 1, 2), new FileRange(3, 9, 1))),
                        "\"function\":20,\"records\":[{\"file\":4,\"record\":1,\"quantity\":2},{\"file\":3,\"record\":9,\"quantity\":1}]"),
                arguments(
                        new WriteFileRecord(List.of(new FileRecord(4, 7, new int[] {1711, 1214}))),
                        "\"function\":21,\"records\":[{\"file\":4,\"record\":7,\"values\":[1711,1214]}]"),
                arguments(new ReadFifoQueue(1246), "\"function\":24,\"address\":1246"),
                arguments(new ReadDeviceIdentification(4, 128), "\"function\":43,\"code\":4,\"object\":128"),
                arguments(new RawRequest(65, new byte[] {1, (byte) 0xFE}), "\"function\":65,\"pdu\":\"4101fe\""));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestIsWrittenAndReadBack(ModbusRequest request, String fields) {
        String json = ModbusJson.write(17, request);

        assertThat(json).isEqualTo("{\"unitId\":17," + fields + "}");
        assertThat(ModbusJson.readRequest(json)).isEqualTo(new ModbusJsonRequest(17, request));
    }

    @Test
    void requestWithoutUnitIdSaysSo() {
        String json = ModbusJson.write(null, new ReadCoils(1, 2));

        assertThat(json).isEqualTo("{\"function\":1,\"address\":1,\"quantity\":2}");
        assertThat(ModbusJson.readRequest(json).unitId()).isNull();
        assertThat(ModbusJson.readRequest(json).unitIdOr(5)).isEqualTo(5);
        assertThat(ModbusJson.readRequest("{\"unitId\":0,\"pdu\":\"07\"}").unitIdOr(5))
                .isZero();
    }

    static Stream<Arguments> responses() {
        var coils = new WriteMultipleCoils(7, BITS);
        var registers = new WriteMultipleRegisters(10, new int[] {1, 2});
        var mask = new MaskWriteRegister(4, 242, 37);
        var both = new ReadWriteMultipleRegisters(3, 2, 14, new int[] {255});
        var file = new WriteFileRecord(List.of(new FileRecord(4, 7, new int[] {1})));
        return Stream.of(
                arguments(
                        new ReadCoils(5, 3),
                        new ReadBitsResponse(1, BITS),
                        "\"function\":1,\"address\":5,\"quantity\":3,\"values\":[1,0,1]"),
                arguments(
                        new ReadInputRegisters(5, 2),
                        new ReadRegistersResponse(4, new int[] {8, 9}),
                        "\"function\":4,\"address\":5,\"quantity\":2,\"values\":[8,9]"),
                arguments(
                        both,
                        new ReadRegistersResponse(23, new int[] {8, 9}),
                        "\"function\":23,\"address\":3,\"quantity\":2,\"values\":[8,9]"),
                arguments(
                        new WriteSingleRegister(7, 8),
                        new EchoResponse(new WriteSingleRegister(7, 8)),
                        "\"function\":6,\"address\":7,\"quantity\":1,\"values\":[8]"),
                arguments(
                        mask,
                        new EchoResponse(mask),
                        "\"function\":22,\"address\":4,\"quantity\":1,\"andMask\":242,\"orMask\":37"),
                arguments(coils, new WriteMultipleResponse(15, 7, 3), "\"function\":15,\"address\":7,\"quantity\":3"),
                arguments(
                        registers,
                        new WriteMultipleResponse(16, 10, 2),
                        "\"function\":16,\"address\":10,\"quantity\":2"),
                arguments(
                        new RawRequest(65, new byte[0]),
                        new RawResponse(65, new byte[] {1}),
                        "\"function\":65,\"pdu\":\"4101\""),
                arguments(new ReadExceptionStatus(), new ExceptionStatusResponse(109), "\"function\":7,\"status\":109"),
                arguments(
                        new Diagnostics(11),
                        DiagnosticsResponse.of(11, 258),
                        "\"function\":8,\"subFunction\":11,\"data\":\"0102\""),
                arguments(
                        new GetCommEventCounter(),
                        new CommEventCounterResponse(0, 264),
                        "\"function\":11,\"status\":0,\"events\":264"),
                arguments(
                        new GetCommEventLog(),
                        new CommEventLogResponse(0, 264, 289, new byte[] {0x20, 0}),
                        "\"function\":12,\"status\":0,\"events\":264,\"messages\":289,\"log\":\"2000\""),
                arguments(
                        new ReportServerId(),
                        new ServerIdResponse(1, 255, "a\"\u00e9\u0001"),
                        "\"function\":17,\"id\":1,\"runIndicator\":255,\"text\":\"a\\\"\u00e9\\u0001\""),
                arguments(
                        new ReadFileRecord(List.of(new FileRange(4, 1, 2))),
                        new ReadFileRecordResponse(List.of(new FileRecord(4, 1, new int[] {3582, 32}))),
                        "\"function\":20,\"records\":[{\"file\":4,\"record\":1,\"values\":[3582,32]}]"),
                arguments(
                        file,
                        new WriteFileRecordResponse(file),
                        "\"function\":21,\"records\":[{\"file\":4,\"record\":7,\"values\":[1]}]"),
                arguments(
                        new ReadFifoQueue(1246),
                        new ReadFifoQueueResponse(new int[] {440, 4740}),
                        "\"function\":24,\"address\":1246,\"values\":[440,4740]"),
                arguments(
                        new ReadDeviceIdentification(1, 0),
                        new DeviceIdentificationResponse(1, 129, true, 1, List.of(new IdentificationObject(0, "ACME"))),
                        "\"function\":43,\"code\":1,\"conformity\":129,\"moreFollows\":true,\"nextObject\":1,\"objects\":[{\"id\":0,\"value\":\"ACME\"}]"),
                arguments(new ReadCoils(5, 3), new ModbusExceptionResponse(1, 2), "\"function\":1,\"exception\":2"));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void responseIsWrittenAndReadBack(ModbusRequest request, ModbusResponse response, String fields) {
        String json = ModbusJson.write(1, request, response);

        assertThat(json).isEqualTo("{\"unitId\":1," + fields + "}");
        assertThat(ModbusJson.readResponse(json)).isEqualTo(new ModbusJsonResponse(1, response));
    }

    @Test
    void responseToAnUnknownRequestHasNoAddress() {
        assertThat(ModbusJson.write(1, null, new ReadRegistersResponse(3, new int[] {8})))
                .isEqualTo("{\"unitId\":1,\"function\":3,\"quantity\":1,\"values\":[8]}");
        assertThat(ModbusJson.readResponse("{\"function\":3,\"values\":[8]}").unitIdOr(9))
                .isEqualTo(9);
    }

    @Test
    void longestWritesAreJson() throws Exception {
        boolean[] coils = new boolean[1968];
        Arrays.fill(coils, true);
        int[] registers = new int[123];
        Arrays.fill(registers, 65_535);

        for (ModbusRequest request :
                new ModbusRequest[] {new WriteMultipleCoils(0, coils), new WriteMultipleRegisters(0, registers)}) {
            String json = ModbusJson.write(1, request);
            assertThat(new ObjectMapper().readTree(json).get("values"))
                    .hasSize(request instanceof WriteMultipleCoils ? 1968 : 123);
            assertThat(ModbusJson.readRequest(json).request()).isEqualTo(request);
        }
    }

    @Test
    void signedRegistersLogicalCoilsAndDerivedQuantityAreRead() {
        assertThat(ModbusJson.readRequest("{\"function\":16,\"address\":1,\"values\":[-1,-32768]}")
                        .request())
                .isEqualTo(new WriteMultipleRegisters(1, new int[] {65_535, 32_768}));
        assertThat(ModbusJson.readRequest("{\"function\":15,\"address\":1,\"values\":[true,false,1]}")
                        .request())
                .isEqualTo(new WriteMultipleCoils(1, new boolean[] {true, false, true}));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {                                                                | not JSON
            []                                                               | a JSON object is expected, found [
            `  `                                                             | a JSON object is expected, found nothing
            {} {}                                                            | one JSON object is expected, behind it follows {
            {}                                                               | function is missing
            {"function":3}                                                   | address is missing
            {"function":3,"address":1}                                       | quantity is missing
            {"function":3,"address":1,"quantity":126}                        | quantity 126 is not in 1..125
            {"function":3,"address":1,"quantity":0}                          | quantity 0 is not a number in 1..2000
            {"function":3,"address":65535,"quantity":2}                      | address 65535 + quantity 2 exceeds the 65536 addresses
            {"function":3,"address":65536,"quantity":2}                      | address 65536 is not a number in 0..65535
            {"function":3,"address":"1","quantity":2}                        | address 1 is not a number in 0..65535
            {"function":3,"address":1.5,"quantity":2}                        | address 1.5 is not a number in 0..65535
            {"function":3,"address":null,"quantity":2}                       | address null is not a number in 0..65535
            {"function":3,"address":99999999999,"quantity":2}                | address 99999999999 is not a number in 0..65535
            {"function":3,"address":{"a":1},"quantity":2}                    | address { is not a number
            {"function":3,"address":1,"quantity":2,"values":[1,2]}           | values is not a field of function 3 here
            {"function":3,"address":1,"quantity":2,"andMask":2}              | andMask is not a field of function 3 here
            {"function":3,"address":1,"address":1,"quantity":2}              | address is there twice
            {"function":3,"adress":1,"quantity":2}                           | field adress is unknown
            {"unitId":256,"function":3,"address":1,"quantity":2}             | unitId 256 is not a number in 0..255
            {"function":128,"address":1,"quantity":2}                        | function 128 is not a number in 1..127
            {"function":66}                                                  | function 66 has no fields of its own: pdu is needed
            {"function":7,"address":1}                                       | address is not a field of function 7 here
            {"function":8,"subFunction":0,"data":"1"}                        | data 1 is not hexadecimal
            {"function":8,"subFunction":0}                                   | data is missing
            {"function":8,"subFunction":5,"data":"0000"}                     | sub-function 5 is not 0..4, 10..18 or 20
            {"function":20,"records":7}                                      | records 7 is not an array
            {"function":20,"records":[7]}                                    | a JSON object is expected, found 7
            {"function":20,"records":[{"file":4,"record":1}]}                | quantity is missing
            {"function":20,"records":[{"records":[]}]}                       | field records is unknown
            {"function":21,"records":[{"file":0,"record":1,"values":[1]}]}   | file 0 is not a number in 1..65535
            {"function":24}                                                  | address is missing
            {"function":43,"code":5}                                         | code 5 is not in 1..4
            {"function":6,"address":1}                                       | values is missing
            {"function":6,"address":1,"values":[1,2]}                        | values has 2 elements, 1 is expected
            {"function":6,"address":1,"values":[65536]}                      | values[0] 65536 is not a number in -32768..65535
            {"function":6,"address":1,"values":[true]}                       | values of registers are numbers
            {"function":5,"address":1,"values":[1,0]}                        | values has 2 elements, 1 is expected
            {"function":5,"address":1,"values":[2]}                          | values[0] 2 is not 0 or 1
            {"function":16,"address":1,"values":[]}                          | quantity 0 is not in 1..123
            {"function":16,"address":1,"values":7}                           | values 7 is not an array
            {"function":16,"address":1,"values":[1,[2]]}                     | values[1] [ is not a number
            {"function":16,"address":1,"values":[1],"values":[1]}            | values is there twice
            {"function":16,"address":1,"quantity":3,"values":[1,2]}          | quantity 3 is not the number of values, 2
            {"function":22,"address":1,"quantity":2,"andMask":1,"orMask":2}  | quantity 2 is not the number of values, 1
            {"function":22,"address":1,"andMask":1}                          | orMask is missing
            {"function":22,"address":1,"andMask":1,"orMask":2,"values":[1]}  | values is not a field of function 22
            {"function":23,"address":1,"values":[1],"readAddress":1}         | readQuantity is missing
            {"function":65,"pdu":"42"}                                       | function 65 is not that of the pdu, 66
            {"pdu":"4"}                                                      | pdu 4 is not hexadecimal
            {"pdu":""}                                                       | pdu  is not a text of 1..253 octets
            {"pdu":65}                                                       | pdu 65 is not a text of 1..253 octets
            {"pdu":"41","pdu":"41"}                                          | pdu is there twice
            {"pdu":"41","address":1}                                         | address is not a field of function 65
            {"pdu":"c1"}                                                     | function 193 is not in 1..127
            """)
    void whatIsNoRequestIsRefusedByFieldValueAndLimit(String json, String message) {
        assertThatThrownBy(() -> ModbusJson.readRequest(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void moreValuesThanAnyFunctionHasAreNotCollected() {
        String json = "{\"function\":16,\"address\":1,\"values\":[" + "1,".repeat(2000) + "1]}";

        assertThatThrownBy(() -> ModbusJson.readRequest(json)).hasMessage("values has more than 2000 elements");
    }

    @Test
    void longPduAndLongTextAreShortenedInTheFailure() {
        assertThatThrownBy(() -> ModbusJson.readRequest("{\"pdu\":\"" + "41".repeat(254) + "\"}"))
                .hasMessage("pdu " + "41".repeat(20) + "… is not a text of 1..253 octets in hexadecimal");
        assertThat(ModbusJson.readRequest("{\"pdu\":\"" + "41".repeat(253) + "\"}")
                        .request()
                        .encode())
                .hasSize(253);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"function":3,"exception":256}                | exception 256 is not a number in 0..255
            {"function":3,"exception":2,"values":[1]}     | values is not a field of function 3
            {"function":3}                                | values is missing
            {"function":16,"address":1}                   | quantity is missing
            {"function":66}                               | pdu is needed
            {"function":7}                                | status is missing
            {"function":17,"id":1,"runIndicator":255}     | text is missing
            {"function":43,"code":1,"conformity":129,"nextObject":0,"objects":[]}  | moreFollows is missing
            """)
    void whatIsNoResponseIsRefused(String json, String message) {
        assertThatThrownBy(() -> ModbusJson.readResponse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
