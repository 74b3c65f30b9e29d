package io.camelmcp.gateway.simulate;

/** A request of a device, from the moment it is due until its answer. */
final class Outgoing {

    /** Command or function, as results show it. */
    final String kind;

    /** Command octet (MCP) or function code (Modbus). */
    final int code;

    /** Body (MCP) or PDU (Modbus). */
    final byte[] body;

    /** Number among the messages that an {@link AckListener} hears of, 0 for the others. */
    final long number;

    /** Whether it is counted; PING and LOGOUT are not, and are not sent again. */
    final boolean message;

    final long dueNanos;

    /** Sequence number or transaction id on the present connection. */
    int key;

    long sentNanos;

    /** Transmissions on the present connection. */
    int attempts;

    boolean sentBefore;

    private Outgoing(String kind, int code, byte[] body, long number, boolean message, long dueNanos) {
        this.kind = kind;
        this.code = code;
        this.body = body;
        this.number = number;
        this.message = message;
        this.dueNanos = dueNanos;
    }

    static Outgoing message(String kind, int code, byte[] body, long number, long dueNanos) {
        return new Outgoing(kind, code, body, number, true, dueNanos);
    }

    static Outgoing control(String kind, int code, byte[] body) {
        return new Outgoing(kind, code, body, 0, false, 0);
    }
}
