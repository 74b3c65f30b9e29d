package io.camelmcp.codec.chooser;

import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.modbus.Crc16;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.RtuLength;
import io.netty.buffer.ByteBuf;

/**
 * Tells MCP, Modbus TCP and RTU over TCP apart by the first octets of a connection (docs/protocol.md, section 4, rules 2 to
 * 4). Pure: nothing is consumed, and time is the caller's business.
 *
 * <pre>{@code
 * ProtocolChoice choice = ProtocolChooser.choose(buffered);       // again with each arrival, while choice.isOpen()
 * }</pre>
 *
 * <p>Two collisions are resolved. A Modbus TCP transaction id may be {@code 4D 43}; the octet after it is then 00, which no
 * version of MCP is. An RTU request for start address 0 looks like the header of Modbus TCP; its CRC tells.
 */
public final class ProtocolChooser {

    private static final int MAGIC_HIGH = McpFrame.MAGIC >> 8;
    private static final int MAGIC_LOW = McpFrame.MAGIC & 0xFF;

    /** Transaction id, protocol id and length of Modbus TCP; in an RTU request the quantity ends here. */
    private static final int MBAP_PREFIX = 6;

    private static final int MIN_MBAP_LENGTH = 2;
    private static final int MAX_MBAP_LENGTH = 1 + ModbusFrame.MAX_PDU;
    private static final int RTU_BYTE_COUNT_AT = 6;

    private enum Match {
        YES,
        NO,
        OPEN
    }

    private ProtocolChooser() {}

    /**
     * The choice by what is readable in {@code in}.
     *
     * @param in all octets of the connection so far, from its reader index
     */
    public static ProtocolChoice choose(ByteBuf in) {
        Match mcp = mcp(in);
        if (mcp != Match.NO) {
            return mcp == Match.YES ? ProtocolChoice.MCP : ProtocolChoice.NEED_MORE;
        }
        return switch (mbap(in)) {
            case OPEN -> ProtocolChoice.NEED_MORE;
            case YES -> modbusTcpUnlessRtu(in);
            case NO -> rtuOrNothing(in);
        };
    }

    private static Match mcp(ByteBuf in) {
        int readable = in.readableBytes();
        if (readable > 0 && u8(in, 0) != MAGIC_HIGH || readable > 1 && u8(in, 1) != MAGIC_LOW) {
            return Match.NO;
        }
        if (readable < 3) {
            return Match.OPEN;
        }
        return u8(in, 2) == 0 ? Match.NO : Match.YES;
    }

    /** Whether the octets begin as Modbus TCP does: protocol id 0, a possible length. */
    private static Match mbap(ByteBuf in) {
        int known = Math.min(in.readableBytes(), MBAP_PREFIX);
        for (int i = 2; i < Math.min(known, MBAP_PREFIX - 1); i++) {
            // protocol id, and the high octet of a length of at most 254
            if (u8(in, i) != 0) {
                return Match.NO;
            }
        }
        if (known < MBAP_PREFIX) {
            return Match.OPEN;
        }
        int length = u8(in, MBAP_PREFIX - 1);
        return length >= MIN_MBAP_LENGTH && length <= MAX_MBAP_LENGTH ? Match.YES : Match.NO;
    }

    /** Rule 3. */
    private static ProtocolChoice modbusTcpUnlessRtu(ByteBuf in) {
        return switch (rtu(in, true)) {
            case YES -> ProtocolChoice.MODBUS_RTU;
            case NO -> ProtocolChoice.MODBUS_TCP;
            case OPEN -> ProtocolChoice.NEED_MORE_OR_MODBUS_TCP;
        };
    }

    /** Rules 4 and 5. */
    private static ProtocolChoice rtuOrNothing(ByteBuf in) {
        return switch (rtu(in, false)) {
            case YES -> ProtocolChoice.MODBUS_RTU;
            case NO -> ProtocolChoice.REJECT;
            case OPEN -> ProtocolChoice.NEED_MORE;
        };
    }

    private static Match rtu(ByteBuf in, boolean countMustAgree) {
        int length = RtuLength.REQUESTS.of(in);
        if (length == RtuLength.UNKNOWN || length > RtuLength.MAX_FRAME) {
            return Match.NO;
        }
        if (length == RtuLength.NEED_MORE) {
            return Match.OPEN;
        }
        if (countMustAgree && !byteCountAgrees(in)) {
            return Match.NO;
        }
        if (in.readableBytes() < length) {
            return Match.OPEN;
        }
        return Crc16.holds(in, in.readerIndex(), length) ? Match.YES : Match.NO;
    }

    /** Spares most clients of Modbus TCP the wait for octets that never come: their unit id is where the byte count would be. */
    private static boolean byteCountAgrees(ByteBuf in) {
        int quantity = in.getUnsignedShort(in.readerIndex() + MBAP_PREFIX - 2);
        return switch (u8(in, 1)) {
            case ModbusFunction.WRITE_MULTIPLE_COILS -> u8(in, RTU_BYTE_COUNT_AT) == (quantity + 7) / 8;
            case ModbusFunction.WRITE_MULTIPLE_REGISTERS -> u8(in, RTU_BYTE_COUNT_AT) == 2 * quantity;
            default -> true;
        };
    }

    private static int u8(ByteBuf in, int position) {
        return in.getUnsignedByte(in.readerIndex() + position);
    }
}
