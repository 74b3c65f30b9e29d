package io.camelmcp.codec.modbus;

import static io.camelmcp.codec.modbus.ModbusFunction.DIAGNOSTICS;
import static io.camelmcp.codec.modbus.ModbusFunction.ENCAPSULATED_INTERFACE;
import static io.camelmcp.codec.modbus.ModbusFunction.GET_COMM_EVENT_COUNTER;
import static io.camelmcp.codec.modbus.ModbusFunction.GET_COMM_EVENT_LOG;
import static io.camelmcp.codec.modbus.ModbusFunction.MASK_WRITE_REGISTER;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_COILS;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_DISCRETE_INPUTS;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_EXCEPTION_STATUS;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_FIFO_QUEUE;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_FILE_RECORD;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_HOLDING_REGISTERS;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_INPUT_REGISTERS;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_WRITE_MULTIPLE_REGISTERS;
import static io.camelmcp.codec.modbus.ModbusFunction.REPORT_SERVER_ID;
import static io.camelmcp.codec.modbus.ModbusFunction.WRITE_FILE_RECORD;
import static io.camelmcp.codec.modbus.ModbusFunction.WRITE_MULTIPLE_COILS;
import static io.camelmcp.codec.modbus.ModbusFunction.WRITE_MULTIPLE_REGISTERS;
import static io.camelmcp.codec.modbus.ModbusFunction.WRITE_SINGLE_COIL;
import static io.camelmcp.codec.modbus.ModbusFunction.WRITE_SINGLE_REGISTER;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Length of an RTU frame, inferred from its function and byte count: on TCP there is no silence between frames that could be
 * trusted (docs/protocol.md, section 9, has the table). Requests and answers have different rows. Immutable.
 *
 * <pre>{@code
 * RtuLength requests = RtuLength.REQUESTS.withFixed(0x41, 8);     // a user-defined function, 8 octets from address to CRC
 * }</pre>
 */
public final class RtuLength {

    /** Octets are missing to tell. */
    public static final int NEED_MORE = -1;

    /** There is no row for this function. */
    public static final int UNKNOWN = -2;

    /** Octets of the shortest frame: address, function, CRC. */
    public static final int MIN_FRAME = 4;

    /** Octets of the longest frame (Modbus over Serial Line V1.02, section 2.5.1). */
    public static final int MAX_FRAME = 256;

    /** What a server receives. */
    public static final RtuLength REQUESTS = new RtuLength(new Row[128], false)
            .set(fixed(8), READ_COILS, READ_DISCRETE_INPUTS, READ_HOLDING_REGISTERS, READ_INPUT_REGISTERS)
            .set(fixed(8), WRITE_SINGLE_COIL, WRITE_SINGLE_REGISTER, DIAGNOSTICS)
            .set(fixed(4), READ_EXCEPTION_STATUS, GET_COMM_EVENT_COUNTER, GET_COMM_EVENT_LOG, REPORT_SERVER_ID)
            .set(counted(9, 6), WRITE_MULTIPLE_COILS, WRITE_MULTIPLE_REGISTERS)
            .set(counted(5, 2), READ_FILE_RECORD, WRITE_FILE_RECORD)
            .set(fixed(10), MASK_WRITE_REGISTER)
            .set(counted(13, 10), READ_WRITE_MULTIPLE_REGISTERS)
            .set(fixed(6), READ_FIFO_QUEUE)
            .set(deviceIdentification(fixed(7)), ENCAPSULATED_INTERFACE);

    /** What a client receives. */
    public static final RtuLength RESPONSES = new RtuLength(new Row[128], true)
            .set(counted(5, 2), READ_COILS, READ_DISCRETE_INPUTS, READ_HOLDING_REGISTERS, READ_INPUT_REGISTERS)
            .set(counted(5, 2), GET_COMM_EVENT_LOG, REPORT_SERVER_ID, READ_FILE_RECORD, WRITE_FILE_RECORD)
            .set(counted(5, 2), READ_WRITE_MULTIPLE_REGISTERS)
            .set(fixed(8), WRITE_SINGLE_COIL, WRITE_SINGLE_REGISTER, DIAGNOSTICS, GET_COMM_EVENT_COUNTER)
            .set(fixed(8), WRITE_MULTIPLE_COILS, WRITE_MULTIPLE_REGISTERS)
            .set(fixed(5), READ_EXCEPTION_STATUS)
            .set(fixed(10), MASK_WRITE_REGISTER)
            .set(RtuLength::fifoAnswer, READ_FIFO_QUEUE)
            .set(deviceIdentification(RtuLength::identificationAnswer), ENCAPSULATED_INTERFACE);

