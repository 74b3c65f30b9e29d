package io.camelmcp.codec.modbus;

/**
 * Answer to function 0B.
 *
 * @param status 2 octets: 0, or 0xFFFF while a program command is being processed
 * @param events requests completed without exception, 2 octets, 0..65535
 */
public record CommEventCounterResponse(int status, int events) implements ModbusResponse {

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public CommEventCounterResponse {
        Pdu.checkWord("status", status);
        Pdu.checkWord("events", events);
    }

    @Override
    public int function() {
        return ModbusFunction.GET_COMM_EVENT_COUNTER;
    }

    @Override
    public byte[] encode() {
        return Pdu.words(function(), status, events);
    }

    static CommEventCounterResponse decode(byte[] pdu, GetCommEventCounter request) {
        BadResponse.requireLength(pdu, request, 5);
        return new CommEventCounterResponse(Pdu.u16(pdu, 1), Pdu.u16(pdu, 3));
    }
}
