package io.camelmcp.component.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusRequest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Banks from files: what exists, what it holds, and that an error names file and line. */
class BankFileTest {

    private static final String YAML =
            """
            units:
              1:
                coils:
                  - 0-9
                holding:
                  - {address: 0x10-0x1F, values: [1, 0x10, -5]}
                  - {address: 100, values: ["float32:21.5", "string:ACME", "uint32:4294967295"]}
                  - {address: 200-209, readOnly: true}
                serverId: {id: 9, running: false, text: Pump}
                identification: {vendorName: ACME, productCode: P1, revision: "2", modelName: M, 128: blue}
                files: {4: {records: 10, values: [7]}, 5: [1, 2]}
                fifo: {0x4DE: [440, 4740]}
                exceptionStatus: 2
              any:
                input:
                  - {address: 3, values: [42]}
            """;

    private static final String CSV =
            """
            unit,area,address,values
            # what exists
            1,coils,0-9
            1,holding,0x10-0x1F,1,0x10,-5
            1,holding,100,float32:21.5,string:ACME,uint32:4294967295
            1,holding,200-209,readOnly

            1,serverId,9,Pump
            1,identification,vendorName,"ACME"
            1,identification,productCode,P1
            1,identification,2,2
            1,identification,modelName,M
            1,identification,128,blue
            1,files,4/0-9,7
            1,files,5/0,1,2
            1,fifo,0x4DE,440,4740
            1,exceptionStatus,2
            any,input,3,42
            """;

    private static String ask(RegisterBank bank, int unit, String pdu) throws ModbusException {
        ModbusRequest request = ModbusRequest.decode(HexFormat.of().parseHex(pdu.replace(" ", "")));
        byte[] answer = (request.isWrite() ? bank.apply(unit, request) : bank.answer(unit, request)).encode();
        return HexFormat.of().formatHex(answer);
    }

    private static int code(RegisterBank bank, int unit, String pdu) {
        ModbusException refused = catchThrowableOfType(ModbusException.class, () -> ask(bank, unit, pdu));
        assertThat(refused).as(pdu).isNotNull();
        return refused.code().code();
    }

    @ParameterizedTest
    @CsvSource({"bank.yaml", "bank.csv"})
    void bothKindsOfFilesGiveUnitsAddressesAndValues(String name) throws Exception {
        RegisterBank bank = BankFile.read(name, name.endsWith("csv") ? CSV : YAML);

        assertThat(ask(bank, 1, "03 0010 0003")).isEqualTo("030600010010fffb");
        assertThat(ask(bank, 1, "03 0064 0006")).isEqualTo("030c41ac000041434d45ffffffff");
        assertThat(ask(bank, 1, "01 0000 000a")).isEqualTo("01020000");
        assertThat(code(bank, 1, "01 0000 000b")).as("only the end is outside").isEqualTo(2);
        assertThat(code(bank, 1, "03 001f 0002")).isEqualTo(2);
        assertThat(code(bank, 1, "04 0003 0001"))
                .as("a table that is not named")
                .isEqualTo(2);
        assertThat(ask(bank, 1, "06 001f 0005")).isEqualTo("06001f0005");
        assertThat(code(bank, 1, "06 0020 0005")).isEqualTo(2);
        assertThat(ask(bank, 1, "03 00c8 0001")).isEqualTo("03020000");
        assertThat(code(bank, 1, "06 00c8 0005")).as("read only").isEqualTo(2);
        assertThat(code(bank, 1, "17 0010 0001 00c8 0001 02 0001")).isEqualTo(2);
        assertThat(ask(bank, 1, "14 07 06 0004 0000 0002")).isEqualTo("1406050600070000");
        assertThat(code(bank, 1, "14 07 06 0004 0009 0002")).isEqualTo(2);
        assertThat(ask(bank, 1, "14 07 06 0005 0001 0001")).isEqualTo("140403060002");
        assertThat(ask(bank, 1, "18 04de")).isEqualTo("180006000201b81284");
        assertThat(ask(bank, 1, "11")).isEqualTo("110609" + (name.endsWith("csv") ? "ff" : "00") + "50756d70");
        assertThat(ask(bank, 1, "2b 0e 04 80")).isEqualTo("2b0e0483000001" + "8004626c7565");
        assertThat(ask(bank, 1, "05 0003 ff00")).isEqualTo("050003ff00");
        assertThat(ask(bank, 1, "07")).as("coils 2 to 9").isEqualTo("0702");
        assertThat(ask(bank, 77, "04 0003 0001")).as("any unit").isEqualTo("0402002a");
        assertThat(ask(bank, 0, "04 0003 0001")).isEqualTo("0402002a");
        assertThat(code(bank, 77, "03 0010 0001")).isEqualTo(2);
    }

