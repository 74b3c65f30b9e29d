package io.camelmcp.component.modbus;

import static io.camelmcp.component.modbus.ModbusJsonFields.Field.address;
import static io.camelmcp.component.modbus.ModbusJsonFields.Field.andMask;
import static io.camelmcp.component.modbus.ModbusJsonFields.Field.exception;
import static io.camelmcp.component.modbus.ModbusJsonFields.Field.function;
import static io.camelmcp.component.modbus.ModbusJsonFields.Field.orMask;
import static io.camelmcp.component.modbus.ModbusJsonFields.Field.quantity;
import static io.camelmcp.component.modbus.ModbusJsonFields.Field.readAddress;
import static io.camelmcp.component.modbus.ModbusJsonFields.Field.readQuantity;
import static io.camelmcp.component.modbus.ModbusJsonFields.Field.unitId;

import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.RawResponse;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.SingleWriteRequest;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import io.camelmcp.component.modbus.ModbusJsonFields.Field;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Fields to requests and responses: which fields a function has. The records check what the standard allows. */
final class ModbusJsonReader {

    private static final Set<Field> RANGE = EnumSet.of(unitId, function, address, quantity);
    private static final Set<Field> MASK = EnumSet.of(unitId, function, address, quantity, andMask, orMask);
    private static final Set<Field> BOTH = EnumSet.of(unitId, function, address, quantity, readAddress, readQuantity);
    private static final Set<Field> EXCEPTION = EnumSet.of(unitId, function, exception);
    private static final Set<Field> RAW = EnumSet.of(unitId, function);

    private ModbusJsonReader() {}

    static ModbusJsonRequest request(ModbusJsonFields fields) {
        byte[] pdu = fields.pdu();
        ModbusRequest request = pdu == null ? known(fields, fields.require(function)) : raw(fields, pdu);
        return new ModbusJsonRequest(fields.get(unitId), request);
    }

    /** @param otherwise function when the text names none, or {@code null} */
    static ModbusJsonResponse response(ModbusJsonFields fields, @Nullable Integer otherwise) {
        byte[] pdu = fields.pdu();
        Integer named = fields.get(function);
        Integer code = named == null ? otherwise : named;
        ModbusResponse response = pdu != null
                ? rawResponse(fields, pdu)
                : knownResponse(fields, code == null ? fields.require(function) : code);
        return new ModbusJsonResponse(fields.get(unitId), response);
    }

    private static ModbusRequest known(ModbusJsonFields fields, int code) {
        return switch (code) {
            case ModbusFunction.READ_COILS,
                    ModbusFunction.READ_DISCRETE_INPUTS,
                    ModbusFunction.READ_HOLDING_REGISTERS,
                    ModbusFunction.READ_INPUT_REGISTERS -> read(fields, code);
            case ModbusFunction.WRITE_SINGLE_COIL,
                    ModbusFunction.WRITE_SINGLE_REGISTER,
                    ModbusFunction.MASK_WRITE_REGISTER -> writeSingle(fields, code);
            case ModbusFunction.WRITE_MULTIPLE_COILS -> {
                fields.allowOnly(code, true, RANGE);
                yield new WriteMultipleCoils(fields.require(address), coils(fields));
            }
            case ModbusFunction.WRITE_MULTIPLE_REGISTERS -> {
                fields.allowOnly(code, true, RANGE);
                yield new WriteMultipleRegisters(fields.require(address), registers(fields));
            }
            case ModbusFunction.READ_WRITE_MULTIPLE_REGISTERS -> {
                fields.allowOnly(code, true, BOTH);
                yield new ReadWriteMultipleRegisters(
                        fields.require(readAddress),
                        fields.require(readQuantity),
                        fields.require(address),
                        registers(fields));
            }
            default -> {
                ModbusRequest rare = ModbusJsonRare.request(fields, code);
                if (rare == null) {
                    throw needsPdu(code);
                }
                yield rare;
            }
        };
    }

    private static ModbusRequest read(ModbusJsonFields fields, int code) {
        fields.allowOnly(code, false, RANGE);
        int first = fields.require(address);
        int count = fields.require(quantity);
        return switch (code) {
            case ModbusFunction.READ_COILS -> new ReadCoils(first, count);
            case ModbusFunction.READ_DISCRETE_INPUTS -> new ReadDiscreteInputs(first, count);
            case ModbusFunction.READ_HOLDING_REGISTERS -> new ReadHoldingRegisters(first, count);
            default -> new ReadInputRegisters(first, count);
        };
    }

