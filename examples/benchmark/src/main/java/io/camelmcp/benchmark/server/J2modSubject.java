package io.camelmcp.benchmark.server;

import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.slave.ModbusSlave;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** j2mod's Modbus TCP slave, with threads enough for all connections. */
final class J2modSubject implements Subject {

    private static final int THREADS = 64;

    private @Nullable ModbusSlave slave;

    @Override
    public int start() throws Exception {
        SimpleProcessImage image = new SimpleProcessImage(Registers.UNIT);
        for (int i = 0; i < Registers.COUNT; i++) {
            image.addRegister(new SimpleRegister(i));
        }
        int port = Registers.freePort();
        ModbusSlave started = ModbusSlaveFactory.createTCPSlave(InetAddress.getLoopbackAddress(), port, THREADS, false);
        started.addProcessImage(Registers.UNIT, image);
        started.open();
        slave = started;
        return port;
    }

    @Override
    public void close() {
        ModbusSlave started = slave;
        if (started != null) {
            ModbusSlaveFactory.close(started);
        }
    }
}
