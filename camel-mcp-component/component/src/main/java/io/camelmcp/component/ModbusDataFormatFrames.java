package io.camelmcp.component;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.codec.modbus.Crc16;
import io.camelmcp.codec.modbus.DiagnosticsResponse;
import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.GetCommEventCounter;
import io.camelmcp.codec.modbus.GetCommEventLog;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.codec.modbus.ModbusTcpDecoder;
import io.camelmcp.codec.modbus.ModbusTcpEncoder;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.RawResponse;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDeviceIdentification;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadExceptionStatus;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.ReportServerId;
import io.camelmcp.codec.modbus.SingleWriteRequest;
import io.camelmcp.codec.modbus.WriteFileRecord;
import io.camelmcp.codec.modbus.WriteFileRecordResponse;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;

/** Modbus frames whose octets are all there, and PDUs whose other side is not known. */
final class ModbusDataFormatFrames {

    private static final int ADDRESS = 1;
    private static final int MIN_RTU = ADDRESS + 1 + Crc16.LENGTH;
    private static final int MAX_RTU = ADDRESS + ModbusFrame.MAX_PDU + Crc16.LENGTH;

    private ModbusDataFormatFrames() {}

    static ModbusFrame readTcp(byte[] octets) {
        List<ModbusFrame> frames = McpDataFormatFrames.decode(new ModbusTcpDecoder(null), octets, ModbusFrame.class);
        McpDataFormatFrames.requireAll(
                frames.stream().mapToInt(ModbusTcpEncoder::encodedLength).sum(), octets.length);
        if (frames.size() != 1) {
            throw bad("one frame is expected, found " + frames.size() + " in " + octets.length + " octets");
        }
        return frames.get(0);
    }

    /** Here the end is known, so that a function whose length cannot be told is no obstacle. */
    static ModbusFrame readRtu(byte[] octets) {
        if (octets.length < MIN_RTU || octets.length > MAX_RTU) {
            throw bad("an RTU frame has " + MIN_RTU + ".." + MAX_RTU + " octets, found " + octets.length);
        }
        if (!Crc16.holds(Unpooled.wrappedBuffer(octets), 0, octets.length)) {
            throw bad("CRC-16 of the " + octets.length + " octets does not match");
        }
        return new ModbusFrame(0, octets[0] & 0xFF, Arrays.copyOfRange(octets, ADDRESS, octets.length - Crc16.LENGTH));
    }

    static byte[] writeTcp(ModbusFrame frame) {
        byte[] octets = new byte[ModbusTcpEncoder.encodedLength(frame)];
        ByteBuf out = Unpooled.wrappedBuffer(octets).clear();
        ModbusTcpEncoder.write(frame, out);
        return octets;
    }

    static byte[] writeRtu(ModbusFrame frame) {
        byte[] octets = new byte[ModbusRtuEncoder.encodedLength(frame)];
        ByteBuf out = Unpooled.wrappedBuffer(octets).clear();
        ModbusRtuEncoder.write(frame, out);
        return octets;
    }

    /** The request, raw if it is of a function without one. */
    static ModbusRequest request(byte[] pdu) throws ModbusException {
        try {
            return ModbusRequest.decode(pdu);
        } catch (ModbusException e) {
            int function = pdu[0] & 0xFF;
            boolean mayBeRaw = e.code() == ModbusExceptionCode.ILLEGAL_FUNCTION
                    && function > 0
                    && function < ModbusFunction.EXCEPTION_BIT;
            if (mayBeRaw) {
                return RawRequest.of(pdu);
            }
            throw e;
        }
    }

