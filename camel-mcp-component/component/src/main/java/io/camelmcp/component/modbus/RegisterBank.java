package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.CommunicationRequest;
import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.ExceptionStatusResponse;
import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDeviceIdentification;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadExceptionStatus;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadFileRecord;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.ReportServerId;
import io.camelmcp.codec.modbus.WriteFileRecord;
import io.camelmcp.codec.modbus.WriteFileRecordResponse;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What a Modbus server holds: coils, discrete inputs, holding registers and input registers, 65536 each for every unit
 * (docs/protocol.md, section 9). Units 0 and 255 are one: the device itself. Everything is 0 until it is written.
 *
 * <pre>{@code
 * bank.setInputRegisters(1, 100, 215, 1480);                          // the application fills the inputs
 * answer = request.isWrite() ? bank.apply(unit, request) : bank.answer(unit, request);
 * }</pre>
 *
 * <p>A bank that is read from a file ({@link BankFile}) has the units and addresses that the file names, and no others. Files and queues
 * exist when the application has made them.
 *
 * <p>Thread safe. Each call is atomic for its unit: of a write of several values a read sees all or none. Memory is taken for
 * what was written only, 8 KiB for each 4096 registers or 65536 bits, at most 280 KiB a unit.
 */
public final class RegisterBank implements ModbusBank {

    /** Addresses of each table, 0..65535. */
    public static final int ADDRESSES = 65_536;

    private static final int UNITS = 256;
    private static final int DEVICE_ITSELF = 0;
    private static final int ALSO_DEVICE_ITSELF = 255;

    private static final BankDevice DEFAULT_DEVICE = new BankDevice();

    private final AtomicReferenceArray<@Nullable RegisterBankUnit> units = new AtomicReferenceArray<>(UNITS + 1);
    private final @Nullable BankLayout layout;

    /** A bank with all units and addresses. */
    public RegisterBank() {
        this(null);
    }

    /** A bank with these units and addresses only. */
    RegisterBank(@Nullable BankLayout layout) {
        this.layout = layout;
    }

    /** It is quick enough for event loops. */
    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public boolean serves(int unitId) {
        return layout == null || layout.serves(unitId);
    }

    @Override
    public void check(int unitId, ModbusRequest request) throws ModbusException {
        requireThere(unitId, request);
        deviceToRead(unitId).check(request);
    }

    private void requireThere(int unitId, ModbusRequest request) throws ModbusException {
        BankLayout limits = layout;
        if (limits != null) {
            limits.check(unitId, request);
        }
    }

    /**
     * Answers a request that reads. Of a unit that nothing was written to, all is 0.
     *
     * @param unitId 0..255
     * @throws ModbusException ILLEGAL_FUNCTION (01) for a {@link RawRequest}, which a bank knows nothing about
     * @throws IllegalArgumentException if the request writes (see {@link #apply}), or the unit id is out of its range
     */
    @Override
    public ModbusResponse answer(int unitId, ModbusRequest request) throws ModbusException {
        requireThere(unitId, request);
        if (request instanceof ReadHoldingRegisters read) {
            return registers(read.function(), getHoldingRegisters(unitId, read.address(), read.quantity()));
        }
        if (request instanceof ReadInputRegisters read) {
            return registers(read.function(), getInputRegisters(unitId, read.address(), read.quantity()));
        }
        if (request instanceof ReadCoils read) {
            return new ReadBitsResponse(read.function(), getCoils(unitId, read.address(), read.quantity()));
        }
        if (request instanceof ReadDiscreteInputs read) {
            return new ReadBitsResponse(read.function(), getDiscreteInputs(unitId, read.address(), read.quantity()));
        }
        if (request.isWrite() && !(request instanceof RawRequest)) {
            throw new IllegalArgumentException(ModbusFunction.name(request.function()) + " writes: it is applied");
        }
        return answerRare(unitId, request);
    }

    private ModbusResponse answerRare(int unitId, ModbusRequest request) throws ModbusException {
        BankDevice device = deviceToRead(unitId);
        if (request instanceof ReadExceptionStatus) {
            return new ExceptionStatusResponse(status(unitId, device.exceptionStatusAddress()));
        }
        if (request instanceof ReportServerId) {
            return device.serverId();
        }
        if (request instanceof ReadFileRecord read) {
            return device.read(read);
        }
        if (request instanceof ReadFifoQueue queue) {
            return device.read(queue);
        }
        if (request instanceof ReadDeviceIdentification identification) {
            return device.read(identification);
        }
        throw ModbusBank.noSuchFunction(request);
    }

