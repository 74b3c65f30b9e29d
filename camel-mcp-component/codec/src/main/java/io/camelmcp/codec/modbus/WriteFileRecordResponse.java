package io.camelmcp.codec.modbus;

/**
 * Answer to function 15 (hex): the octets of the request.
 *
 * @param request what has been done
 */
public record WriteFileRecordResponse(WriteFileRecord request) implements ModbusResponse {

    @Override
    public int function() {
        return request.function();
    }

    @Override
    public byte[] encode() {
        return request.encode();
    }

    static WriteFileRecordResponse decode(byte[] pdu, WriteFileRecord request) {
        BadResponse.requireEcho(pdu, request, request.encode());
        return new WriteFileRecordResponse(request);
    }
}
