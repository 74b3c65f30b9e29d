package io.camelmcp.gateway.scenario;

/** Asks all devices of a scenario at once. */
interface Pusher {

    /** Returns when each device has answered or failed. */
    PushCounts push() throws Exception;
}
