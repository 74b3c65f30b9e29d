package io.camelmcp.component.modbus.tags;

import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadRequest;
import io.camelmcp.codec.modbus.SingleWriteRequest;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import io.camelmcp.component.modbus.ModbusRequestException;
import io.camelmcp.component.modbus.ModbusRequestException.Kind;
import io.camelmcp.component.modbus.ModbusRequester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A line of units whose answers, silence and refusals are set, and which writes down what it was asked. */
final class ScriptedDevice implements ModbusRequester {

    final VirtualLoop loop;
    /** {@code unit/function@address+quantity}. */
    final List<String> asked = new ArrayList<>();

    final List<Long> askedAt = new ArrayList<>();

    final int[] registers = new int[65536];
    final boolean[] bits = new boolean[65536];
    /** Addresses that are refused with the code. */
    final Map<Integer, Integer> refused = new HashMap<>();
    /** Addresses for which every unit is silent. */
    final Set<Integer> mute = new HashSet<>();

    final Set<Integer> silentUnits = new HashSet<>();
    /** Units that requests cannot be made for. */
    final Set<Integer> unsendableUnits = new HashSet<>();

    final Map<Integer, Integer> refusingUnits = new HashMap<>();
    final Set<Integer> unknownFunctions = new HashSet<>();
    int mostRegisters = 125;
    long latencyMillis = 5;
    boolean unreachable;
    boolean busyLine;
    boolean badAnswers;
    boolean shortAnswers;
    int atOnce;
    int mostAtOnce;

    ScriptedDevice(VirtualLoop loop) {
        this.loop = loop;
    }

    List<String> takeAsked() {
        List<String> taken = List.copyOf(asked);
        asked.clear();
        askedAt.clear();
        return taken;
    }

    @Override
    public CompletableFuture<ModbusResponse> request(int unitId, ModbusRequest request, Duration timeout) {
        asked.add(describe(unitId, request));
        if (unsendableUnits.contains(unitId)) {
            throw new IllegalArgumentException("unit " + unitId + " is none");
        }
        askedAt.add(loop.millis() - VirtualLoop.EPOCH_MILLIS);
        mostAtOnce = Math.max(mostAtOnce, ++atOnce);
        CompletableFuture<ModbusResponse> answer = new CompletableFuture<>();
        boolean silent = silentUnits.contains(unitId) || touches(request, mute);
        long delay = unreachable ? 1 : silent ? timeout.toMillis() : latencyMillis;
        var unused = loop.schedule(
                () -> {
                    atOnce--;
                    if (unreachable) {
                        answer.completeExceptionally(new ModbusRequestException(Kind.UNREACHABLE, "down", null));
                    } else if (busyLine) {
                        answer.completeExceptionally(new ModbusRequestException(Kind.NOT_SENT, "busy", null));
                    } else if (silent) {
                        answer.completeExceptionally(new ModbusRequestException(Kind.TIMEOUT, "silent", null));
                    } else if (badAnswers) {
                        answer.completeExceptionally(new ModbusRequestException(Kind.BAD_ANSWER, "short", null));
                    } else {
                        answer.complete(answer(unitId, request));
                    }
                },
                delay,
                TimeUnit.MILLISECONDS);
        return answer;
    }

    private static int address(ModbusRequest request) {
        return request instanceof ReadRequest read
                ? read.address()
                : ((io.camelmcp.codec.modbus.WriteRequest) request).address();
    }

    private static int quantity(ModbusRequest request) {
        return request instanceof ReadRequest read
                ? read.quantity()
                : ((io.camelmcp.codec.modbus.WriteRequest) request).quantity();
    }

    static String describe(int unitId, ModbusRequest request) {
        return unitId + "/" + Integer.toHexString(request.function()) + "@" + address(request) + "+"
                + quantity(request);
    }

    private static boolean touches(ModbusRequest request, Set<Integer> addresses) {
        return addresses.stream().anyMatch(a -> a >= address(request) && a < address(request) + quantity(request));
    }

    private ModbusResponse answer(int unitId, ModbusRequest request) {
        int function = request.function();
        if (unknownFunctions.contains(function)) {
            return new ModbusExceptionResponse(function, ModbusExceptionCode.ILLEGAL_FUNCTION);
        }
        if (refusingUnits.containsKey(unitId)) {
            return new ModbusExceptionResponse(function, refusingUnits.get(unitId));
        }
        for (int i = 0; i < quantity(request); i++) {
            Integer code = refused.get(address(request) + i);
            if (code != null) {
                return new ModbusExceptionResponse(function, code);
            }
        }
        if (request instanceof ReadRequest read) {
            if (request instanceof ReadCoils || request instanceof ReadDiscreteInputs) {
                boolean[] values = new boolean[read.quantity()];
                System.arraycopy(bits, read.address(), values, 0, values.length);
                return new ReadBitsResponse(function, values);
            }
            if (read.quantity() > mostRegisters) {
                return new ModbusExceptionResponse(function, ModbusExceptionCode.ILLEGAL_DATA_VALUE);
            }
            if (shortAnswers) {
                return new ReadRegistersResponse(function, new int[1]);
            }
            int[] values = new int[read.quantity()];
            System.arraycopy(registers, read.address(), values, 0, values.length);
            return new ReadRegistersResponse(function, values);
        }
        if (request instanceof WriteMultipleRegisters write) {
            System.arraycopy(write.values(), 0, registers, write.address(), write.quantity());
            return new WriteMultipleResponse(
                    ModbusFunction.WRITE_MULTIPLE_REGISTERS, write.address(), write.quantity());
        }
        if (request instanceof WriteMultipleCoils write) {
            System.arraycopy(write.values(), 0, bits, write.address(), write.quantity());
            return new WriteMultipleResponse(ModbusFunction.WRITE_MULTIPLE_COILS, write.address(), write.quantity());
        }
        if (request instanceof WriteSingleRegister write) {
            registers[write.address()] = write.value();
        } else if (request instanceof WriteSingleCoil write) {
            bits[write.address()] = write.value();
        } else if (request instanceof MaskWriteRegister write) {
            registers[write.address()] = write.apply(registers[write.address()]) & 0xFFFF;
        }
        return new EchoResponse((SingleWriteRequest) request);
    }
}
