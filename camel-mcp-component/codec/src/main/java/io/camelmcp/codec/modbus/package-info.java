/**
 * Modbus as values: requests and responses (PDUs) to and from octets, and the framing of Modbus TCP and of RTU over TCP.
 *
 * <p>Two layers, so that a bad PDU never costs the connection its step. Framing ({@link
 * io.camelmcp.codec.modbus.ModbusTcpDecoder}, {@link io.camelmcp.codec.modbus.ModbusRtuDecoder}) yields a {@link
 * io.camelmcp.codec.modbus.ModbusFrame}, and fails with an {@link io.camelmcp.codec.McpProtocolException} that ends the
 * connection. {@link io.camelmcp.codec.modbus.ModbusRequest#decode} reads its PDU, and fails with a {@link
 * io.camelmcp.codec.modbus.ModbusException} that is answered.
 *
 * @see <a href="https://github.com/camel-mcp/camel-mcp/blob/main/docs/protocol.md#9-modbus">docs/protocol.md, section 9</a>
 */
@NullMarked
package io.camelmcp.codec.modbus;

import org.jspecify.annotations.NullMarked;