    private static final int EXCEPTION_FRAME = 5;
    private static final int READ_DEVICE_IDENTIFICATION = 0x0E;
    private static final int FIRST_OBJECT_AT = 8;

    @FunctionalInterface
    private interface Row {
        int length(ByteBuf in);
    }

    private final @Nullable Row[] rows;
    private final boolean responses;

    private RtuLength(@Nullable Row[] rows, boolean responses) {
        this.rows = rows;
        this.responses = responses;
    }

    /**
     * Length of the frame that {@code in} begins with; nothing is consumed.
     *
     * @return octets from address to CRC, which may exceed {@link #MAX_FRAME} and what is there; or {@link #NEED_MORE}, or
     *     {@link #UNKNOWN}
     */
    public int of(ByteBuf in) {
        if (in.readableBytes() < 2) {
            return NEED_MORE;
        }
        int function = u8(in, 1);
        if (function >= ModbusFunction.EXCEPTION_BIT) {
            return responses ? EXCEPTION_FRAME : UNKNOWN;
        }
        Row row = rows[function];
        return row == null ? UNKNOWN : row.length(in);
    }

    /**
     * A table with a row more, for a function whose frames all have one length.
     *
     * @param function 1..127
     * @param length   octets from address to CRC, 4..256
     */
    public RtuLength withFixed(int function, int length) {
        Pdu.checkIn("function", function, 1, 127);
        Pdu.checkIn("length", length, MIN_FRAME, MAX_FRAME);
        return new RtuLength(rows.clone(), responses).set(fixed(length), function);
    }

    /**
     * A table with a row more, for a function whose frames have a byte count.
     *
     * @param function    1..127
     * @param length      octets from address to CRC when the byte count is 0, 5..256
     * @param byteCountAt position of the byte count u8 in the frame, 2 or more
     */
    public RtuLength withCounted(int function, int length, int byteCountAt) {
        Pdu.checkIn("function", function, 1, 127);
        Pdu.checkIn("length", length, MIN_FRAME + 1, MAX_FRAME);
        Pdu.checkIn("byteCountAt", byteCountAt, 2, length - Crc16.LENGTH - 1);
        return new RtuLength(rows.clone(), responses).set(counted(length, byteCountAt), function);
    }

    private RtuLength set(Row row, int... functions) {
        for (int function : functions) {
            rows[function] = row;
        }
        return this;
    }

    private static Row fixed(int length) {
        return in -> length;
    }

    private static Row counted(int length, int byteCountAt) {
        return in -> in.readableBytes() <= byteCountAt ? NEED_MORE : length + u8(in, byteCountAt);
    }

    /** Of the encapsulated interfaces only this one has a length that can be told. */
    private static Row deviceIdentification(Row row) {
        return in -> {
            if (in.readableBytes() < 3) {
                return NEED_MORE;
            }
            return u8(in, 2) == READ_DEVICE_IDENTIFICATION ? row.length(in) : UNKNOWN;
        };
    }

    /** The byte count has two octets here. */
    private static int fifoAnswer(ByteBuf in) {
        return in.readableBytes() < 4 ? NEED_MORE : 6 + in.getUnsignedShort(in.readerIndex() + 2);
    }

    /** Walks the objects: id u8, length u8, value. */
    private static int identificationAnswer(ByteBuf in) {
        if (in.readableBytes() < FIRST_OBJECT_AT) {
            return NEED_MORE;
        }
        int objects = u8(in, FIRST_OBJECT_AT - 1);
        int end = FIRST_OBJECT_AT;
        for (int i = 0; i < objects && end + Crc16.LENGTH <= MAX_FRAME; i++) {
            if (in.readableBytes() < end + 2) {
                return NEED_MORE;
            }
            end += 2 + u8(in, end + 1);
        }
        return end + Crc16.LENGTH;
    }

    private static int u8(ByteBuf in, int position) {
        return in.getUnsignedByte(in.readerIndex() + position);
    }
}