    private int status(int unitId, int address) {
        boolean[] coils = getCoils(unitId, address, Math.min(8, ADDRESSES - address));
        int status = 0;
        for (int i = 0; i < coils.length; i++) {
            status |= coils[i] ? 1 << i : 0;
        }
        return status;
    }

    /**
     * Does a request that writes, and answers it. Function 17 (hex) writes before it reads.
     *
     * @param unitId 0..255
     * @throws ModbusException ILLEGAL_FUNCTION (01) for a {@link RawRequest}, which a bank knows nothing about
     * @throws IllegalArgumentException if the request only reads (see {@link #answer}), or the unit id is out of its range
     */
    @Override
    public ModbusResponse apply(int unitId, ModbusRequest write) throws ModbusException {
        requireThere(unitId, write);
        if (write instanceof WriteMultipleRegisters several) {
            setHoldingRegisters(unitId, several.address(), several.values());
            return new WriteMultipleResponse(several.function(), several.address(), several.quantity());
        }
        if (write instanceof WriteSingleRegister single) {
            setHoldingRegisters(unitId, single.address(), single.value());
            return new EchoResponse(single);
        }
        if (write instanceof WriteSingleCoil single) {
            setCoils(unitId, single.address(), single.value());
            return new EchoResponse(single);
        }
        if (write instanceof WriteMultipleCoils several) {
            setCoils(unitId, several.address(), several.values());
            return new WriteMultipleResponse(several.function(), several.address(), several.quantity());
        }
        if (write instanceof MaskWriteRegister mask) {
            unitToWrite(unitId).mask(mask);
            return new EchoResponse(mask);
        }
        if (write instanceof ReadWriteMultipleRegisters both) {
            return registers(both.function(), unitToWrite(unitId).writeThenRead(both));
        }
        if (write instanceof WriteFileRecord file) {
            deviceToRead(unitId).write(file);
            return new WriteFileRecordResponse(file);
        }
        if (write instanceof RawRequest || write instanceof CommunicationRequest) {
            throw ModbusBank.noSuchFunction(write);
        }
        throw new IllegalArgumentException(ModbusFunction.name(write.function()) + " only reads: it is answered");
    }

    /**
     * Values of coils.
     *
     * @param unitId   0..255
     * @param address  first coil, 0..65535
     * @param quantity number of coils, 1..65536; address + quantity at most 65536
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public boolean[] getCoils(int unitId, int address, int quantity) {
        boolean[] values = new boolean[checkRange(address, quantity)];
        RegisterBankUnit unit = unitToRead(unitId);
        if (unit != null) {
            unit.read(unit.coils, address, values);
        }
        return values;
    }

    /**
     * Sets coils, as a client of the server may do with functions 05 and 0F.
     *
     * @param unitId  0..255
     * @param address first coil, 0..65535
     * @param values  1..65536 values; address + number of values at most 65536
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public void setCoils(int unitId, int address, boolean... values) {
        checkRange(address, values.length);
        RegisterBankUnit unit = unitToWrite(unitId);
        unit.write(unit.coils, address, values);
    }

    /** Values of discrete inputs; arguments as {@link #getCoils}. */
    public boolean[] getDiscreteInputs(int unitId, int address, int quantity) {
        boolean[] values = new boolean[checkRange(address, quantity)];
        RegisterBankUnit unit = unitToRead(unitId);
        if (unit != null) {
            unit.read(unit.discreteInputs, address, values);
        }
        return values;
    }

    /** Sets discrete inputs, which only the application can do; arguments as {@link #setCoils}. */
    public void setDiscreteInputs(int unitId, int address, boolean... values) {
        checkRange(address, values.length);
        RegisterBankUnit unit = unitToWrite(unitId);
        unit.write(unit.discreteInputs, address, values);
    }

