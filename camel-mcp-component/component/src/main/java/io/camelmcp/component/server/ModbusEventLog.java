package io.camelmcp.component.server;

import io.camelmcp.codec.modbus.CommEventLogResponse;
import io.camelmcp.codec.modbus.ModbusFunction;

/** The last 64 events of one connection (section 6.10 of the standard has their bits); belongs to its event loop. */
final class ModbusEventLog {

    private static final byte RECEIVED = (byte) 0x80;
    private static final byte RECEIVED_BROADCAST = (byte) 0xC0;
    private static final byte SENT = 0x40;
    private static final byte RESTARTED = 0;
    private static final int MASK = CommEventLogResponse.MAX_LOG - 1;

    private final byte[] events = new byte[CommEventLogResponse.MAX_LOG];
    private int next;
    private int size;

    void received(boolean broadcast) {
        add(broadcast ? RECEIVED_BROADCAST : RECEIVED);
    }

    void sent(byte[] pdu) {
        add((pdu[0] & ModbusFunction.EXCEPTION_BIT) == 0 ? SENT : (byte) (SENT | kindOf(pdu[1])));
    }

    void restarted() {
        add(RESTARTED);
    }

    void clear() {
        size = 0;
    }

    byte[] newestFirst() {
        byte[] log = new byte[size];
        for (int i = 0; i < size; i++) {
            log[i] = events[next - 1 - i & MASK];
        }
        return log;
    }

    private void add(byte event) {
        events[next] = event;
        next = next + 1 & MASK;
        size = Math.min(size + 1, events.length);
    }

    /** Bits for exceptions 1 to 3, 4, 5 and 6, and 7. */
    private static int kindOf(int code) {
        return switch (code) {
            case 1, 2, 3 -> 1;
            case 4 -> 2;
            case 5, 6 -> 4;
            case 7 -> 8;
            default -> 0;
        };
    }
}
