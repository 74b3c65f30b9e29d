package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.CommunicationRequest;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.codec.modbus.ModbusTcpEncoder;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.component.modbus.ModbusBank;
import io.camelmcp.component.modbus.RegisterBank;
import io.camelmcp.component.modbus.SingleWrites;
import io.camelmcp.component.modbus.roles.RoleRules;
import io.camelmcp.component.server.ModbusServerRequest.Answerer;
import io.camelmcp.component.session.AnonymousSession;
import io.camelmcp.component.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a Modbus master (docs/protocol.md, section 9): one request after another; reads come from the bank, a write goes
 * through the route and then into the bank, and is answered then.
 */
final class ModbusConnection extends DeviceConnection implements Outlet {

    static final int BROADCAST = 0;

    private final boolean rtu;
    private final @Nullable ModbusBank bank;
    private final boolean bankBlocks;
    private final ModbusEventLog log = new ModbusEventLog();
    private final AnonymousSession session = new AnonymousSession();
    private @Nullable Inbox inbox;
    private @Nullable MasterRole role;
    private final @Nullable ForwardedRequests forwarded;

    ModbusConnection(McpServer server, InetSocketAddress remoteAddress, Protocol protocol) {
        super(server, remoteAddress, protocol);
        this.rtu = protocol == Protocol.MODBUS_RTU;
        this.bank = server.bank();
        this.bankBlocks = bank != null && bank.mayBlock();
        UnitGateway units = server.units();
        this.forwarded = units == null ? null : new ForwardedRequests(this, units, rtu);
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
        server.modbusDiagnostics().received();
        log.received(isBroadcast(frame));
        ModbusRoutes routes = server.router().modbus();
        RequestHandler user = routes.ofFunction(frame.function());
        RequestHandler any = user == null ? routes.any() : user;
        if (any == null) {
            refuse(frame, ModbusExceptionCode.ILLEGAL_FUNCTION);
        } else if (!isAllowed(frame)) {
            refuse(frame, ModbusExceptionCode.ILLEGAL_FUNCTION);
        } else if (isDraining() || isAboveTransactions()) {
            refuse(frame, ModbusExceptionCode.SERVER_DEVICE_BUSY);
        } else if (forwarded != null && any.isSuspended()) {
            refuse(frame, ModbusExceptionCode.SERVER_DEVICE_BUSY);
        } else if (forwarded != null && forwarded.takes(frame)) {
            // its unit is somewhere else
            return;
        } else {
            take(frame, routes, user, any);
        }
    }

    private boolean isAboveTransactions() {
        int most = server.options().access().maxTransactions();
        return most > 0 && inbox().unfinished() >= most;
    }

    private ForwardedRequests forwarded() {
        ForwardedRequests there = forwarded;
        if (there == null) {
            throw new IllegalStateException("nothing is forwarded");
        }
        return there;
    }

    /** Finds out what is asked, who is to answer it, and in which order. */
    private void take(ModbusFrame frame, ModbusRoutes routes, @Nullable RequestHandler user, RequestHandler any) {
        boolean served = bank == null || bank.serves(frame.unitId());
        if (user != null && served) {
            accept(frame, RawRequest.of(frame.pdu()), user, Answerer.ROUTE);
            return;
        }
        ModbusRequest request;
        try {
            request = ModbusRequest.decode(frame.pdu());
        } catch (ModbusException e) {
            if (served) {
                refuse(frame, any.isSuspended() ? ModbusExceptionCode.SERVER_DEVICE_BUSY : e.code());
            } else {
                server.modbusDiagnostics().unanswered();
            }
            return;
        }
        RequestHandler ranged = routes.ofRange(frame.unitId(), request);
        if (!served && ranged == null) {
            // a unit that is nowhere, and is to be silent
            server.modbusDiagnostics().unanswered();
            return;
        }
        if (request instanceof CommunicationRequest) {
            accept(frame, request, any, Answerer.PORT);
            return;
        }
        if (ranged != null && routes.isShared(ranged, frame.unitId(), request)) {
            // no route could answer for the addresses of the other
            refuse(frame, ModbusExceptionCode.ILLEGAL_DATA_ADDRESS);
            return;
        }
        if (ranged != null) {
            accept(frame, request, ranged, bank == null ? Answerer.ROUTE : Answerer.ROUTE_OR_BANK);
            return;
        }
        RequestHandler rest = routes.rest();
        if (bank == null) {
            if (rest == null) {
                // only routes of ranges are there, and it is in none of them
                refuse(frame, ModbusExceptionCode.ILLEGAL_DATA_ADDRESS);
            } else {
                accept(frame, request, rest, Answerer.ROUTE);
            }
            return;
        }
        boolean seenByRoute = rest != null && (request.isWrite() || rest.takesBankReads());
        accept(frame, request, rest == null ? any : rest, seenByRoute ? Answerer.BANK_AFTER_ROUTE : Answerer.BANK);
    }

