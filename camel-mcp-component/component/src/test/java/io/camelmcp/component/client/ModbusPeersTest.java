package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.digitalpetri.modbus.server.ModbusRtuServer;
import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import com.digitalpetri.modbus.tcp.server.NettyRtuServerTransport;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import com.ghgande.j2mod.modbus.procimg.FIFO;
import com.ghgande.j2mod.modbus.procimg.SimpleDigitalIn;
import com.ghgande.j2mod.modbus.procimg.SimpleDigitalOut;
import com.ghgande.j2mod.modbus.procimg.SimpleInputRegister;
import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.slave.ModbusSlave;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.Diagnostics;
import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.GetCommEventCounter;
import io.camelmcp.codec.modbus.GetCommEventLog;
import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDeviceIdentification;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadExceptionStatus;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadFifoQueueResponse;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.ReportServerId;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The client against servers that others wrote: j2mod, TCP and RTU over TCP, and digitalpetri, both too. */
class ModbusPeersTest extends ClientTestBase {

    private static final int UNIT = 7;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private int j2mod(boolean rtu) throws Exception {
        int port = freePort();
        SimpleProcessImage image = new SimpleProcessImage(UNIT);
        for (int i = 0; i < 20; i++) {
            image.addRegister(new SimpleRegister(i * 3000));
            image.addInputRegister(new SimpleInputRegister(i + 1));
            image.addDigitalOut(new SimpleDigitalOut(false));
            image.addDigitalIn(new SimpleDigitalIn(i % 3 == 0));
        }
        FIFO queue = new FIFO(5);
        queue.pushRegister(new SimpleRegister(11));
        queue.pushRegister(new SimpleRegister(12));
        image.addFIFO(queue);
        ModbusSlave slave = ModbusSlaveFactory.createTCPSlave(InetAddress.getByName("127.0.0.1"), port, 2, rtu);
        slave.addProcessImage(UNIT, image);
        slave.open();
        closing(() -> ModbusSlaveFactory.close(slave));
        return port;
    }

    private static ReadWriteModbusServices digitalpetriImage() {
        ProcessImage image = new ProcessImage();
        return new ReadWriteModbusServices() {
            @Override
            protected Optional<ProcessImage> getProcessImage(int unitId) {
                return unitId == UNIT ? Optional.of(image) : Optional.empty();
            }
        };
    }

    private int digitalpetriRtu() throws Exception {
        int port = freePort();
        var transport = NettyRtuServerTransport.create(config -> {
            config.bindAddress = "127.0.0.1";
            config.port = port;
        });
        ModbusRtuServer server = ModbusRtuServer.create(transport, digitalpetriImage());
        server.start();
        closing(server::stop);
        return port;
    }

    private int digitalpetri() throws Exception {
        int port = freePort();
        var transport = NettyTcpServerTransport.create(config -> {
            config.bindAddress = "127.0.0.1";
            config.port = port;
        });
        ModbusTcpServer server = ModbusTcpServer.create(transport, digitalpetriImage());
        server.start();
        closing(server::stop);
        return port;
    }

    private ModbusResponse ask(DeviceClient client, ModbusRequest request) throws Exception {
        return Reply.to(client, new ModbusCall(UNIT, request)).answer();
    }

    private void writesAreReadBack(DeviceClient client) throws Exception {
        var coil = new WriteSingleCoil(2, true);
        assertThat(ask(client, coil)).isEqualTo(new EchoResponse(coil));
        assertThat(ask(client, new WriteMultipleCoils(4, new boolean[] {true, false, true})))
                .isEqualTo(new WriteMultipleResponse(15, 4, 3));
        assertThat(ask(client, new ReadCoils(2, 5)))
                .isEqualTo(new ReadBitsResponse(1, new boolean[] {true, false, true, false, true}));
        var register = new WriteSingleRegister(3, 65_535);
        assertThat(ask(client, register)).isEqualTo(new EchoResponse(register));
        assertThat(ask(client, new WriteMultipleRegisters(5, new int[] {1, 40_000})))
                .isEqualTo(new WriteMultipleResponse(16, 5, 2));
        var mask = new MaskWriteRegister(5, 0xF0, 0x0A);
        assertThat(ask(client, mask)).isEqualTo(new EchoResponse(mask));
        assertThat(ask(client, new ReadWriteMultipleRegisters(3, 4, 4, new int[] {17})))
                .isEqualTo(new ReadRegistersResponse(23, new int[] {65_535, 17, mask.apply(1), 40_000}));
        assertThat(ask(client, new ReadHoldingRegisters(4, 1))).isEqualTo(new ReadRegistersResponse(3, new int[] {17}));
    }

