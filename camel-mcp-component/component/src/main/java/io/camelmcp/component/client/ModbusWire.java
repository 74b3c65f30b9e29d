package io.camelmcp.component.client;

import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ModbusRtuDecoder;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.codec.modbus.ModbusTcpDecoder;
import io.camelmcp.codec.modbus.ModbusTcpEncoder;
import io.camelmcp.codec.modbus.RtuLength;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;

/** Modbus TCP, or RTU over TCP. */
final class ModbusWire implements Wire {

    private final Protocol protocol;

    ModbusWire(Protocol protocol) {
        this.protocol = protocol;
    }

    private boolean isRtu() {
        return protocol == Protocol.MODBUS_RTU;
    }

    @Override
    public void addDecoder(ChannelPipeline pipeline) {
        // strict: the request that a corrupt frame answers would wait for nothing
        pipeline.addLast(
                "frames",
                isRtu() ? new ModbusRtuDecoder(RtuLength.RESPONSES, true, () -> {}, null) : new ModbusTcpDecoder(null));
    }

    @Override
    public boolean isAnswered(ClientRequest<?> request) {
        return !((ModbusCall) request).isBroadcast(protocol);
    }

    @Override
    public void write(ClientRequest<?> request, int number, ByteBuf out) {
        ModbusCall call = (ModbusCall) request;
        byte[] pdu = call.request().encode();
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
    public Outcome read(ClientRequest<?> request, Object message) {
        ModbusCall call = (ModbusCall) request;
        ModbusFrame frame = (ModbusFrame) message;
        // on TCP the transaction id says whose answer it is, and there are devices that do not copy the unit id
        if (isRtu() && frame.unitId() != call.unitId()) {
            return NOT_ITS;
        }
        try {
            return new Outcome.Answered(ModbusResponse.decode(frame.pdu(), call.request()));
        } catch (McpProtocolException e) {
            return new Outcome.Failed(ClientFailure.of(Kind.BAD_ANSWER, "not an answer: " + e.getMessage()), !isRtu());
        }
    }
}
