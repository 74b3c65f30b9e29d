package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What libmodbus' unit-test-client (3.1.6 and 3.1.12) asks, against src/test/resources/libmodbus: a route and a bank file, and
 * nothing else.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibmodbusSuiteTest {

    private static final String[] UNITS = {"ff", "12", "00"};

    private final DefaultCamelContext context = new DefaultCamelContext();
    private int port;

    @BeforeAll
    void start() throws Exception {
        context.disableJMX();
        context.getPropertiesComponent().setInitialProperties(properties());
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "classpath:libmodbus/route.yaml"));
        context.start();
        port = ((McpConsumer) context.getRoute("libmodbus").getConsumer()).getBoundPort();
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.putAll(Map.of("libmodbus.port", "0"));
        return properties;
    }

    @AfterAll
    void stop() throws Exception {
        context.close();
    }

    @ParameterizedTest(name = "unit {0}")
    @ValueSource(strings = {"ff", "12", "00"})
    void tablesAreWrittenAndReadBack(String unit) throws Exception {
        try (RawMaster master = new RawMaster(port, false)) {
            // coils: one, then 37 at once
            assertThat(master.ask(unit + "05 0130 ff00")).isEqualTo(unit + "050130ff00");
            assertThat(master.ask(unit + "01 0130 0001")).isEqualTo(unit + "010101");
            assertThat(master.ask(unit + "0f 0130 0025 05 cd6bb20e1b")).isEqualTo(unit + "0f01300025");
            assertThat(master.ask(unit + "01 0130 0025")).isEqualTo(unit + "0105cd6bb20e1b");
            assertThat(master.ask(unit + "02 01c4 0016")).isEqualTo(unit + "0203acdb35");
            // registers: one, then several, and both at once
            assertThat(master.ask(unit + "06 0160 1234")).isEqualTo(unit + "0601601234");
            assertThat(master.ask(unit + "03 0160 0001")).isEqualTo(unit + "03021234");
            assertThat(master.ask(unit + "10 0160 0003 06 022b 0001 0064")).isEqualTo(unit + "1001600003");
            assertThat(master.ask(unit + "03 0160 0003")).isEqualTo(unit + "0306022b00010064");
            assertThat(master.ask(unit + "17 0160 0003 0161 0002 04 0000 0000")).isEqualTo(unit + "1706022b00000000");
            assertThat(master.ask(unit + "04 0108 0001")).isEqualTo(unit + "0402000a");
            // mask write: 0x12, and-mask 0xF2, or-mask 0x25
            assertThat(master.ask(unit + "06 0160 0012")).isEqualTo(unit + "0601600012");
            assertThat(master.ask(unit + "16 0160 00f2 0025")).isEqualTo(unit + "16016000f20025");
            assertThat(master.ask(unit + "03 0160 0001")).isEqualTo(unit + "03020017");
            assertThat(master.ask(unit + "11")).as("10 octets, the second 0xFF").matches(unit + "110a..ff.{16}");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // illegal data address, also where only the end is outside
        "01 0000 0001, 8102",
        "01 0130 0026, 8102",
        "02 0000 0001, 8202",
        "02 01c4 0017, 8202",
        "03 0000 0001, 8302",
        "03 0160 0021, 8302",
        "04 0000 0001, 8402",
        "04 0108 0002, 8402",
        "05 0000 ff00, 8502",
        "0f 0155 0025 05 0000000000, 8f02",
        "06 0180 0001, 8602",
        "10 0180 0002 04 00000000, 9002",
        "16 0180 00f2 0025, 9602",
        "17 0000 0001 0160 0001 02 0000, 9702",
        // too many, or none: told before the address
        "01 0160 0000, 8103",
        "01 0160 07d1, 8103",
        "02 0160 0000, 8203",
        "02 0160 07d1, 8203",
        "03 0160 0000, 8303",
        "03 0160 007e, 8303",
        "04 0160 0000, 8403",
        "04 0160 007e, 8403",
        "17 0160 0000 0000 0001 02 0000, 9703",
        "17 0160 007e 0000 0001 02 0000, 9703",
        // stray octets inside the length of the frame
        "10 0160 0000 00 000000000000, 9003",
        "0f 0130 0000 00 000000000000, 8f03",
        "10 0160 007c 06 000000000000, 9003",
        "0f 0130 07b1 06 000000000000, 8f03",
        "10 0160 007b 06 000000000000, 9003",
        "0f 0130 07b0 06 000000000000, 8f03",
        "42, c201",
        // what the client wants to go wrong
        "03 0170 0001, 8306",
        "06 0170 0001, 8603",
        "05 0132 ff00, 8503",
        "03 0171 0001, 8304",
        "03 0160 0002, 03020000",
    })
    void rawRequestIsAnsweredAsTheSuiteWants(String request, String want) throws Exception {
        try (RawMaster master = new RawMaster(port, false)) {
            for (String unit : UNITS) {
                assertThat(master.ask(unit + request)).isEqualTo(unit + want);
                assertThat(master.ask(unit + "03 0162 0005"))
                        .as("in step after it")
                        .startsWith(unit + "030a");
            }
        }
    }

    @Test
    void lateAnswerComesAndKeepsItsPlace() throws Exception {
        try (RawMaster master = new RawMaster(port, false)) {
            master.write(RawMaster.mbap(1, "ff 03 0172 0001"));
            master.write(RawMaster.mbap(2, "ff 03 0173 0001"));

            assertThat(master.mbapAnswer(1)).isEqualTo("ff03020000");
            assertThat(master.mbapAnswer(2)).isEqualTo("ff03020000");
        }
    }
}
