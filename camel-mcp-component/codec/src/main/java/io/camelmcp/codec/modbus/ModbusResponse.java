package io.camelmcp.codec.modbus;

import io.camelmcp.codec.McpProtocolException;

/**
 * A response PDU, by its shape: five shapes answer the ten functions that have a request of their own.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>functions</th><th>response</th></tr>
 * <tr><td>01, 02</td><td>{@link ReadBitsResponse}</td></tr>
 * <tr><td>03, 04, 17</td><td>{@link ReadRegistersResponse}</td></tr>
 * <tr><td>05, 06, 16</td><td>{@link EchoResponse}</td></tr>
 * <tr><td>0F, 10</td><td>{@link WriteMultipleResponse}</td></tr>
 * <tr><td>others</td><td>{@link RawResponse}</td></tr>
 * <tr><td>any that failed</td><td>{@link ModbusExceptionResponse}</td></tr>
 * </table>
 */
public sealed interface ModbusResponse
        permits ReadBitsResponse,
                ReadRegistersResponse,
                EchoResponse,
                WriteMultipleResponse,
                RawResponse,
                ModbusExceptionResponse {

    /** Function of the request that is answered, without the exception bit. */
    int function();

    /** The octets of the PDU, function first, 1..253. */
    byte[] encode();

    /**
     * Reads the answer to a request. It must fit: function, byte count and what is repeated of the request are checked.
     *
     * @param pdu     function and data; not kept
     * @param request what was asked
     * @throws McpProtocolException BAD_FRAME, says what was expected and what was found
     */
    static ModbusResponse decode(byte[] pdu, ModbusRequest request) {
        if (pdu.length == 0 || pdu.length > Pdu.MAX_LENGTH) {
            throw BadResponse.of(request, "1.." + Pdu.MAX_LENGTH + " octets", Integer.toString(pdu.length));
        }
        int function = Pdu.u8(pdu, 0);
        if (function == (request.function() | ModbusFunction.EXCEPTION_BIT)) {
            return ModbusExceptionResponse.decode(pdu, request);
        }
        if (function != request.function()) {
            throw BadResponse.of(request, "its function", ModbusFunction.name(function));
        }
        if (request instanceof ReadCoils || request instanceof ReadDiscreteInputs) {
            return ReadBitsResponse.decode(pdu, (ReadRequest) request);
        }
        if (request instanceof ReadRequest read) {
            return ReadRegistersResponse.decode(pdu, read, read.quantity());
        }
        if (request instanceof ReadWriteMultipleRegisters both) {
            return ReadRegistersResponse.decode(pdu, both, both.readQuantity());
        }
        if (request instanceof SingleWriteRequest single) {
            return EchoResponse.decode(pdu, single);
        }
        if (request instanceof WriteRequest write) {
            return WriteMultipleResponse.decode(pdu, write);
        }
        return RawResponse.decode(pdu);
    }
}
