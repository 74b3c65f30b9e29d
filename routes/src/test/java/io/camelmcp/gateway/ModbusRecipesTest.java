package io.camelmcp.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.ghgande.j2mod.modbus.ModbusSlaveException;
import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import io.camelmcp.codec.modbus.Crc16;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.config.Pem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of docs/modbus.md, run as they stand in examples/modbus, by the gateway as it is started by an operator. */
@Timeout(120)
class ModbusRecipesTest {

    private static final Path RECIPES = Path.of("../examples/modbus");
    private static final Duration SOON = Duration.ofSeconds(30);

    private static EmbeddedPostgres postgres;

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void startDatabase() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void settings() throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.copy(Path.of("conf/application.properties"), home.resolve("conf/application.properties"));
        environment.putAll(Map.of(
                "MCP_PORT", "0",
                "GATEWAY_HTTP_PORT", "0",
                "GATEWAY_DATA", home.resolve("data").toString(),
                "GATEWAY_QUEUE_MIN_FREE_MB", "1"));
    }

    /** A folder of a recipe, with some texts in its files changed: addresses of devices that do not exist here. */
    private void use(String recipe, String... changes) throws IOException {
        Path to = home.resolve("routes");
        try (Stream<Path> files = Files.walk(RECIPES.resolve(recipe))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                for (int i = 0; i < changes.length; i += 2) {
                    text = text.replace(changes[i], changes[i + 1]);
                }
                Path copy = to.resolve(RECIPES.resolve(recipe).relativize(file));
                Files.createDirectories(copy.getParent());
                Files.writeString(copy, text);
            }
        }
        environment.put("GATEWAY_ROUTES", to.toString());
    }

    private GatewayServer start() throws Exception {
        return GatewayServer.start(GatewaySettings.load(home, environment));
    }

    private static void execute(String recipe, String file) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    Files.readString(RECIPES.resolve(recipe).resolve("conf").resolve(file)));
        }
    }

    private static List<String> query(String sql) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private static ModbusTCPMaster master(int port) throws Exception {
        ModbusTCPMaster master = new ModbusTCPMaster("127.0.0.1", port, 20_000, false);
        master.connect();
        return master;
    }

    private static int[] values(Register... registers) {
        return Arrays.stream(registers).mapToInt(Register::getValue).toArray();
    }

    @Test
    void docsShowTheFilesAsTheyAre() throws Exception {
        String docs = Files.readString(Path.of("../docs/modbus.md"));
        try (Stream<Path> files = Files.walk(RECIPES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(docs).as("%s", file).contains("\n" + Files.readString(file) + "```\n");
            }
        }
    }

    @Test
    void pollIntoDatabase() throws Exception {
        execute("poll-into-database", "table.sql");
        try (ModbusSlaveDevice plc = new ModbusSlaveDevice(1, false)) {
            plc.set(215, 0, 0x0000, 0x41AC);
            use("poll-into-database", "{{env:PLC_PORT:502}}", String.valueOf(plc.port()));
            useDatabase();
            try (GatewayServer server = start()) {
                await().atMost(SOON).until(() -> query("select name from measurement where quality = 'good'")
                        .containsAll(List.of("level", "temperature")));
                assertThat(query("select number from measurement where name = 'level' and quality = 'good'"))
                        .containsExactly("21.5");
                assertThat(query("select quality from measurement where name = 'total'"))
                        .as("the device has no register 200")
                        .contains("bad");
                plc.set(300, 0, 0x0000, 0x41AC);
                await().atMost(SOON)
                        .until(() -> query("select number from measurement where name = 'level' order by at")
                                .contains("30"));
            }
        }
    }

    private void useDatabase() throws IOException {
        Path route = home.resolve("routes/route.yaml");
        // the test's database takes its user without a password
        Files.writeString(
                route,
                Files.readString(route)
                        .replace(
                                "{{env:PLANT_DB:jdbc:postgresql://127.0.0.1/plant}}",
                                postgres.getJdbcUrl("postgres", "postgres"))
                        .replace("{{env:PLANT_DB_USER:plant}}", "postgres")
                        .replace("{{env:PLANT_DB_PASSWORD:}}", "postgres"));
    }

    @Test
    void rowAsRegisters() throws Exception {
        execute("row-as-registers", "view.sql");
        use("row-as-registers");
        useDatabase();
        try (GatewayServer server = start()) {
            ModbusTCPMaster master = master(server.mcpPort());
            try {
                assertThat(values(master.readMultipleRegisters(1, 0, 4))).containsExactly(215, 65_531, 1, 0);
                assertThat(values(master.readMultipleRegisters(1, 1, 1))).containsExactly(65_531);
                master.writeSingleRegister(1, 3, new SimpleRegister(42));
                assertThat(query("select setpoint from tank")).containsExactly("42");
                assertThatThrownBy(() -> master.readMultipleRegisters(1, 4, 1))
                        .isInstanceOfSatisfying(ModbusSlaveException.class, e -> assertThat(e.getType())
                                .isEqualTo(2));
            } finally {
                master.disconnect();
            }
        }
    }

    @Test
    void forwardByUnit() throws Exception {
        try (ModbusSlaveDevice tcp = new ModbusSlaveDevice(2, false);
                ModbusSlaveDevice rtu = new ModbusSlaveDevice(11, true)) {
            tcp.set(2);
            rtu.set(11);
            use(
                    "forward-by-unit",
                    "{host: 10.0.0.7}",
                    "{host: 127.0.0.1, port: " + tcp.port() + "}",
                    "10.0.0.8",
                    "127.0.0.1",
                    "4001",
                    String.valueOf(rtu.port()));
            try (GatewayServer server = start()) {
                ModbusTCPMaster master = master(server.mcpPort());
                try {
                    assertThat(values(master.readMultipleRegisters(2, 0, 1))).containsExactly(2);
                    assertThat(values(master.readMultipleRegisters(11, 0, 1))).containsExactly(11);
                    assertThat(values(master.readMultipleRegisters(1, 0, 1))).containsExactly(0);
                    assertThatThrownBy(() -> master.readMultipleRegisters(99, 0, 1))
                            .isInstanceOfSatisfying(ModbusSlaveException.class, e -> assertThat(e.getType())
                                    .isEqualTo(10));
                } finally {
                    master.disconnect();
                }
            }
        }
    }

    @Test
    void dtu() throws Exception {
        // what it logs goes into a file here
        use("dtu", "- log: \"${header.CamelMcpClientId} ${body}\"", "- to: file:" + home + "?fileName=polled");
        try (GatewayServer server = start();
                Socket device = new Socket("127.0.0.1", server.mcpPort())) {
            device.getOutputStream().write("DTU007".getBytes(US_ASCII));
            byte[] question = new byte[8];
            new DataInputStream(device.getInputStream()).readFully(question);
            assertThat(question).startsWith(1, 3, 0, 0, 0, 2);
            new DataOutputStream(device.getOutputStream())
                    .write(HexFormat.of().parseHex("4842" + rtu("010304002A00D7")));
            await().atMost(SOON).until(() -> Files.exists(home.resolve("polled")));
            assertThat(home.resolve("polled"))
                    .content()
                    .contains("\"level\":{\"value\":42")
                    .contains("\"value\":21.5");
        }
    }

    /** A frame with its CRC, in hexadecimal. */
    private static String rtu(String hex) {
        ByteBuf frame = Unpooled.buffer().writeBytes(HexFormat.of().parseHex(hex));
        frame.writeShortLE(Crc16.of(frame, 0, frame.readableBytes()));
        return ByteBufUtil.hexDump(frame);
    }

    @Test
    void securePort() throws Exception {
        Pem gateway = Pem.make(home, "gateway", "EC");
        // a UTF8String of DER: Operator
        Pem operator =
                Pem.make(home, "operator", "EC", "-ext", "1.3.6.1.4.1.50316.802.1=0C:08:4F:70:65:72:61:74:6F:72");
        use("secure");
        environment.putAll(Map.of(
                "MCP_AUTH", "mtls",
                "MCP_TLS_CERT", gateway.certificate().toString(),
                "MCP_TLS_KEY", gateway.key().toString(),
                "MCP_TLS_CLIENT_CA", operator.certificate().toString()));
        try (GatewayServer server = start();
                Socket master = Pem.connect(server.mcpPort(), gateway, operator)) {
            assertThat(ask(master, "000100000006 01 03 0000 0001")).isEqualTo("000100000005010302" + "0000");
            assertThat(ask(master, "000200000006 01 06 0005 0007")).isEqualTo("000200000006010600050007");
            assertThat(ask(master, "000300000006 01 06 0100 0007"))
                    .as("beyond what an operator may write")
                    .isEqualTo("000300000003018601");
        }
    }

    private static String ask(Socket master, String hex) throws IOException {
        master.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
        DataInputStream in = new DataInputStream(master.getInputStream());
        byte[] head = new byte[6];
        in.readFully(head);
        byte[] rest = new byte[head[5]];
        in.readFully(rest);
        return HexFormat.of().formatHex(head) + HexFormat.of().formatHex(rest);
    }
}
