package io.camelmcp.component;

import io.camelmcp.component.client.TokenSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** The token of a supplier, which may wait: it is asked on a thread, never on an event loop. */
record SuppliedToken(Supplier<String> supplier, Executor threads) implements TokenSource {

    @Override
    public CompletionStage<String> token() {
        try {
            return CompletableFuture.supplyAsync(supplier, threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
