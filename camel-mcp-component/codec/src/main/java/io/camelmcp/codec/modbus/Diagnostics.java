package io.camelmcp.codec.modbus;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Request for a diagnostic function (function 08; section 6.8 of the standard). Value equality includes the data.
 *
 * @param subFunction 2 octets: 00..04, 0A..12 or 14 (hex)
 * @param data        2 octets; of {@link #RETURN_QUERY_DATA} 2..250, an even number; not copied
 */
public record Diagnostics(int subFunction, byte[] data) implements CommunicationRequest {

    /** Answered with the octets of the request. */
    public static final int RETURN_QUERY_DATA = 0x00;

    public static final int RESTART_COMMUNICATIONS = 0x01;
    public static final int RETURN_DIAGNOSTIC_REGISTER = 0x02;
    public static final int CHANGE_ASCII_DELIMITER = 0x03;
    public static final int FORCE_LISTEN_ONLY = 0x04;
    public static final int CLEAR_COUNTERS = 0x0A;
    public static final int BUS_MESSAGE_COUNT = 0x0B;
    public static final int BUS_COMMUNICATION_ERROR_COUNT = 0x0C;
    public static final int BUS_EXCEPTION_ERROR_COUNT = 0x0D;
    public static final int SERVER_MESSAGE_COUNT = 0x0E;
    public static final int SERVER_NO_RESPONSE_COUNT = 0x0F;
    public static final int SERVER_NAK_COUNT = 0x10;
    public static final int SERVER_BUSY_COUNT = 0x11;
    public static final int BUS_CHARACTER_OVERRUN_COUNT = 0x12;
    public static final int CLEAR_OVERRUN_COUNTER = 0x14;

    /** Data of {@link #RESTART_COMMUNICATIONS} that clears the event log too. */
    public static final int CLEAR_LOG = 0xFF00;

    private static final int FIXED = 3;
    private static final int MAX_DATA = 250;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if the sub-function is unknown or the data does not fit it
     */
    public Diagnostics {
        if (!isKnown(subFunction)) {
            throw new IllegalArgumentException("sub-function " + subFunction + " is not 0..4, 10..18 or 20");
        }
        String bad = badData(subFunction, data);
        if (bad != null) {
            throw new IllegalArgumentException(bad);
        }
    }

    /** A request without an argument. */
    public Diagnostics(int subFunction) {
        this(subFunction, new byte[2]);
    }

    @Override
    public int function() {
        return ModbusFunction.DIAGNOSTICS;
    }

    /** The data as a number, 0..65535: of all but {@link #RETURN_QUERY_DATA} that is all of it. */
    public int value() {
        return Pdu.u16(data, 0);
    }

    @Override
    public byte[] encode() {
        return DiagnosticsResponse.encode(subFunction, data);
    }

    /** Function and sub-function known (01), then the data (03): figure 18 of the standard. */
    static Diagnostics decode(byte[] pdu) throws ModbusException {
        Pdu.requireAtLeast(pdu, FIXED);
        int subFunction = Pdu.u16(pdu, 1);
        if (!isKnown(subFunction)) {
            throw new ModbusException(
                    Pdu.u8(pdu, 0),
                    ModbusExceptionCode.ILLEGAL_FUNCTION,
                    "DIAGNOSTICS: sub-function " + subFunction + " is not served");
        }
        byte[] data = Arrays.copyOfRange(pdu, FIXED, pdu.length);
        String bad = badData(subFunction, data);
        if (bad != null) {
            throw Pdu.illegalValue(pdu, bad);
        }
        return new Diagnostics(subFunction, data);
    }

    private static boolean isKnown(int subFunction) {
        return subFunction >= RETURN_QUERY_DATA && subFunction <= FORCE_LISTEN_ONLY
                || subFunction >= CLEAR_COUNTERS && subFunction <= BUS_CHARACTER_OVERRUN_COUNT
                || subFunction == CLEAR_OVERRUN_COUNTER;
    }

    private static @Nullable String badData(int subFunction, byte[] data) {
        if (subFunction == RETURN_QUERY_DATA) {
            return data.length >= 2 && data.length <= MAX_DATA && data.length % 2 == 0
                    ? null
                    : "data of " + data.length + " octets is not an even number of 2.." + MAX_DATA;
        }
        if (data.length != 2) {
            return "data of " + data.length + " octets, 2 are expected";
        }
        int value = Pdu.u16(data, 0);
        boolean good =
                switch (subFunction) {
                    case RESTART_COMMUNICATIONS -> value == 0 || value == CLEAR_LOG;
                    case CHANGE_ASCII_DELIMITER -> (value & 0xFF) == 0;
                    default -> value == 0;
                };
        return good ? null : "data " + value + " is not a value of sub-function " + subFunction;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Diagnostics that && subFunction == that.subFunction && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * subFunction + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "Diagnostics[subFunction=" + subFunction + ", data=" + data.length + "]";
    }
}
