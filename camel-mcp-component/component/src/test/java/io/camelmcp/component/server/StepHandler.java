package io.camelmcp.component.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A handler that keeps what it gets until the test ends it. */
class StepHandler implements RequestHandler {

    final List<ServerRequest> running = new ArrayList<>();

    /** Whether requests end well at once, with their own body as the answer. */
    boolean echoes = true;

    boolean suspended;
    boolean onReceipt;
    boolean overlaps;

    @Nullable
    Executor executor;

    Duration timeout = Duration.ofSeconds(20);

    @Override
    public void handle(ServerRequest request) {
        if (echoes) {
            request.complete(((McpRequest) request).frame().body());
        } else {
            running.add(request);
        }
    }

    @Override
    public void accepted() {}

    @Override
    public void answered() {}

    @Override
    public @Nullable Executor executor() {
        return executor;
    }

    @Override
    public boolean isSuspended() {
        return suspended;
    }

    @Override
    public boolean isOrderedByArrival() {
        return overlaps;
    }

    @Override
    public boolean isAnsweredOnReceipt() {
        return onReceipt;
    }

    @Override
    public boolean takesBankReads() {
        return false;
    }

    @Override
    public long requestTimeoutNanos() {
        return timeout.toNanos();
    }
}
