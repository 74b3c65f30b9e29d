package io.camelmcp.component.client;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What takes the requests of the peer: the route of one consumer. */
public interface PeerHandler {

    /**
     * Takes a request. It ends by exactly one call of {@link PeerRequest#complete} or {@link PeerRequest#fail}, during this call
     * or later, on any thread. Must not throw.
     */
    void handle(PeerRequest request);

    /** A request of this handler has been accepted; {@link #ended} follows, whatever happens to it. */
    void accepted();

    /** A request of this handler has ended. */
    void ended();

    /** Where {@link #handle} is called; {@code null} for the event loop, which it then must not block. */
    @Nullable
    Executor executor();

    /** Whether requests are refused with BUSY for now. From any thread. */
    boolean isSuspended();

    /** How long a request may take until the peer gets TIMEOUT, in nanoseconds. */
    long requestTimeoutNanos();
}
