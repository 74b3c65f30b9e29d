package io.camelmcp.component.server;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What takes the requests of devices: the route of one consumer. */
public interface RequestHandler {

    /** Stands for the handler of a request that is answered without one. */
    RequestHandler NOBODY = new NoHandler();

    /**
     * Takes a request. It ends by exactly one call of {@link ServerRequest#complete} or {@link ServerRequest#fail}, during this
     * call or later, on any thread. Must not throw.
     */
    void handle(ServerRequest request);

    /** A request of this handler has been accepted; {@link #answered} follows, whatever happens to it. */
    void accepted();

    /** A request of this handler has ended, and its answer, if it has one, is on its way. */
    void answered();

    /** Where {@link #handle} is called; {@code null} for the event loop, which it then must not block. */
    @Nullable
    Executor executor();

    /** Requests wait because all threads of {@link #executor} are taken. From any thread. */
    default void stalled() {}

    /** Whether requests are refused with BUSY for now. From any thread. */
    boolean isSuspended();

    /** Whether a request may be handed over while an earlier one of the same connection is still running. */
    boolean isOrderedByArrival();

    /** Whether the device gets its answer when the request is accepted. */
    boolean isAnsweredOnReceipt();

    /** Whether a request of a Modbus master that only reads the bank is handed over too. */
    boolean takesBankReads();

    /** How long a request may take until the device gets TIMEOUT, in nanoseconds. */
    long requestTimeoutNanos();
}
