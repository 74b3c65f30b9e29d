package io.camelmcp.component;

/** When the next frame of a connection enters the route. */
public enum Ordering {
    /** When the one before has finished. */
    completion,
    /** When the one before has returned from the route, possibly still running asynchronously. */
    arrival
}
