package io.camelmcp.component;

/** Where routes run. */
public enum Processing {
    /** On a thread pool of the consumer. */
    executor,
    /** On the event loop of the connection; such a route must never block. */
    eventLoop
}
