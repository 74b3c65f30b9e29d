package io.camelmcp.gateway;

import com.ghgande.j2mod.modbus.procimg.SimpleInputRegister;
import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.slave.ModbusSlave;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A device of j2mod with 100 input registers and 100 holding registers. */
final class ModbusSlaveDevice implements AutoCloseable {

    private static final int REGISTERS = 100;

    private final SimpleProcessImage image;
    private final ModbusSlave slave;
    private final int port;

    ModbusSlaveDevice(int unit, boolean rtu) throws Exception {
        image = new SimpleProcessImage(unit);
        for (int i = 0; i < REGISTERS; i++) {
            image.addRegister(new SimpleRegister(0));
            image.addInputRegister(new SimpleInputRegister(0));
        }
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        slave = ModbusSlaveFactory.createTCPSlave(InetAddress.getByName("127.0.0.1"), port, 4, rtu);
        slave.addProcessImage(unit, image);
        slave.open();
    }

    int port() {
        return port;
    }

    /** Puts values into the first registers of both kinds. */
    void set(int... values) {
        for (int i = 0; i < values.length; i++) {
            image.setRegister(i, new SimpleRegister(values[i]));
            image.setInputRegister(i, new SimpleInputRegister(values[i]));
        }
    }

    @Override
    public void close() {
        ModbusSlaveFactory.close(slave);
    }
}
