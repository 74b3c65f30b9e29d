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
public record QueueDepth(String address, String queue, long messages, long octets, int consumers) {

    /**
     * Whether events gather here that nobody takes, until the address is full and devices are refused. Dead letters are
     * meant to wait, so for them only what is there counts.
     */
    public boolean isUnread() {
        return consumers == 0 && address.startsWith("mcp.") && (messages > 0 || !isDeadLetters());
    }

    /** Whether this is where events are that an output could not take. */
    public boolean isDeadLetters() {
        return queue.equals(EmbeddedBroker.DEAD_LETTERS);
    }

    /** What waits here: {@code 3 messages, 1024 octets}. */
    public String waiting() {
        return messages + " messages, " + octets + " octets";
    }

    /** In one line the queue and what waits in it, with a warning if nobody reads it. */
    public String describe() {
        String why = !isUnread() ? "" : isDeadLetters() ? "dead letters, see dlq list: " : "nobody reads it: ";
        return queue + ": " + why + waiting();
    }
}
