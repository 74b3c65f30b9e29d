package io.camelmcp.codec.modbus;

import java.util.ArrayList;
import java.util.List;

/**
 * Answer to function 2B/0E.
 *
 * @param code        that of the request, 1..4
 * @param conformity  what the device offers, 1 octet: 01..03 as streams only, 81..83 (hex) also single objects
 * @param moreFollows whether the stream goes on at {@code nextObject}
 * @param nextObject  1 octet, 0 when nothing follows
 * @param objects     as many as fit, 246 octets at most
 */
public record DeviceIdentificationResponse(
        int code, int conformity, boolean moreFollows, int nextObject, List<IdentificationObject> objects)
        implements ModbusResponse {

    /** Octets that the objects of one answer may have. */
    public static final int MAX_OBJECTS = Pdu.MAX_LENGTH - DeviceIdentificationResponse.FIXED;

    private static final int FIXED = 7;
    private static final int MORE = 0xFF;

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if a component is out of its range, or the objects do not fit into a PDU
     */
    public DeviceIdentificationResponse {
        objects = List.copyOf(objects);
        Pdu.checkIn("code", code, ReadDeviceIdentification.BASIC, ReadDeviceIdentification.INDIVIDUAL);
        Pdu.checkIn("conformity", conformity, 0, 0xFF);
        Pdu.checkIn("nextObject", nextObject, 0, 0xFF);
        Pdu.checkIn("octets of the objects", length(objects), 0, MAX_OBJECTS);
    }

    @Override
    public int function() {
        return ModbusFunction.ENCAPSULATED_INTERFACE;
    }

    @Override
    public byte[] encode() {
        byte[] pdu = new byte[FIXED + length(objects)];
        pdu[0] = (byte) function();
        pdu[1] = ReadDeviceIdentification.MEI_TYPE;
        pdu[2] = (byte) code;
        pdu[3] = (byte) conformity;
        pdu[4] = (byte) (moreFollows ? MORE : 0);
        pdu[5] = (byte) nextObject;
        pdu[6] = (byte) objects.size();
        int at = FIXED;
        for (IdentificationObject object : objects) {
            pdu[at++] = (byte) object.id();
            pdu[at++] = (byte) object.value().length();
            for (int i = 0; i < object.value().length(); i++) {
                pdu[at++] = (byte) object.value().charAt(i);
            }
        }
        return pdu;
    }

    private static int length(List<IdentificationObject> objects) {
        return objects.stream().mapToInt(IdentificationObject::octets).sum();
    }

    static DeviceIdentificationResponse decode(byte[] pdu, ReadDeviceIdentification request) {
        if (pdu.length < FIXED || Pdu.u8(pdu, 1) != ReadDeviceIdentification.MEI_TYPE) {
            throw BadResponse.of(request, "2B 0E and at least " + FIXED + " octets", Integer.toString(pdu.length));
        }
        if (Pdu.u8(pdu, 2) != request.code()) {
            throw BadResponse.of(request, "code " + request.code(), Integer.toString(Pdu.u8(pdu, 2)));
        }
        List<IdentificationObject> objects = new ArrayList<>();
        int at = FIXED;
        for (int i = 0; i < Pdu.u8(pdu, 6); i++) {
            if (at + 2 > pdu.length || at + 2 + Pdu.u8(pdu, at + 1) > pdu.length) {
                throw BadResponse.of(request, Pdu.u8(pdu, 6) + " objects", i + " in " + pdu.length + " octets");
            }
            int length = Pdu.u8(pdu, at + 1);
            objects.add(new IdentificationObject(Pdu.u8(pdu, at), PduText.read(pdu, at + 2, length)));
            at += 2 + length;
        }
        BadResponse.requireLength(pdu, request, at);
        return new DeviceIdentificationResponse(
                request.code(), Pdu.u8(pdu, 3), Pdu.u8(pdu, 4) == MORE, Pdu.u8(pdu, 5), objects);
    }
}
