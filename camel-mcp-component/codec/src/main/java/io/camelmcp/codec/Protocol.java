package io.camelmcp.codec;

/** The protocols that share a port (docs/protocol.md, section 4). */
public enum Protocol {
    MCP("mcp"),
    MODBUS_TCP("modbusTcp"),
    MODBUS_RTU("modbusRtu");

    private final String label;

    Protocol(String label) {
        this.label = label;
    }

    /** Name in options, headers and events: {@code mcp}, {@code modbusTcp} or {@code modbusRtu}. */
    public String label() {
        return label;
    }

    public boolean isModbus() {
        return this != MCP;
    }
}
