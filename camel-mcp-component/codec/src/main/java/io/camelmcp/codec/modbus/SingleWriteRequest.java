package io.camelmcp.codec.modbus;

/** A request that writes one coil or register and is answered by its own octets, see {@link EchoResponse}. */
public sealed interface SingleWriteRequest extends WriteRequest
        permits WriteSingleCoil, WriteSingleRegister, MaskWriteRegister {

    /** Always 1. */
    @Override
    default int quantity() {
        return 1;
    }
}
