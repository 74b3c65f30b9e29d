package io.camelmcp.codec.modbus;

/**
 * Answer to a write of one coil or register (functions 05, 06, 16 hex): the octets of the request.
 *
 * @param request what has been done
 */
public record EchoResponse(SingleWriteRequest request) implements ModbusResponse {

    @Override
    public int function() {
        return request.function();
    }

    @Override
    public byte[] encode() {
        return request.encode();
    }

    static EchoResponse decode(byte[] pdu, SingleWriteRequest request) {
        BadResponse.requireEcho(pdu, request, request.encode());
        return new EchoResponse(request);
    }
}
