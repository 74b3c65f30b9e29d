package io.camelmcp.component;

import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.component.modbus.units.UnitLine;
import io.camelmcp.component.server.RequestHandler;
import io.camelmcp.component.server.ServerRequest;
import io.camelmcp.component.server.UnitRequest;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Answers requests for one unit with what is known of it elsewhere, on the event loop and without a route. */
abstract class UnitRequestHandler implements RequestHandler {

    abstract void handle(int function, byte[] pdu, UnitLine.Reply reply);

    @Override
    public final void handle(ServerRequest request) {
        UnitRequest forwarded = (UnitRequest) request;
        int function = forwarded.frame().function();
        handle(function, forwarded.frame().pdu(), new UnitLine.Reply() {
            @Override
            public void answered(byte[] pdu) {
                request.complete(pdu);
            }

            @Override
            public void failed(UnitLine.Failure why) {
                request.complete(UnitForwarder.exception(
                        function,
                        why == UnitLine.Failure.BUSY
                                ? ModbusExceptionCode.SERVER_DEVICE_BUSY
                                : ModbusExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND));
            }
        });
    }

    @Override
    public void accepted() {
        // the port counts it
    }

    @Override
    public void answered() {
        // the port counts it
    }

    @Override
    public @Nullable Executor executor() {
        return null;
    }

    @Override
    public boolean isSuspended() {
        return false;
    }

    @Override
    public boolean isOrderedByArrival() {
        return true;
    }

    @Override
    public boolean isAnsweredOnReceipt() {
        return false;
    }

    @Override
    public boolean takesBankReads() {
        return false;
    }
}
