package io.camelmcp.component.client;

import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.codec.modbus.ModbusTcpDecoder;
import io.camelmcp.codec.modbus.ModbusTcpEncoder;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Modbus TCP, or RTU over TCP. */
final class ModbusWire implements Wire {

    private static final byte[] NO_HEARTBEAT = {};

    private final Protocol protocol;
    private final long quarantineMillis;
    private final byte[] heartbeat;
    private final AtomicLong lateAnswers = new AtomicLong();
    private @Nullable RtuLine line;
    private @Nullable ModbusTcpDecoder tcp;
    private @Nullable HeartbeatFilter heartbeats;
    private boolean beaten;

    /** @param quarantine of RTU, see {@link ClientOptions.Pauses} */
    ModbusWire(Protocol protocol, Duration quarantine) {
        this(protocol, quarantine, NO_HEARTBEAT);
    }

    /** @param heartbeat octets that a device may send between its answers; empty for none */
    ModbusWire(Protocol protocol, Duration quarantine, byte[] heartbeat) {
        this.protocol = protocol;
        this.quarantineMillis = quarantine.toMillis();
        this.heartbeat = heartbeat;
    }

    private boolean isRtu() {
        return protocol == Protocol.MODBUS_RTU;
    }

    @Override
    public void addDecoder(ChannelPipeline pipeline) {
        if (isRtu()) {
            RtuLine fresh = new RtuLine(heartbeat, quarantineMillis, lateAnswers::incrementAndGet);
            RtuLine lost = line;
            line = fresh;
            if (lost != null && lost.isUnanswered()) {
                // a serial gateway may give the answer to whoever is connected when it comes
                quarantine();
            }
            pipeline.addLast("frames", fresh);
            return;
        }
        if (heartbeat.length > 0) {
            HeartbeatFilter filter = new HeartbeatFilter(heartbeat, () -> beaten = true);
            heartbeats = filter;
            pipeline.addLast("heartbeats", filter);
        }
        ModbusTcpDecoder frames = new ModbusTcpDecoder(null);
        tcp = frames;
        pipeline.addLast("frames", frames);
    }

    @Override
    public boolean isAnswered(ClientRequest<?> request) {
        return !((ModbusCall) request).isBroadcast(protocol);
    }

    @Override
    public void write(ClientRequest<?> request, int number, ByteBuf out) {
        ModbusCall call = (ModbusCall) request;
        byte[] pdu = call.request().encode();
        RtuLine rtu = line;
        if (rtu != null && isAnswered(request)) {
            rtu.ask(call.unitId(), call.request().function());
        }
        if (isRtu()) {
            ModbusRtuEncoder.write(new ModbusFrame(0, call.unitId(), pdu), out);
        } else {
            ModbusTcpEncoder.write(new ModbusFrame(number, call.unitId(), pdu), out);
        }
    }

    @Override
    public int numberOf(Object frame) {
        return ((ModbusFrame) frame).transactionId();
    }

    @Override
    public boolean quarantine() {
        RtuLine rtu = line;
        if (rtu == null || quarantineMillis == 0) {
            return false;
        }
        rtu.quarantine();
        return true;
    }

    /** Whether the answer that is awaited can begin with an octet: the unit, or the high octet of a number that counts from 1. */
    boolean mayBeginAnAnswer(int octet) {
        RtuLine rtu = line;
        return rtu == null ? octet == 0 : rtu.isAwaited(octet);
    }

    /** Whether an answer with RTU may still come, also when the channel has been lost. */
    boolean isUnanswered() {
        RtuLine rtu = line;
        return rtu != null && rtu.isUnanswered();
    }

    @Override
    public boolean isClear() {
        RtuLine rtu = line;
        return rtu == null || !rtu.isQuarantined();
    }

    @Override
    public boolean isMidFrame() {
        ModbusTcpDecoder frames = tcp;
        HeartbeatFilter filter = heartbeats;
        return (frames != null && frames.isMidFrame()) || (filter != null && filter.isMidFrame());
    }

    @Override
    public boolean hasHeard() {
        RtuLine rtu = line;
        boolean any = rtu == null ? beaten : rtu.hasHeard();
        beaten = false;
        return any;
    }

    @Override
    public long lateAnswers() {
        return lateAnswers.get();
    }

    @Override
    public Outcome read(ClientRequest<?> request, Object message) {
        if (message instanceof RtuLine.Garbage garbage) {
            return notAnAnswer(garbage.why(), null);
        }
        ModbusCall call = (ModbusCall) request;
        ModbusFrame frame = (ModbusFrame) message;
        // the unit id has been checked on RTU; on TCP the transaction id says whose answer it is, and there are devices
        // that do
        // not copy the unit id
        try {
            return new Outcome.Answered(ModbusResponse.decode(frame.pdu(), call.request()));
        } catch (McpProtocolException e) {
            return notAnAnswer(e.getMessage(), e);
        }
    }

    private Outcome notAnAnswer(@Nullable String why, @Nullable Throwable cause) {
        return new Outcome.Failed(ClientFailure.of(Kind.BAD_ANSWER, "not an answer: " + why, cause), !isRtu());
    }
}
