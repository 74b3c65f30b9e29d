package io.camelmcp.component;

import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.RtuLength;
import io.camelmcp.codec.modbus.WriteRequest;
import io.camelmcp.component.client.ClientFailure;
import io.camelmcp.component.client.DeviceClient;
import io.camelmcp.component.modbus.ModbusRequestException;
import io.camelmcp.component.modbus.units.UnitDevice;
import io.camelmcp.component.modbus.units.UnitLine;
import io.camelmcp.component.modbus.units.UnitLine.Failure;
import io.camelmcp.component.modbus.units.UnitMap;
import io.camelmcp.component.modbus.units.UnitTarget;
import io.camelmcp.component.modbus.units.UnitsFile;
import io.camelmcp.component.server.RequestHandler;
import io.camelmcp.component.server.UnitGateway;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Forwards the requests of a port to the devices that have the units, over connections that all masters share. */
final class UnitForwarder implements UnitGateway {

    private final UnitMap map;
    private final Map<UnitDevice, UnitLine> lines = new HashMap<>();
    private final List<SharedClients.Handle> clients = new ArrayList<>();
    private final @Nullable RequestHandler[] handlers = new RequestHandler[256];

    private UnitForwarder(UnitMap map) {
        this.map = map;
    }

    /**
     * What the options of a port say; {@code null} if it forwards nothing.
     *
     * @param options  of all consumers of the port
     * @param endpoint one of them
     * @throws IllegalArgumentException if the file or an option of a device is wrong; it names the place
     */
    static @Nullable UnitForwarder of(McpConfiguration options, McpEndpoint endpoint) {
        String file = options.getUnits();
        if (file == null) {
            return null;
        }
        UnitForwarder forwarder = new UnitForwarder(
                OptionFiles.read(endpoint.getCamelContext(), endpoint.address(), "units", file, UnitsFile::read));
        try {
            forwarder.open(endpoint);
        } catch (IllegalArgumentException e) {
            forwarder.close();
            throw new IllegalArgumentException(endpoint.address() + ": units=" + file + ": " + e.getMessage(), e);
        }
        return forwarder;
    }

    private void open(McpEndpoint endpoint) {
        for (int unit = 0; unit < handlers.length; unit++) {
            if (!map.isLocal(unit)) {
                UnitTarget target = map.targetOf(unit);
                handlers[unit] = target == null ? new NoPath() : new UnitHandler(line(endpoint, target), target);
            }
        }
        map.broadcasts().forEach(target -> line(endpoint, target));
    }

    private UnitLine line(McpEndpoint endpoint, UnitTarget target) {
        UnitLine line = lines.get(target.device());
        if (line == null) {
            line = connect(endpoint, target);
            lines.put(target.device(), line);
        }
        return line;
    }

    private UnitLine connect(McpEndpoint endpoint, UnitTarget target) {
        UnitDevice device = target.device();
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("window", device.window());
        if (!device.requestPause().isZero()) {
            options.put("requestPause", device.requestPause().toMillis());
        }
        if (!device.connectPause().isZero()) {
            options.put("connectPause", device.connectPause().toMillis());
        }
        SharedClients.Handle handle = endpoint.getComponent()
                .clients()
                .acquire(
                        endpoint.getComponent(),
                        device.host(),
                        device.port(),
                        device.rtu() ? McpProtocol.modbusRtu : McpProtocol.modbusTcp,
                        options);
        clients.add(handle);
        return new UnitLine(target, sender(handle.client(), device.rtu()), System::nanoTime);
    }

    private static UnitLine.Sender sender(DeviceClient client, boolean rtu) {
        return (unitId, pdu, timeout, reply) -> {
            ModbusRequest request;
            try {
                request = rtu && unitId == 0 ? ModbusRequest.decode(pdu) : RawRequest.of(pdu);
            } catch (ModbusException | IllegalArgumentException e) {
                // what was broadcast is no write
                reply.failed(Failure.BUSY);
                return;
            }
            client.request(unitId, request, timeout).whenComplete((answer, failure) -> {
                if (failure == null) {
                    reply.answered(answer.encode());
                } else {
                    reply.failed(meaningOf(failure));
                }
            });
        };
    }

    private static Failure meaningOf(Throwable failure) {
        if (!(failure instanceof ModbusRequestException request)) {
            return Failure.BUSY;
        }
        if (request.getCause() instanceof ClientFailure client && client.kind() == ClientFailure.Kind.CONNECTION_LOST) {
            // it was there, and this request may be what it did not like
            return Failure.SILENT;
        }
        return switch (request.kind()) {
            case NOT_SENT -> Failure.BUSY;
            case UNREACHABLE -> Failure.UNREACHABLE;
            case TIMEOUT, BAD_ANSWER -> Failure.SILENT;
        };
    }

    @Override
    public @Nullable RequestHandler handlerOf(int unitId) {
        return handlers[unitId];
    }

    @Override
    public boolean broadcastsOverTcp() {
        return map.tcpBroadcast();
    }

    @Override
    public void broadcast(byte[] pdu) {
        try {
            if (!(ModbusRequest.decode(pdu) instanceof WriteRequest)) {
                return;
            }
        } catch (ModbusException e) {
            return;
        }
        for (UnitTarget target : map.broadcasts()) {
            UnitLine line = lines.get(target.device());
            if (line != null) {
                line.broadcast(target, pdu);
            }
        }
    }

    /** Leaves all devices. */
    void close() {
        clients.forEach(SharedClients.Handle::release);
        clients.clear();
    }

    /** Exception 0A: nobody has said where the unit is. */
    private static final class NoPath extends UnitRequestHandler {
        @Override
        void handle(int function, byte[] pdu, UnitLine.Reply reply) {
            reply.answered(exception(function, ModbusExceptionCode.GATEWAY_PATH_UNAVAILABLE));
        }

        @Override
        public long requestTimeoutNanos() {
            return Duration.ofMinutes(1).toNanos();
        }
    }

    private static final class UnitHandler extends UnitRequestHandler {

        /** What a request may take above its own limits, until it is given up here. */
        private static final Duration MARGIN = Duration.ofSeconds(1);

        private final UnitLine line;
        private final UnitTarget target;
        private final long timeoutNanos;

        UnitHandler(UnitLine line, UnitTarget target) {
            this.line = line;
            this.target = target;
            this.timeoutNanos = target.device()
                    .maxWait()
                    .plus(target.timeout().multipliedBy(1 + DeviceClient.MOST_WAITS))
                    .plus(MARGIN)
                    .toNanos();
        }

        @Override
        void handle(int function, byte[] pdu, UnitLine.Reply reply) {
            if (target.device().rtu() && !hasKnownAnswer(pdu)) {
                // where such an answer ends cannot be told
                reply.answered(exception(function, ModbusExceptionCode.ILLEGAL_FUNCTION));
            } else {
                line.ask(target, pdu, reply);
            }
        }

        private boolean hasKnownAnswer(byte[] pdu) {
            byte[] begin = new byte[1 + Math.min(2, pdu.length)];
            System.arraycopy(pdu, 0, begin, 1, begin.length - 1);
            return RtuLength.RESPONSES.of(Unpooled.wrappedBuffer(begin)) != RtuLength.UNKNOWN;
        }

        @Override
        public long requestTimeoutNanos() {
            return timeoutNanos;
        }
    }

    static byte[] exception(int function, ModbusExceptionCode code) {
        return new ModbusExceptionResponse(function, code).encode();
    }
}