    private void manyReadsInFlightAreAnswered(DeviceClient client) throws Exception {
        List<Reply<ModbusResponse>> replies = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            replies.add(Reply.to(client, new ModbusCall(UNIT, new ReadHoldingRegisters(i % 10, 1 + i % 3))));
        }
        for (int i = 0; i < 300; i++) {
            ReadRegistersResponse response =
                    (ReadRegistersResponse) replies.get(i).answer();
            assertThat(response.values()).hasSize(1 + i % 3);
        }
        assertThat(client.status().attempts()).isEqualTo(1);
    }

    @Test
    void j2modOverTcp() throws Exception {
        DeviceClient client =
                client(to(j2mod(false)).protocol(Protocol.MODBUS_TCP).window(8).build());
        assertThat(ask(client, new ReadInputRegisters(1, 2))).isEqualTo(new ReadRegistersResponse(4, new int[] {2, 3}));
        assertThat(ask(client, new ReadDiscreteInputs(0, 4)))
                .isEqualTo(new ReadBitsResponse(2, new boolean[] {true, false, false, true}));
        writesAreReadBack(client);
        manyReadsInFlightAreAnswered(client);
        assertThat(ask(client, new ReadHoldingRegisters(19, 2))).isEqualTo(new ModbusExceptionResponse(3, 2));
        queueAndRefusals(client);
    }

    @Test
    void j2modOverRtuOverTcp() throws Exception {
        DeviceClient client =
                client(to(j2mod(true)).protocol(Protocol.MODBUS_RTU).build());
        assertThat(ask(client, new ReadInputRegisters(1, 2))).isEqualTo(new ReadRegistersResponse(4, new int[] {2, 3}));
        writesAreReadBack(client);
        manyReadsInFlightAreAnswered(client);
        assertThat(ask(client, new ReadHoldingRegisters(19, 2))).isEqualTo(new ModbusExceptionResponse(3, 2));
        queueAndRefusals(client);
    }

    /** What j2mod has beyond registers and bits; the rest of the functions it refuses, and the connection goes on. */
    private void queueAndRefusals(DeviceClient client) throws Exception {
        assertThat(ask(client, new ReadFifoQueue(5))).isInstanceOf(ReadFifoQueueResponse.class);
        for (ModbusRequest refused : List.of(
                new ReadExceptionStatus(),
                new Diagnostics(0, new byte[] {0x12, 0x34}),
                new GetCommEventCounter(),
                new GetCommEventLog(),
                new ReportServerId(),
                new ReadDeviceIdentification(1, 0))) {
            assertThat(ask(client, refused)).isEqualTo(new ModbusExceptionResponse(refused.function(), 1));
        }
        assertThat(client.status().attempts()).isEqualTo(1);
    }

    @Test
    void digitalpetriOverRtuOverTcp() throws Exception {
        DeviceClient client =
                client(to(digitalpetriRtu()).protocol(Protocol.MODBUS_RTU).build());
        writesAreReadBack(client);
        manyReadsInFlightAreAnswered(client);
    }

    @Test
    void digitalpetriOverTcp() throws Exception {
        DeviceClient client = client(
                to(digitalpetri()).protocol(Protocol.MODBUS_TCP).window(8).build());
        writesAreReadBack(client);
        manyReadsInFlightAreAnswered(client);
    }
}