    /**
     * The response, raw if it is of a function without one. Its request is made up: the one that it would fit.
     *
     * @throws McpProtocolException if no request has this response
     */
    static ModbusResponse response(byte[] pdu) throws ModbusException {
        int function = pdu[0] & 0xFF;
        if ((function & ModbusFunction.EXCEPTION_BIT) != 0) {
            if (pdu.length != 2) {
                throw bad("an exception response has 2 octets, found " + pdu.length);
            }
            return new ModbusExceptionResponse(function & ~ModbusFunction.EXCEPTION_BIT, pdu[1] & 0xFF);
        }
        return switch (function) {
            case ModbusFunction.READ_COILS,
                    ModbusFunction.READ_DISCRETE_INPUTS,
                    ModbusFunction.READ_HOLDING_REGISTERS,
                    ModbusFunction.READ_INPUT_REGISTERS,
                    ModbusFunction.READ_WRITE_MULTIPLE_REGISTERS -> read(pdu, function);
            case ModbusFunction.WRITE_SINGLE_COIL,
                    ModbusFunction.WRITE_SINGLE_REGISTER,
                    ModbusFunction.MASK_WRITE_REGISTER ->
                new EchoResponse((SingleWriteRequest) ModbusRequest.decode(pdu));
            case ModbusFunction.WRITE_MULTIPLE_COILS, ModbusFunction.WRITE_MULTIPLE_REGISTERS -> written(pdu, function);
            case ModbusFunction.READ_EXCEPTION_STATUS -> ModbusResponse.decode(pdu, new ReadExceptionStatus());
            case ModbusFunction.DIAGNOSTICS -> diagnostics(pdu);
            case ModbusFunction.GET_COMM_EVENT_COUNTER -> ModbusResponse.decode(pdu, new GetCommEventCounter());
            case ModbusFunction.GET_COMM_EVENT_LOG -> ModbusResponse.decode(pdu, new GetCommEventLog());
            case ModbusFunction.REPORT_SERVER_ID -> ModbusResponse.decode(pdu, new ReportServerId());
            case ModbusFunction.WRITE_FILE_RECORD ->
                new WriteFileRecordResponse((WriteFileRecord) ModbusRequest.decode(pdu));
            case ModbusFunction.READ_FIFO_QUEUE -> ModbusResponse.decode(pdu, new ReadFifoQueue(0));
            case ModbusFunction.ENCAPSULATED_INTERFACE -> identification(pdu);
            case 0 -> throw bad("function 0 is not in 1..127");
            default -> new RawResponse(function, Arrays.copyOfRange(pdu, 1, pdu.length));
        };
    }

    private static ModbusResponse read(byte[] pdu, int function) {
        int octets = pdu.length - 2;
        boolean bits = function <= ModbusFunction.READ_DISCRETE_INPUTS;
        if (octets < 1 || octets > 250 || !bits && octets % 2 != 0) {
            throw bad("an answer to " + ModbusFunction.name(function) + " does not have " + pdu.length + " octets");
        }
        return ModbusResponse.decode(
                pdu,
                switch (function) {
                    case ModbusFunction.READ_COILS -> new ReadCoils(0, octets * 8);
                    case ModbusFunction.READ_DISCRETE_INPUTS -> new ReadDiscreteInputs(0, octets * 8);
                    case ModbusFunction.READ_HOLDING_REGISTERS -> new ReadHoldingRegisters(0, octets / 2);
                    case ModbusFunction.READ_INPUT_REGISTERS -> new ReadInputRegisters(0, octets / 2);
                    default -> new ReadWriteMultipleRegisters(0, octets / 2, 0, new int[] {0});
                });
    }

    private static ModbusResponse diagnostics(byte[] pdu) {
        int octets = pdu.length - 3;
        if (octets < 2) {
            throw bad("an answer to DIAGNOSTICS has at least 5 octets, found " + pdu.length);
        }
        return new DiagnosticsResponse((pdu[1] & 0xFF) << 8 | pdu[2] & 0xFF, Arrays.copyOfRange(pdu, 3, pdu.length));
    }

    /** Other encapsulated interfaces stay raw. */
    private static ModbusResponse identification(byte[] pdu) {
        boolean mayBe = pdu.length > 2 && pdu[1] == ReadDeviceIdentification.MEI_TYPE && pdu[2] >= 1 && pdu[2] <= 4;
        return mayBe
                ? ModbusResponse.decode(pdu, new ReadDeviceIdentification(pdu[2], 0))
                : new RawResponse(pdu[0] & 0xFF, Arrays.copyOfRange(pdu, 1, pdu.length));
    }

    private static ModbusResponse written(byte[] pdu, int function) {
        if (pdu.length != 5) {
            throw bad("an answer to " + ModbusFunction.name(function) + " has 5 octets, found " + pdu.length);
        }
        int address = (pdu[1] & 0xFF) << 8 | pdu[2] & 0xFF;
        int quantity = (pdu[3] & 0xFF) << 8 | pdu[4] & 0xFF;
        try {
            return new WriteMultipleResponse(function, address, quantity);
        } catch (IllegalArgumentException e) {
            throw bad("answer to " + ModbusFunction.name(function) + ": " + e.getMessage());
        }
    }

    private static McpProtocolException bad(String message) {
        return new McpProtocolException(McpErrorCode.BAD_FRAME, message);
    }
}
