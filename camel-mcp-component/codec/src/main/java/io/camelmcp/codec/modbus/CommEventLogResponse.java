package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * Answer to function 0C. Value equality includes the log.
 *
 * @param status   2 octets: 0, or 0xFFFF while a program command is being processed
 * @param events   requests completed without exception, 2 octets, 0..65535
 * @param messages requests received, 2 octets, 0..65535
 * @param log      events, the newest first, 0..64 of 1 octet each (section 6.10 of the standard has their bits); not copied
 */
public record CommEventLogResponse(int status, int events, int messages, byte[] log) implements ModbusResponse {

    public static final int MAX_LOG = 64;

    private static final int FIXED = 8;

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public CommEventLogResponse {
        Pdu.checkWord("status", status);
        Pdu.checkWord("events", events);
        Pdu.checkWord("messages", messages);
        Pdu.checkIn("length of log", log.length, 0, MAX_LOG);
    }

    @Override
    public int function() {
        return ModbusFunction.GET_COMM_EVENT_LOG;
    }

    @Override
    public byte[] encode() {
        byte[] pdu = new byte[FIXED + log.length];
        pdu[0] = (byte) function();
        pdu[1] = (byte) (FIXED - 2 + log.length);
        Pdu.putU16(pdu, 2, status);
        Pdu.putU16(pdu, 4, events);
        Pdu.putU16(pdu, 6, messages);
        System.arraycopy(log, 0, pdu, FIXED, log.length);
        return pdu;
    }

    static CommEventLogResponse decode(byte[] pdu, GetCommEventLog request) {
        if (pdu.length < FIXED || pdu.length > FIXED + MAX_LOG) {
            throw BadResponse.of(request, FIXED + ".." + (FIXED + MAX_LOG) + " octets", Integer.toString(pdu.length));
        }
        BadResponse.requireCounted(pdu, request, pdu.length - 2);
        return new CommEventLogResponse(
                Pdu.u16(pdu, 2), Pdu.u16(pdu, 4), Pdu.u16(pdu, 6), Arrays.copyOfRange(pdu, FIXED, pdu.length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommEventLogResponse that
                && status == that.status
                && events == that.events
                && messages == that.messages
                && Arrays.equals(log, that.log);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * status + events) + messages) + Arrays.hashCode(log);
    }

    @Override
    public String toString() {
        return "CommEventLogResponse[status=" + status + ", events=" + events + ", messages=" + messages + ", log="
                + log.length + "]";
    }
}