    private static SingleWriteRequest writeSingle(ModbusJsonFields fields, int code) {
        int first;
        switch (code) {
            case ModbusFunction.WRITE_SINGLE_COIL -> {
                fields.allowOnly(code, true, RANGE);
                first = fields.require(address);
                boolean[] coils = coils(fields);
                requireOne(coils.length);
                return new WriteSingleCoil(first, coils[0]);
            }
            case ModbusFunction.WRITE_SINGLE_REGISTER -> {
                fields.allowOnly(code, true, RANGE);
                first = fields.require(address);
                int[] registers = registers(fields);
                requireOne(registers.length);
                return new WriteSingleRegister(first, registers[0]);
            }
            default -> {
                fields.allowOnly(code, false, MASK);
                requireAgreement(fields, 1);
                return new MaskWriteRegister(fields.require(address), fields.require(andMask), fields.require(orMask));
            }
        }
    }

    private static ModbusResponse knownResponse(ModbusJsonFields fields, int code) {
        if (fields.get(exception) != null) {
            fields.allowOnly(code, false, EXCEPTION);
            return new ModbusExceptionResponse(code, fields.require(exception));
        }
        return switch (code) {
            case ModbusFunction.READ_COILS, ModbusFunction.READ_DISCRETE_INPUTS -> {
                fields.allowOnly(code, true, RANGE);
                yield new ReadBitsResponse(code, coils(fields));
            }
            case ModbusFunction.READ_HOLDING_REGISTERS,
                    ModbusFunction.READ_INPUT_REGISTERS,
                    ModbusFunction.READ_WRITE_MULTIPLE_REGISTERS -> {
                fields.allowOnly(code, true, RANGE);
                yield new ReadRegistersResponse(code, registers(fields));
            }
            case ModbusFunction.WRITE_SINGLE_COIL,
                    ModbusFunction.WRITE_SINGLE_REGISTER,
                    ModbusFunction.MASK_WRITE_REGISTER -> new EchoResponse(writeSingle(fields, code));
            case ModbusFunction.WRITE_MULTIPLE_COILS, ModbusFunction.WRITE_MULTIPLE_REGISTERS -> {
                fields.allowOnly(code, false, RANGE);
                yield new WriteMultipleResponse(code, fields.require(address), fields.require(quantity));
            }
            default -> {
                ModbusResponse rare = ModbusJsonRare.response(fields, code);
                if (rare == null) {
                    throw needsPdu(code);
                }
                yield rare;
            }
        };
    }

    private static RawRequest raw(ModbusJsonFields fields, byte[] pdu) {
        requireRaw(fields, pdu);
        return RawRequest.of(pdu);
    }

    private static ModbusResponse rawResponse(ModbusJsonFields fields, byte[] pdu) {
        int first = pdu[0] & 0xFF;
        if (first > ModbusFunction.EXCEPTION_BIT && pdu.length == 2) {
            fields.allowOnly(first, false, RAW);
            return new ModbusExceptionResponse(first & ~ModbusFunction.EXCEPTION_BIT, pdu[1] & 0xFF);
        }
        requireRaw(fields, pdu);
        return new RawResponse(pdu[0] & 0xFF, Arrays.copyOfRange(pdu, 1, pdu.length));
    }

    private static void requireRaw(ModbusJsonFields fields, byte[] pdu) {
        int code = pdu[0] & 0xFF;
        Integer named = fields.get(function);
        if (named != null && named != code) {
            throw new IllegalArgumentException("function " + named + " is not that of the pdu, " + code);
        }
        fields.allowOnly(code, false, RAW);
    }

    private static IllegalArgumentException needsPdu(int code) {
        return new IllegalArgumentException("function " + code + " has no fields of its own: pdu is needed");
    }

    private static int[] registers(ModbusJsonFields fields) {
        int[] registers = fields.registers();
        requireAgreement(fields, registers.length);
        return registers;
    }

    private static boolean[] coils(ModbusJsonFields fields) {
        boolean[] coils = fields.coils();
        requireAgreement(fields, coils.length);
        return coils;
    }

    private static void requireOne(int count) {
        if (count != 1) {
            throw new IllegalArgumentException("values has " + count + " elements, 1 is expected");
        }
    }

    private static void requireAgreement(ModbusJsonFields fields, int count) {
        Integer named = fields.get(quantity);
        if (named != null && named != count) {
            throw new IllegalArgumentException("quantity " + named + " is not the number of values, " + count);
        }
    }
}
