package io.camelmcp.codec.modbus;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpProtocolException;
import java.util.Arrays;
import java.util.HexFormat;

/** Failures of answers that do not fit their request. */
final class BadResponse {

    private BadResponse() {}

    static McpProtocolException of(ModbusRequest request, String expected, String found) {
        return new McpProtocolException(
                McpErrorCode.BAD_FRAME,
                "answer to " + ModbusFunction.name(request.function()) + ": expected " + expected + ", found " + found);
    }

    static void requireLength(byte[] pdu, ModbusRequest request, int length) {
        if (pdu.length != length) {
            throw of(request, length + " octets", Integer.toString(pdu.length));
        }
    }

    /** The answer must be exactly these octets. */
    static void requireEcho(byte[] pdu, ModbusRequest request, byte[] expected) {
        if (!Arrays.equals(pdu, expected)) {
            throw of(request, hex(expected), hex(pdu));
        }
    }

    /** Function, byte count and as many octets. */
    static void requireCounted(byte[] pdu, ModbusRequest request, int byteCount) {
        requireLength(pdu, request, 2 + byteCount);
        if (Pdu.u8(pdu, 1) != byteCount) {
            throw of(request, "byte count " + byteCount, Integer.toString(Pdu.u8(pdu, 1)));
        }
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }
}
