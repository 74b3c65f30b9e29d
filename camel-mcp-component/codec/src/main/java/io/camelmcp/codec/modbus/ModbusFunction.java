package io.camelmcp.codec.modbus;

import java.util.Locale;
import java.util.Map;

/**
 * Public function codes, one octet each (Modbus Application Protocol V1.1b3, section 6). A function is an {@code int} of
 * 0..255, because 65..72 and 100..110 belong to the user and cannot be enumerated.
 */
public final class ModbusFunction {

    public static final int READ_COILS = 0x01;
    public static final int READ_DISCRETE_INPUTS = 0x02;
    public static final int READ_HOLDING_REGISTERS = 0x03;
    public static final int READ_INPUT_REGISTERS = 0x04;
    public static final int WRITE_SINGLE_COIL = 0x05;
    public static final int WRITE_SINGLE_REGISTER = 0x06;
    public static final int READ_EXCEPTION_STATUS = 0x07;
    public static final int DIAGNOSTICS = 0x08;
    public static final int GET_COMM_EVENT_COUNTER = 0x0B;
    public static final int GET_COMM_EVENT_LOG = 0x0C;
    public static final int WRITE_MULTIPLE_COILS = 0x0F;
    public static final int WRITE_MULTIPLE_REGISTERS = 0x10;
    public static final int REPORT_SERVER_ID = 0x11;
    public static final int READ_FILE_RECORD = 0x14;
    public static final int WRITE_FILE_RECORD = 0x15;
    public static final int MASK_WRITE_REGISTER = 0x16;
    public static final int READ_WRITE_MULTIPLE_REGISTERS = 0x17;
    public static final int READ_FIFO_QUEUE = 0x18;
    public static final int ENCAPSULATED_INTERFACE = 0x2B;

    /** Set in the function of an exception response: 0x03 fails as 0x83. */
    public static final int EXCEPTION_BIT = 0x80;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(READ_COILS, "READ_COILS"),
            Map.entry(READ_DISCRETE_INPUTS, "READ_DISCRETE_INPUTS"),
            Map.entry(READ_HOLDING_REGISTERS, "READ_HOLDING_REGISTERS"),
            Map.entry(READ_INPUT_REGISTERS, "READ_INPUT_REGISTERS"),
            Map.entry(WRITE_SINGLE_COIL, "WRITE_SINGLE_COIL"),
            Map.entry(WRITE_SINGLE_REGISTER, "WRITE_SINGLE_REGISTER"),
            Map.entry(READ_EXCEPTION_STATUS, "READ_EXCEPTION_STATUS"),
            Map.entry(DIAGNOSTICS, "DIAGNOSTICS"),
            Map.entry(GET_COMM_EVENT_COUNTER, "GET_COMM_EVENT_COUNTER"),
            Map.entry(GET_COMM_EVENT_LOG, "GET_COMM_EVENT_LOG"),
            Map.entry(WRITE_MULTIPLE_COILS, "WRITE_MULTIPLE_COILS"),
            Map.entry(WRITE_MULTIPLE_REGISTERS, "WRITE_MULTIPLE_REGISTERS"),
            Map.entry(REPORT_SERVER_ID, "REPORT_SERVER_ID"),
            Map.entry(READ_FILE_RECORD, "READ_FILE_RECORD"),
            Map.entry(WRITE_FILE_RECORD, "WRITE_FILE_RECORD"),
            Map.entry(MASK_WRITE_REGISTER, "MASK_WRITE_REGISTER"),
            Map.entry(READ_WRITE_MULTIPLE_REGISTERS, "READ_WRITE_MULTIPLE_REGISTERS"),
            Map.entry(READ_FIFO_QUEUE, "READ_FIFO_QUEUE"),
            Map.entry(ENCAPSULATED_INTERFACE, "ENCAPSULATED_INTERFACE"));

    private ModbusFunction() {}

    /**
     * Name of a function as logs and events show it.
     *
     * @param function 0..255
     * @return {@code READ_COILS}, or {@code 0x42} for a function without a name
     */
    public static String name(int function) {
        String name = NAMES.get(function);
        return name != null ? name : String.format(Locale.ROOT, "0x%02X", function & 0xFF);
    }

    /** Whether the standard leaves the function to the user: 65..72 and 100..110 (section 5). */
    public static boolean isUserDefined(int function) {
        return (function >= 65 && function <= 72) || (function >= 100 && function <= 110);
    }
}
