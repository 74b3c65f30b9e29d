package io.camelmcp.component.server;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Handler of requests that never run, because they have their answer already. */
final class NoHandler implements RequestHandler {

    private static final long FOREVER = Long.MAX_VALUE / 2;

    @Override
    public void handle(ServerRequest request) {
        throw new IllegalStateException("a request that has been answered already is not handed over");
    }

    @Override
    public void accepted() {
        // never runs
    }

    @Override
    public void answered() {
        // never runs
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
        return false;
    }

    @Override
    public boolean isAnsweredOnReceipt() {
        return false;
    }

    @Override
    public boolean takesBankReads() {
        return false;
    }

    @Override
    public long requestTimeoutNanos() {
        return FOREVER;
    }
}
