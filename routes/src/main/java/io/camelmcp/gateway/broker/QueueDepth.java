package io.camelmcp.gateway.broker;

/**
 * A queue at a moment.
 *
 * @param address   the address it hangs on
 * @param queue     its name
 * @param messages  messages in it, those being delivered included; a message may hold many events
 * @param octets    what they take on disk
 * @param consumers who reads it
 */
public record QueueDepth(String address, String queue, long messages, long octets, int consumers) {}
