package io.camelmcp.gateway.simulate;

import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusRtuDecoder;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.codec.modbus.ModbusTcpDecoder;
import io.camelmcp.codec.modbus.ModbusTcpEncoder;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.RtuLength;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A Modbus master on TCP, or RTU over TCP, that reports by writing: of ten requests it makes six writes of several registers, one
 * of a register, a coil and several coils each, and one read. One request is outstanding.
 */
final class ModbusDevice extends SimulatedDevice {

    /** Not 0, where an RTU request and a Modbus TCP header look alike and the server has to wait before it can tell. */
    static final int ADDRESS = 1;

    private static final int REGISTERS = 5;
    private static final int SINGLE_ADDRESS = ADDRESS + REGISTERS;
    private static final int COILS = 8;
    private static final int UNITS = 247;
    private static final int CYCLE = 10;

    private final boolean rtu;
    private final int unitId;
    private final Telemetry telemetry;
    private long requests;
    private long reports;

    ModbusDevice(
            int index,
            DeviceProtocol protocol,
            FleetOptions options,
            FleetStatistics statistics,
            AckListener acks,
            EventLoop loop) {
        super(index, options, statistics, acks, loop);
        rtu = protocol == DeviceProtocol.MODBUS_RTU;
        unitId = 1 + index % UNITS;
        telemetry = new Telemetry(name(), options.payload(), random);
    }

    @Override
    int window() {
        return 1;
    }

    /** On RTU a late answer could be taken for the next one, so a silent connection is closed. */
    @Override
    int maxRetransmits() {
        return 0;
    }

    @Override
    void addCodec(ChannelPipeline pipeline) {
        pipeline.addLast(
                "frames",
                rtu ? new ModbusRtuDecoder(RtuLength.RESPONSES, true, () -> {}, null) : new ModbusTcpDecoder(null));
    }

    @Override
    void onConnected(long now) {}

    @Override
    void onTick(long now) {}

    @Override
    Outgoing next(long dueNanos) {
        int step = (int) (requests++ % CYCLE);
        long number = 0;
        ModbusRequest request;
        switch (step) {
            case 3 -> request = new WriteSingleRegister(SINGLE_ADDRESS, random.nextInt(0x10000));
            case 5 -> request = new WriteSingleCoil(ADDRESS, random.nextBoolean());
            case 7 -> request = new WriteMultipleCoils(ADDRESS, coils());
            case 9 ->
                request = requests % (2 * CYCLE) == 0
                        ? new ReadCoils(ADDRESS, COILS)
                        : new ReadHoldingRegisters(ADDRESS, REGISTERS);
            default -> {
                number = ++reports;
                request = new WriteMultipleRegisters(ADDRESS, telemetry.registers(number));
            }
        }
        return Outgoing.message(kind(request.function()), request.function(), request.encode(), number, dueNanos);
    }

    @Override
    @Nullable
    Outgoing nextControl() {
        return null;
    }

    @Override
    @Nullable
    Outgoing farewell() {
        return null;
    }

    @Override
    void encode(Outgoing request, ByteBuf out) {
        if (rtu) {
            ModbusRtuEncoder.write(new ModbusFrame(0, unitId, request.body), out);
        } else {
            ModbusTcpEncoder.write(new ModbusFrame(request.key, unitId, request.body), out);
        }
    }

    @Override
    void received(Object message) {
        ModbusFrame answer = (ModbusFrame) message;
        Outgoing request = rtu ? oldest() : inFlight(answer.transactionId());
        if (request == null) {
            // not pending any more: dropped, as the standard wants it
            return;
        }
        boolean refused =
                answer.function() == (request.code | ModbusFunction.EXCEPTION_BIT) && answer.pdu().length == 2;
        if (answer.unitId() != unitId || !refused && answer.function() != request.code) {
            protocolError();
            return;
        }
        take(request.key);
        if (refused) {
            if (answer.pdu()[1] == ModbusExceptionCode.SERVER_DEVICE_BUSY.code()) {
                pauseWhileBusy();
            }
            refused(request, String.format(Locale.ROOT, "EXCEPTION_%02X", answer.pdu()[1]));
        } else {
            acknowledged(request);
        }
    }

    private boolean[] coils() {
        boolean[] values = new boolean[COILS];
        for (int i = 0; i < COILS; i++) {
            values[i] = random.nextBoolean();
        }
        return values;
    }

    private static String kind(int function) {
        return String.format(Locale.ROOT, "FC%02X", function);
    }
}
