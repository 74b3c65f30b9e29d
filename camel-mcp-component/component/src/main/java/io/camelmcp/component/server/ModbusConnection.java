package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.codec.modbus.ModbusTcpEncoder;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.component.session.AnonymousSession;
import io.camelmcp.component.session.Session;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a Modbus master (docs/protocol.md, section 9): one request after another; reads come from the bank, a write goes
 * through the route and then into the bank, and is answered then.
 */
final class ModbusConnection extends DeviceConnection implements Outlet {

    private static final int BROADCAST = 0;

    private final boolean rtu;
    private final AnonymousSession session = new AnonymousSession();
    private @Nullable Inbox inbox;

    ModbusConnection(McpServer server, InetSocketAddress remoteAddress, Protocol protocol) {
        super(server, remoteAddress, protocol);
        this.rtu = protocol == Protocol.MODBUS_RTU;
    }

    Session session() {
        return session;
    }

    /** Whether the master has shown nothing that sets it apart, so that it may be closed to make room. */
    boolean isAnonymous() {
        return certificate() == null
                && !server.options()
                        .access()
                        .priority()
                        .contains(remoteAddress().getAddress());
    }

    @Override
    Inbox inbox() {
        Inbox requests = inbox;
        if (requests == null) {
            requests = new Inbox(server, this, loop());
            inbox = requests;
        }
        return requests;
    }

    @Override
    void frame(Object message) {
        ModbusFrame frame = (ModbusFrame) message;
        server.statistics().countRequest();
        RequestHandler handler = server.router().handlerOf(CommandRouter.MODBUS);
        if (handler == null) {
            refuse(frame, ModbusExceptionCode.ILLEGAL_FUNCTION);
            return;
        }
        if (isDraining() || handler.isSuspended()) {
            refuse(frame, ModbusExceptionCode.SERVER_DEVICE_BUSY);
            return;
        }
        int most = server.options().access().maxTransactions();
        if (most > 0 && inbox().unfinished() >= most) {
            refuse(frame, ModbusExceptionCode.SERVER_DEVICE_BUSY);
            return;
        }
        ModbusRequest request;
        try {
            request = ModbusRequest.decode(frame.pdu());
        } catch (ModbusException e) {
            refuse(frame, e.code());
            return;
        }
        boolean bankOnly = server.options().bank() && !request.isWrite() && !handler.takesBankReads();
        if (bankOnly && isAnswered()) {
            write(frame, fromBank(frame, request), out());
            return;
        }
        inbox().accept(new ModbusServerRequest(
                this,
                handler,
                frame,
                request,
                bankOnly,
                bankOnly ? 0 : session.count(),
                server.clock().millis(),
                nowNanos()));
        hold();
    }

    private void refuse(ModbusFrame frame, ModbusExceptionCode code) {
        ModbusServerRequest refused = new ModbusServerRequest(
                this,
                RequestHandler.NOBODY,
                frame,
                new RawRequest(Math.max(1, frame.function() & 0x7F), new byte[0]),
                false,
                0,
                0,
                nowNanos());
        refused.early = new ServerRequest.Outcome(exception(frame, code), null);
        inbox().answerInTurn(refused);
        hold();
    }

    @Override
    public boolean prepare(ServerRequest request) {
        ModbusServerRequest modbus = (ModbusServerRequest) request;
        if (modbus.bankOnly) {
            modbus.complete();
            return false;
        }
        return true;
    }

    @Override
    public ServerRequest.Outcome finish(ServerRequest request, ServerRequest.Outcome outcome) {
        if (request.answered) {
            // the master was told that it failed
            return outcome;
        }
        ModbusServerRequest modbus = (ModbusServerRequest) request;
        McpErrorCode error = outcome.error();
        if (error != null) {
            return new ServerRequest.Outcome(exception(modbus.frame(), exceptionOf(error)), null);
        }
        // an exception that the route chose: the bank stays as it is
        boolean refused = outcome.answer().length > 0 && isException(outcome.answer());
        return server.options().bank() && !refused
                ? new ServerRequest.Outcome(fromBank(modbus.frame(), modbus.request()), null)
                : outcome;
    }

    private byte[] fromBank(ModbusFrame frame, ModbusRequest request) {
        try {
            return (request.isWrite()
                            ? server.bank().apply(frame.unitId(), request)
                            : server.bank().answer(frame.unitId(), request))
                    .encode();
        } catch (ModbusException e) {
            return e.response().encode();
        }
    }

    private static ModbusExceptionCode exceptionOf(McpErrorCode error) {
        return error == McpErrorCode.BUSY
                ? ModbusExceptionCode.SERVER_DEVICE_BUSY
                : ModbusExceptionCode.SERVER_DEVICE_FAILURE;
    }

    private static boolean isException(byte[] pdu) {
        return (pdu[0] & ModbusFunction.EXCEPTION_BIT) != 0;
    }

    private static byte[] exception(ModbusFrame frame, ModbusExceptionCode code) {
        return new ModbusExceptionResponse(frame.function() & ~ModbusFunction.EXCEPTION_BIT, code).encode();
    }

    @Override
    public void answer(ServerRequest request, ServerRequest.Outcome outcome) {
        if (isClosing()) {
            return;
        }
        ModbusFrame frame = ((ModbusServerRequest) request).frame();
        byte[] pdu = outcome.error() == null ? outcome.answer() : exception(frame, exceptionOf(outcome.error()));
        write(frame, pdu, out());
    }

    private void write(ModbusFrame asked, byte[] pdu, ByteBuf out) {
        if (rtu && asked.unitId() == BROADCAST) {
            return;
        }
        if (isException(pdu)) {
            server.statistics().countError();
        } else {
            server.statistics().countAnswer();
        }
        if (!rtu) {
            ModbusTcpEncoder.write(new ModbusFrame(asked.transactionId(), asked.unitId(), pdu), out);
        } else {
            ModbusRtuEncoder.write(new ModbusFrame(0, asked.unitId(), pdu), out);
        }
    }

    @Override
    void writeGoAway(int retryAfterMillis) {
        // Modbus has no word for it
    }

    @Override
    void writeFault(McpErrorCode code, String text) {
        // a broken frame is never answered
    }
}