    private void accept(ModbusFrame frame, ModbusRequest request, RequestHandler handler, Answerer answerer) {
        if (handler.isSuspended()) {
            refuse(frame, ModbusExceptionCode.SERVER_DEVICE_BUSY);
            return;
        }
        boolean atOnce = answerer == Answerer.BANK && !bankBlocks || answerer == Answerer.PORT;
        if (atOnce && isAnswered()) {
            write(frame, answerAtOnce(frame, request), out());
            return;
        }
        inbox().accept(new ModbusServerRequest(
                this,
                handler,
                frame,
                request,
                answerer,
                atOnce ? 0 : session.count(),
                server.clock().millis(),
                nowNanos()));
        hold();
    }

    private byte[] answerAtOnce(ModbusFrame frame, ModbusRequest request) {
        try {
            if (request instanceof CommunicationRequest communication) {
                if (bank instanceof RegisterBank registers) {
                    // whether there is such a unit
                    registers.check(frame.unitId(), request);
                }
                return server.modbusDiagnostics().answer(communication, log).encode();
            }
        } catch (ModbusException e) {
            return e.response().encode();
        }
        return fromBank(frame, request);
    }

    private boolean isAllowed(ModbusFrame frame) {
        RoleRules roles = server.options().access().roles();
        if (roles == null) {
            return true;
        }
        MasterRole mine = role;
        if (mine == null) {
            mine = new MasterRole(this, roles);
            role = mine;
        }
        return mine.allows(frame);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent) {
            // another certificate may be another role
            role = null;
        }
        super.userEventTriggered(ctx, event);
    }

    void refuse(ModbusFrame frame, ModbusExceptionCode code) {
        ModbusServerRequest refused = new ModbusServerRequest(
                this,
                RequestHandler.NOBODY,
                frame,
                new RawRequest(Math.max(1, frame.function() & 0x7F), new byte[0]),
                Answerer.PORT,
                0,
                0,
                nowNanos());
        refused.early = new ServerRequest.Outcome(exception(frame, code), null);
        inbox().answerInTurn(refused);
        hold();
    }

    @Override
    public boolean prepare(ServerRequest request) {
        if (request instanceof UnitRequest) {
            return true;
        }
        ModbusServerRequest modbus = (ModbusServerRequest) request;
        if (modbus.answerer() == Answerer.PORT) {
            modbus.complete();
            return false;
        }
        if (bankBlocks) {
            return true;
        }
        if (modbus.answerer() == Answerer.BANK) {
            modbus.complete();
            return false;
        }
        try {
            checkBank(modbus);
            return true;
        } catch (ModbusException e) {
            modbus.complete(e.response().encode());
            return false;
        } catch (RuntimeException e) {
            bankFailed(e);
            modbus.fail(McpErrorCode.FAILED);
            return false;
        }
    }

    /** Whether the bank could do what a route is to see, as far as the route does not answer itself. */
    void checkBank(ModbusServerRequest request) throws ModbusException {
        int unitId = request.frame().unitId();
        if (request.answerer() == Answerer.BANK_AFTER_ROUTE) {
            bank().check(unitId, request.request());
        } else if (request.answerer() == Answerer.ROUTE_OR_BANK) {
            for (ModbusRequest part : server.router().modbus().beyond(request.handler, unitId, request.request())) {
                try {
                    bank().check(unitId, part);
                } catch (ModbusException e) {
                    throw new ModbusException(request.request().function(), e.code(), String.valueOf(e.getMessage()));
                }
            }
        }
    }

    @Override
    public ServerRequest.Outcome finish(ServerRequest request, ServerRequest.Outcome outcome) {
        if (request instanceof UnitRequest) {
            return outcome;
        }
        ModbusServerRequest modbus = (ModbusServerRequest) request;
        if (request.answered || modbus.isSettled()) {
            // the master was told that it failed, or all is done
            return outcome;
        }
        McpErrorCode error = outcome.error();
        if (error != null) {
            return new ServerRequest.Outcome(exception(modbus.frame(), exceptionOf(error)), null);
        }
        return new ServerRequest.Outcome(settle(modbus, outcome.answer()), null);
    }

    /**
     * The PDU that answers, and the bank with it.
     *
     * @param fromRoute what the route answers, empty for nothing; an exception that it chose leaves the bank as it is
     */
    byte[] settle(ModbusServerRequest modbus, byte[] fromRoute) {
        ModbusFrame frame = modbus.frame();
        if (isException(fromRoute)) {
            return fromRoute;
        }
        return switch (modbus.answerer()) {
            case PORT -> answerAtOnce(frame, modbus.request());
            case BANK, BANK_AFTER_ROUTE -> fromBank(frame, modbus.request());
            case ROUTE -> fromRoute;
            case ROUTE_OR_BANK -> {
                if (fromRoute.length == 0) {
                    yield fromBank(frame, modbus.request());
                }
                if (modbus.request().isWrite()) {
                    keep(modbus);
                }
                yield fromRoute;
            }
        };
    }

    /** Puts what a route has answered into the bank, as far as the bank has the addresses, so that it can be read there. */
    private void keep(ModbusServerRequest modbus) {
        if (isException(fromBank(modbus.frame(), modbus.request()))) {
            SingleWrites.of(modbus.request()).forEach(write -> fromBank(modbus.frame(), write));
        }
    }

    private byte[] fromBank(ModbusFrame frame, ModbusRequest request) {
        ModbusBank asked = bank();
        try {
            byte[] pdu = (request.isWrite()
                            ? asked.apply(frame.unitId(), request)
                            : asked.answer(frame.unitId(), request))
                    .encode();
            if (!(asked instanceof RegisterBank)) {
                ModbusResponse.decode(pdu, request);
            }
            return pdu;
        } catch (ModbusException e) {
            return exception(frame, e.code());
        } catch (RuntimeException e) {
            bankFailed(e);
            return exception(frame, ModbusExceptionCode.SERVER_DEVICE_FAILURE);
        }
    }

    void bankFailed(Throwable e) {
        server.bankFailed(this, e);
    }

    private ModbusBank bank() {
        ModbusBank there = bank;
        if (there == null) {
            throw new IllegalStateException("there is no bank");
        }
        return there;
    }

    /** Whether the bank is asked on threads of the handlers. */
    boolean isBankBlocking() {
        return bankBlocks;
    }

    private static ModbusExceptionCode exceptionOf(McpErrorCode error) {
        return error == McpErrorCode.BUSY
                ? ModbusExceptionCode.SERVER_DEVICE_BUSY
                : ModbusExceptionCode.SERVER_DEVICE_FAILURE;
    }

    static boolean isException(byte[] pdu) {
        return pdu.length > 0 && (pdu[0] & ModbusFunction.EXCEPTION_BIT) != 0;
    }

    static byte[] exception(ModbusFrame frame, ModbusExceptionCode code) {
        return new ModbusExceptionResponse(frame.function() & ~ModbusFunction.EXCEPTION_BIT, code).encode();
    }

    @Override
    public void answer(ServerRequest request, ServerRequest.Outcome outcome) {
        if (isClosing()) {
            return;
        }
        if (request instanceof UnitRequest unit) {
            forwarded().ended(unit, outcome);
            return;
        }
        ModbusServerRequest modbus = (ModbusServerRequest) request;
        ModbusFrame frame = modbus.frame();
        modbus.givenUp = outcome.error() != null;
        byte[] pdu = outcome.error() == null ? outcome.answer() : exception(frame, exceptionOf(outcome.error()));
        write(frame, pdu, out());
    }

    void write(ModbusFrame asked, byte[] pdu, ByteBuf out) {
        if (isBroadcast(asked)) {
            server.modbusDiagnostics().unanswered();
            return;
        }
        server.modbusDiagnostics().answered(pdu);
        log.sent(pdu);
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

    private boolean isBroadcast(ModbusFrame frame) {
        return frame.unitId() == BROADCAST && (rtu || forwarded != null && forwarded.isBroadcast());
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
