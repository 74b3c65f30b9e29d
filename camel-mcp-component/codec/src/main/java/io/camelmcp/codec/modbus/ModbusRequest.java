package io.camelmcp.codec.modbus;

/**
 * A request PDU: a function and its arguments, without unit and transaction, which belong to the {@link ModbusFrame}.
 *
 * <pre>{@code
 * ModbusRequest request = ModbusRequest.decode(frame.pdu());      // ModbusException: answer e.response()
 * if (request instanceof ReadHoldingRegisters read) {
 *     answer = new ReadRegistersResponse(read.function(), bank.read(read.address(), read.quantity()));
 * }
 * }</pre>
 *
 * <p>Values are checked when they are made: a request that exists is one that the standard allows.
 */
public sealed interface ModbusRequest
        permits ReadRequest,
                WriteRequest,
                ReadWriteMultipleRegisters,
                ReadExceptionStatus,
                CommunicationRequest,
                ReportServerId,
                ReadFileRecord,
                WriteFileRecord,
                ReadFifoQueue,
                ReadDeviceIdentification,
                RawRequest {

    /** Function, 1 octet, see {@link ModbusFunction}. */
    int function();

    /** The octets of the PDU, function first, 1..253. */
    byte[] encode();

    /** Whether the request changes data. A raw request is taken for one that may. */
    boolean isWrite();

    /**
     * Reads a request PDU. The checks come in the order of the state diagram of each function: function known (01); quantity,
     * byte count, length and value legal (03); address and address + quantity within 65536 (02). A bank with fewer addresses
     * checks its own limits afterwards.
     *
     * @param pdu function and arguments, 1..253 octets; not kept
     * @throws ModbusException with the code that the client is to be told
     */
    static ModbusRequest decode(byte[] pdu) throws ModbusException {
        int function = pdu.length == 0 ? 0 : Pdu.u8(pdu, 0);
        return switch (function) {
            case ModbusFunction.READ_COILS -> ReadCoils.decode(pdu);
            case ModbusFunction.READ_DISCRETE_INPUTS -> ReadDiscreteInputs.decode(pdu);
            case ModbusFunction.READ_HOLDING_REGISTERS -> ReadHoldingRegisters.decode(pdu);
            case ModbusFunction.READ_INPUT_REGISTERS -> ReadInputRegisters.decode(pdu);
            case ModbusFunction.WRITE_SINGLE_COIL -> WriteSingleCoil.decode(pdu);
            case ModbusFunction.WRITE_SINGLE_REGISTER -> WriteSingleRegister.decode(pdu);
            case ModbusFunction.WRITE_MULTIPLE_COILS -> WriteMultipleCoils.decode(pdu);
            case ModbusFunction.WRITE_MULTIPLE_REGISTERS -> WriteMultipleRegisters.decode(pdu);
            case ModbusFunction.MASK_WRITE_REGISTER -> MaskWriteRegister.decode(pdu);
            case ModbusFunction.READ_WRITE_MULTIPLE_REGISTERS -> ReadWriteMultipleRegisters.decode(pdu);
            case ModbusFunction.READ_EXCEPTION_STATUS -> ReadExceptionStatus.decode(pdu);
            case ModbusFunction.DIAGNOSTICS -> Diagnostics.decode(pdu);
            case ModbusFunction.GET_COMM_EVENT_COUNTER -> GetCommEventCounter.decode(pdu);
            case ModbusFunction.GET_COMM_EVENT_LOG -> GetCommEventLog.decode(pdu);
            case ModbusFunction.REPORT_SERVER_ID -> ReportServerId.decode(pdu);
            case ModbusFunction.READ_FILE_RECORD -> ReadFileRecord.decode(pdu);
            case ModbusFunction.WRITE_FILE_RECORD -> WriteFileRecord.decode(pdu);
            case ModbusFunction.READ_FIFO_QUEUE -> ReadFifoQueue.decode(pdu);
            case ModbusFunction.ENCAPSULATED_INTERFACE -> ReadDeviceIdentification.decode(pdu);
            default ->
                throw new ModbusException(
                        function,
                        ModbusExceptionCode.ILLEGAL_FUNCTION,
                        "function " + ModbusFunction.name(function) + " is not served");
        };
    }
}
