package io.camelmcp.component;

/** Which protocol an endpoint speaks. */
public enum McpProtocol {
    /** Finds out by the first octets of each connection. */
    auto,
    /** Message Communication Protocol. */
    mcp,
    /** Modbus TCP. */
    modbusTcp,
    /** Modbus RTU over TCP. */
    modbusRtu
}
