package io.camelmcp.component.server;

/** Where the answers to the requests of an {@link Inbox} go. Called by the thread that has the inbox at the time. */
interface Outlet {

    /** Does what a request needs before its handler gets it; {@code false} if it has ended without. */
    boolean prepare(ServerRequest request);

    /** Does what a request that has ended needs before it is answered. */
    ServerRequest.Outcome finish(ServerRequest request, ServerRequest.Outcome outcome);

    /** A request has ended, or takes too long ({@link io.camelmcp.codec.McpErrorCode#TIMEOUT}); the peer is to be told. */
    void answer(ServerRequest request, ServerRequest.Outcome outcome);

    /** Answers may have been given: lets them leave, and looks at what waited for it. */
    void afterWork();
}