    /**
     * Values of holding registers, 0..65535 each.
     *
     * @param unitId   0..255
     * @param address  first register, 0..65535
     * @param quantity number of registers, 1..65536; address + quantity at most 65536
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public int[] getHoldingRegisters(int unitId, int address, int quantity) {
        int[] values = new int[checkRange(address, quantity)];
        RegisterBankUnit unit = unitToRead(unitId);
        if (unit != null) {
            unit.read(unit.holdingRegisters, address, values);
        }
        return values;
    }

    /**
     * Sets holding registers, as a client of the server may do with functions 06, 10, 16 and 17 (hex).
     *
     * @param unitId  0..255
     * @param address first register, 0..65535
     * @param values  1..65536 values of 0..65535, or -32768..-1 as two's complement; address + number of values at most 65536
     * @throws IllegalArgumentException if an argument is out of its range; nothing is written then
     */
    public void setHoldingRegisters(int unitId, int address, int... values) {
        checkRange(address, values.length);
        checkRegisters(address, values);
        RegisterBankUnit unit = unitToWrite(unitId);
        unit.write(unit.holdingRegisters, address, values);
    }

    /** Values of input registers; arguments as {@link #getHoldingRegisters}. */
    public int[] getInputRegisters(int unitId, int address, int quantity) {
        int[] values = new int[checkRange(address, quantity)];
        RegisterBankUnit unit = unitToRead(unitId);
        if (unit != null) {
            unit.read(unit.inputRegisters, address, values);
        }
        return values;
    }

    /** Sets input registers, which only the application can do; arguments as {@link #setHoldingRegisters}. */
    public void setInputRegisters(int unitId, int address, int... values) {
        checkRange(address, values.length);
        checkRegisters(address, values);
        RegisterBankUnit unit = unitToWrite(unitId);
        unit.write(unit.inputRegisters, address, values);
    }

    /**
     * What a unit has beside its tables: files, queues, and what it says of itself.
     *
     * @param unitId 0..255
     */
    public BankDevice device(int unitId) {
        return unitToWrite(unitId).device;
    }

    private BankDevice deviceToRead(int unitId) {
        RegisterBankUnit unit = unitToRead(unitId);
        return unit == null ? DEFAULT_DEVICE : unit.device;
    }

    /** Whether the unit takes memory, which it does once it was written to. */
    boolean isAllocated(int unitId) {
        return unitToRead(unitId) != null;
    }

    private @Nullable RegisterBankUnit unitToRead(int unitId) {
        int index = index(unitId);
        return index < 0 ? null : units.get(index);
    }

    private RegisterBankUnit unitToWrite(int unitId) {
        int index = index(unitId);
        if (index < 0) {
            throw new IllegalArgumentException("unit " + unitId + " does not exist in this bank");
        }
        RegisterBankUnit unit = units.get(index);
        if (unit != null) {
            return unit;
        }
        RegisterBankUnit created = new RegisterBankUnit();
        RegisterBankUnit winner = units.compareAndExchange(index, null, created);
        return winner == null ? created : winner;
    }

    private int index(int unitId) {
        BankLayout limits = layout;
        if (limits != null && unitId == BankLayout.ANY) {
            return unitId;
        }
        if (unitId < 0 || unitId >= UNITS) {
            throw new IllegalArgumentException("unitId " + unitId + " is not in 0..255");
        }
        return limits == null ? sameUnit(unitId) : limits.indexOf(unitId);
    }

    /** Units 0 and 255 are one: the device itself. */
    static int sameUnit(int unitId) {
        return unitId == ALSO_DEVICE_ITSELF ? DEVICE_ITSELF : unitId;
    }

    private static ReadRegistersResponse registers(int function, int[] values) {
        return new ReadRegistersResponse(function, values);
    }

    private static int checkRange(int address, int quantity) {
        if (address < 0 || address >= ADDRESSES) {
            throw new IllegalArgumentException("address " + address + " is not in 0..65535");
        }
        if (quantity < 1 || quantity > ADDRESSES - address) {
            throw new IllegalArgumentException(
                    "quantity " + quantity + " at address " + address + " is not in 1.." + (ADDRESSES - address));
        }
        return quantity;
    }

    static void checkRegisters(int address, int[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] < Short.MIN_VALUE || values[i] > 0xFFFF) {
                throw new IllegalArgumentException(
                        "value " + values[i] + " for register " + (address + i) + " is not in -32768..65535");
            }
        }
    }
}
