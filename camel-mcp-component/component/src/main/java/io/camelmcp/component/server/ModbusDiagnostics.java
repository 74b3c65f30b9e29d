package io.camelmcp.component.server;

import io.camelmcp.codec.modbus.CommEventCounterResponse;
import io.camelmcp.codec.modbus.CommEventLogResponse;
import io.camelmcp.codec.modbus.CommunicationRequest;
import io.camelmcp.codec.modbus.Diagnostics;
import io.camelmcp.codec.modbus.DiagnosticsResponse;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusResponse;
import java.util.concurrent.atomic.LongAdder;

/**
 * What functions 08, 0B and 0C tell: counters of the port, and the events of the connection that asks. A serial line has one master,
 * a port many: so none of them can silence it (sub-function 04), and none sees the events of another.
 */
final class ModbusDiagnostics {

    private static final int BUSY = ModbusExceptionCode.SERVER_DEVICE_BUSY.code();
    private static final int WORD = 0xFFFF;

    private final ServerStatistics statistics;
    private final LongAdder messages = new LongAdder();
    private final LongAdder completed = new LongAdder();
    private final LongAdder exceptions = new LongAdder();
    private final LongAdder busy = new LongAdder();
    private final LongAdder unanswered = new LongAdder();

    /** Corrupt frames when the counters were cleared. */
    private volatile long droppedBefore;

    ModbusDiagnostics(ServerStatistics statistics) {
        this.statistics = statistics;
    }

    /** A frame has come. */
    void received() {
        messages.increment();
    }

    /** A frame has been served that gets no answer. */
    void unanswered() {
        unanswered.increment();
    }

    /** An answer leaves. */
    void answered(byte[] pdu) {
        if ((pdu[0] & ModbusFunction.EXCEPTION_BIT) != 0) {
            exceptions.increment();
            if (pdu.length > 1 && pdu[1] == BUSY) {
                busy.increment();
            }
        } else if (pdu[0] != ModbusFunction.GET_COMM_EVENT_COUNTER) {
            completed.increment();
        }
    }

    /**
     * Answers one of the three functions.
     *
     * @param log events of the connection that asks
     * @throws ModbusException 01 for the sub-functions that a port with many masters does not have
     */
    ModbusResponse answer(CommunicationRequest request, ModbusEventLog log) throws ModbusException {
        if (request instanceof Diagnostics diagnostics) {
            return answer(diagnostics, log);
        }
        if (request.function() == ModbusFunction.GET_COMM_EVENT_COUNTER) {
            return new CommEventCounterResponse(0, completed.intValue() & WORD);
        }
        return new CommEventLogResponse(0, completed.intValue() & WORD, messages.intValue() & WORD, log.newestFirst());
    }

    private DiagnosticsResponse answer(Diagnostics request, ModbusEventLog log) throws ModbusException {
        return switch (request.subFunction()) {
            case Diagnostics.RETURN_QUERY_DATA -> echo(request);
            case Diagnostics.RESTART_COMMUNICATIONS -> {
                clear();
                if (request.value() == Diagnostics.CLEAR_LOG) {
                    log.clear();
                } else {
                    log.restarted();
                }
                yield echo(request);
            }
            case Diagnostics.CLEAR_COUNTERS -> {
                clear();
                yield echo(request);
            }
            case Diagnostics.CLEAR_OVERRUN_COUNTER -> echo(request);
            case Diagnostics.BUS_MESSAGE_COUNT, Diagnostics.SERVER_MESSAGE_COUNT -> counter(request, messages.sum());
            case Diagnostics.BUS_COMMUNICATION_ERROR_COUNT ->
                counter(request, statistics.droppedFrames() - droppedBefore);
            case Diagnostics.BUS_EXCEPTION_ERROR_COUNT -> counter(request, exceptions.sum());
            case Diagnostics.SERVER_NO_RESPONSE_COUNT -> counter(request, unanswered.sum());
            case Diagnostics.SERVER_BUSY_COUNT -> counter(request, busy.sum());
            case Diagnostics.RETURN_DIAGNOSTIC_REGISTER,
                    Diagnostics.SERVER_NAK_COUNT,
                    Diagnostics.BUS_CHARACTER_OVERRUN_COUNT -> counter(request, 0);
            default ->
                throw new ModbusException(
                        request.function(),
                        ModbusExceptionCode.ILLEGAL_FUNCTION,
                        "DIAGNOSTICS: sub-function " + request.subFunction() + " is for serial lines");
        };
    }

    private void clear() {
        messages.reset();
        completed.reset();
        exceptions.reset();
        busy.reset();
        unanswered.reset();
        droppedBefore = statistics.droppedFrames();
    }

    private static DiagnosticsResponse echo(Diagnostics request) {
        return new DiagnosticsResponse(request.subFunction(), request.data());
    }

    private static DiagnosticsResponse counter(Diagnostics request, long value) {
        return DiagnosticsResponse.of(request.subFunction(), (int) value & WORD);
    }
}