    @Test
    void unitWithoutAnEntryIs0AOrSilent() throws Exception {
        RegisterBank refusing = BankFile.read("bank.yaml", "units: {1: {}}");
        RegisterBank silent = BankFile.read("bank.yaml", "unknownUnit: silent\nunits: {1: {}, 255: {}}");

        assertThat(ask(refusing, 1, "03 ffff 0001"))
                .as("a unit without tables has all")
                .isEqualTo("03020000");
        assertThat(refusing.serves(2)).isTrue();
        assertThat(code(refusing, 2, "03 0000 0001")).isEqualTo(0x0A);
        assertThat(code(refusing, 2, "11")).isEqualTo(0x0A);
        assertThat(silent.serves(1)).isTrue();
        assertThat(silent.serves(0)).as("0 and 255 are one").isTrue();
        assertThat(silent.serves(2)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            units: {1: {coils: [0-70000]}}                       | bank.yaml:1: address 70000 is not in 0..65535
            units: {1: {coils: [9-3]}}                           | bank.yaml:1: 9-3 ends before it begins
            units: {1: {coils: [x]}}                             | bank.yaml:1: x is no address; write 100, 0x64 or a range 100-199
            units: {300: {}}                                     | bank.yaml:1: unit 300 is not 0..255 or any
            units: {1: {tables: []}}                             | bank.yaml:1: unknown key tables; known are coils, discrete, holding
            units: {1: {coils: [{address: 0, values: [2]}]}}     | bank.yaml:1: value 2 is not 0, 1, true or false
            units: {1: {holding: [{address: 0, values: [x]}]}}   | bank.yaml:1: value x is not possible; write a whole number
            units: {1: {holding: [{address: 0, values: [65536]}]}} | bank.yaml:1: value 65536 is not possible
            units: {1: {holding: [{address: 0, values: ['f:1']}]}} | bank.yaml:1: value f:1 has no type f
            units: {1: {holding: [{address: 0-1, values: [1, 2, 3]}]}} | bank.yaml:1: 3 values do not fit into 0-1
            units: {1: {input: [{address: 0, readOnly: true}]}}  | bank.yaml:1: readOnly goes without saying for input
            units: {1: {files: {0: [1]}}}                        | bank.yaml:1: file 0, records up to 1
            units: {1: {identification: {owner: me}}}            | bank.yaml:1: object owner is unknown; use vendorName
            units: {1: {identification: {7: me}}}                | bank.yaml:1: object 7 is reserved; use 0..6 or 128..255
            units: {}                                            | bank.yaml:1: there is no unit; add one, or use bank=memory
            unknownUnit: maybe                                   | bank.yaml:1: unknownUnit=maybe is not silent or exception
            """)
    void errorInAYamlFileNamesFileLineValueAndWayOut(String yaml, String message) {
        assertThatThrownBy(() -> BankFile.read("bank.yaml", yaml))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void errorDeepInAFileNamesItsLine() {
        assertThatThrownBy(() -> BankFile.read("bank.yaml", YAML.replace("[1, 0x10, -5]", "[1, 0x10, oops]")))
                .hasMessageStartingWith("bank.yaml:6: value oops is not possible");
        assertThatThrownBy(() -> BankFile.read("bank.csv", CSV.replace("0x10,-5", "0x10,oops")))
                .hasMessageStartingWith("bank.csv:4: value oops is not possible");
        assertThatThrownBy(() -> BankFile.read("bank.csv", CSV.replace("any,input", "any,inputs")))
                .hasMessage("bank.csv:18: area inputs is not one of coils, discrete, holding, input, files, fifo,"
                        + " serverId, identification, exceptionStatus");
        assertThatThrownBy(() -> BankFile.read("bank.csv", "1,coils\n"))
                .hasMessage("bank.csv:1: 2 fields, at least 3 are expected: unit,area,address,values");
        assertThatThrownBy(() -> BankFile.read("bank.csv", "1,files,4,1\n"))
                .hasMessage("bank.csv:1: address 4 is no file/record; write it like 4/0");
        assertThatThrownBy(() -> BankFile.read("bank.csv", "1,serverId,4,\"x\n"))
                .hasMessage("bank.csv:1: a double quote is not closed");
        assertThatThrownBy(() -> BankFile.read("bank.csv", "")).hasMessageContaining("there is no unit");
    }
}
