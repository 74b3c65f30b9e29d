package io.camelmcp.codec.modbus;

import io.camelmcp.codec.McpProtocolException;

/**
 * A response PDU, by its shape.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th>functions</th><th>response</th></tr>
 * <tr><td>01, 02</td><td>{@link ReadBitsResponse}</td></tr>
 * <tr><td>03, 04, 17</td><td>{@link ReadRegistersResponse}</td></tr>
 * <tr><td>05, 06, 16</td><td>{@link EchoResponse}</td></tr>
 * <tr><td>0F, 10</td><td>{@link WriteMultipleResponse}</td></tr>
 * <tr><td>07</td><td>{@link ExceptionStatusResponse}</td></tr>
 * <tr><td>08</td><td>{@link DiagnosticsResponse}</td></tr>
 * <tr><td>0B</td><td>{@link CommEventCounterResponse}</td></tr>
 * <tr><td>0C</td><td>{@link CommEventLogResponse}</td></tr>
 * <tr><td>11</td><td>{@link ServerIdResponse}</td></tr>
 * <tr><td>14, 15</td><td>{@link ReadFileRecordResponse}, {@link WriteFileRecordResponse}</td></tr>
 * <tr><td>18</td><td>{@link ReadFifoQueueResponse}</td></tr>
 * <tr><td>2B/0E</td><td>{@link DeviceIdentificationResponse}</td></tr>
 * <tr><td>others</td><td>{@link RawResponse}</td></tr>
 * <tr><td>any that failed</td><td>{@link ModbusExceptionResponse}</td></tr>
 * </table>
 */
public sealed interface ModbusResponse
        permits ReadBitsResponse,
                ReadRegistersResponse,
                EchoResponse,
                WriteMultipleResponse,
                ExceptionStatusResponse,
                DiagnosticsResponse,
                CommEventCounterResponse,
                CommEventLogResponse,
                ServerIdResponse,
                ReadFileRecordResponse,
                WriteFileRecordResponse,
                ReadFifoQueueResponse,
                DeviceIdentificationResponse,
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
        return decodeRare(pdu, request);
    }

    private static ModbusResponse decodeRare(byte[] pdu, ModbusRequest request) {
        if (request instanceof ReadExceptionStatus status) {
            return ExceptionStatusResponse.decode(pdu, status);
        }
        if (request instanceof Diagnostics diagnostics) {
            return DiagnosticsResponse.decode(pdu, diagnostics);
        }
        if (request instanceof GetCommEventCounter counter) {
            return CommEventCounterResponse.decode(pdu, counter);
        }
        if (request instanceof GetCommEventLog log) {
            return CommEventLogResponse.decode(pdu, log);
        }
        if (request instanceof ReportServerId id) {
            return ServerIdResponse.decode(pdu, id);
        }
        if (request instanceof ReadFileRecord read) {
            return ReadFileRecordResponse.decode(pdu, read);
        }
        if (request instanceof WriteFileRecord write) {
            return WriteFileRecordResponse.decode(pdu, write);
        }
        if (request instanceof ReadFifoQueue queue) {
            return ReadFifoQueueResponse.decode(pdu, queue);
        }
        if (request instanceof ReadDeviceIdentification identification) {
            return DeviceIdentificationResponse.decode(pdu, identification);
        }
        return RawResponse.decode(pdu);
    }
}
