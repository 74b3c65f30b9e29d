package io.camelmcp.gateway.simulate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What a simulated device speaks. */
public enum DeviceProtocol {
    /** MCP version 1: one message outstanding. */
    MCP1("mcp1"),
    /** MCP version 2: as many messages outstanding as the window allows. */
    MCP2("mcp2"),
    /** Modbus TCP, the device is the master: one request outstanding. */
    MODBUS_TCP("modbusTcp"),
    /** Modbus RTU over TCP, the device is the master: one request outstanding. */
    MODBUS_RTU("modbusRtu");

    /** Word for all of them, one device after the other. */
    public static final String MIXED = "mixed";

    private final String label;

    DeviceProtocol(String label) {
        this.label = label;
    }

    /** Name on the command line and in results, such as {@code modbusTcp}. */
    public String label() {
        return label;
    }

    boolean isModbus() {
        return this == MODBUS_TCP || this == MODBUS_RTU;
    }

    /**
     * The protocols that a word of the command line stands for.
     *
     * @param text a label in any case, or {@code mixed}
     * @return one protocol, or all four
     * @throws IllegalArgumentException if it is neither
     */
    public static List<DeviceProtocol> parse(String text) {
        if (text.equalsIgnoreCase(MIXED)) {
            return List.of(values());
        }
        return Arrays.stream(values())
                .filter(protocol -> protocol.label.equalsIgnoreCase(text))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> new IllegalArgumentException("protocol " + text + " is not one of " + labels()));
    }

    /** All words that {@link #parse} takes, separated by commas. */
    static String labels() {
        return Arrays.stream(values()).map(DeviceProtocol::label).collect(Collectors.joining(", ")) + ", " + MIXED;
    }
}
