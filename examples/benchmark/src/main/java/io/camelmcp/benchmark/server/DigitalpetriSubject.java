package io.camelmcp.benchmark.server;

import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** digitalpetri's Modbus TCP server with the services it brings. */
final class DigitalpetriSubject implements Subject {

    private @Nullable ModbusTcpServer server;

    @Override
    public int start() throws Exception {
        ProcessImage image = new ProcessImage();
        image.with(transaction -> transaction.writeHoldingRegisters(registers -> {
            for (int i = 0; i < Registers.COUNT; i++) {
                registers.put(i, new byte[] {(byte) (i >> 8), (byte) i});
            }
        }));
        int port = Registers.freePort();
        ModbusTcpServer started = ModbusTcpServer.create(
                NettyTcpServerTransport.create(config -> {
                    config.bindAddress = "127.0.0.1";
                    config.port = port;
                }),
                new ReadWriteModbusServices() {
                    @Override
                    protected Optional<ProcessImage> getProcessImage(int unitId) {
                        return Optional.of(image);
                    }
                });
        started.start();
        server = started;
        return port;
    }

    @Override
    public void close() throws Exception {
        ModbusTcpServer started = server;
        if (started != null) {
            started.stop();
        }
    }
}
