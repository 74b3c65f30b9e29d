package io.camelmcp.codec.modbus;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.codec.PausableDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts Modbus TCP into {@link ModbusFrame}s: transaction id u16, protocol id u16 = 0, length u16 = 2..254, unit id u8, PDU
 * (Modbus Messaging on TCP/IP Implementation Guide V1.0b, section 3.1.3).
 *
 * <p>A protocol id other than 0, or a length out of range, ends the connection by an {@link McpProtocolException}: after it
 * there is no telling where the next frame begins. It is thrown as soon as the octets that say so are there.
 */
public final class ModbusTcpDecoder extends PausableDecoder {

    /** Transaction id, protocol id and length. */
    static final int PREFIX = 6;

    /** Octets that the length field may count: unit id and PDU. */
    static final int MIN_LENGTH = 2;

    static final int MAX_LENGTH = 1 + ModbusFrame.MAX_PDU;

    private static final int PROTOCOL_ID_AT = 2;
    private static final int LENGTH_AT = 4;

    /**
     * Decoder of one connection.
     *
     * @param paused see {@link PausableDecoder}
     */
    public ModbusTcpDecoder(@Nullable BooleanSupplier paused) {
        super(paused);
    }

    @Override
    protected void decodeFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int readable = in.readableBytes();
        int start = in.readerIndex();
        if (readable < LENGTH_AT) {
            return;
        }
        int protocolId = in.getUnsignedShort(start + PROTOCOL_ID_AT);
        if (protocolId != 0) {
            throw new McpProtocolException(McpErrorCode.BAD_FRAME, "Modbus protocol id " + protocolId + " is not 0");
        }
        if (readable < PREFIX) {
            return;
        }
        int length = in.getUnsignedShort(start + LENGTH_AT);
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw new McpProtocolException(
                    McpErrorCode.BAD_FRAME, "Modbus length " + length + " is not in " + MIN_LENGTH + ".." + MAX_LENGTH);
        }
        if (readable < PREFIX + length) {
            return;
        }
        int transactionId = in.readUnsignedShort();
        in.skipBytes(PREFIX - 2);
        int unitId = in.readUnsignedByte();
        byte[] pdu = new byte[length - 1];
        in.readBytes(pdu);
        out.add(new ModbusFrame(transactionId, unitId, pdu));
    }
}
