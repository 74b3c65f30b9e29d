package io.camelmcp.codec.modbus;

import java.nio.charset.StandardCharsets;

/**
 * Answer to function 11 (hex). The standard leaves the length of the id to the device; nearly all have one octet, and so has
 * this.
 *
 * @param id           server id, 1 octet, 0..255
 * @param runIndicator 1 octet: 0xFF runs, 0x00 does not
 * @param text         what the device says of itself, 0..249 characters of ISO 8859-1, 1 octet each
 */
public record ServerIdResponse(int id, int runIndicator, String text) implements ModbusResponse {

    public static final int ON = 0xFF;
    public static final int OFF = 0x00;

    /** Octets of the longest text. */
    public static final int MAX_TEXT = 249;

    private static final int FIXED = 4;

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public ServerIdResponse {
        Pdu.checkIn("id", id, 0, 0xFF);
        Pdu.checkIn("runIndicator", runIndicator, 0, 0xFF);
        PduText.check("text", text, MAX_TEXT);
    }

    @Override
    public int function() {
        return ModbusFunction.REPORT_SERVER_ID;
    }

    @Override
    public byte[] encode() {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] pdu = new byte[FIXED + octets.length];
        pdu[0] = (byte) function();
        pdu[1] = (byte) (2 + octets.length);
        pdu[2] = (byte) id;
        pdu[3] = (byte) runIndicator;
        System.arraycopy(octets, 0, pdu, FIXED, octets.length);
        return pdu;
    }

    static ServerIdResponse decode(byte[] pdu, ReportServerId request) {
        if (pdu.length < FIXED) {
            throw BadResponse.of(request, "at least " + FIXED + " octets", Integer.toString(pdu.length));
        }
        BadResponse.requireCounted(pdu, request, pdu.length - 2);
        return new ServerIdResponse(Pdu.u8(pdu, 2), Pdu.u8(pdu, 3), PduText.read(pdu, FIXED, pdu.length - FIXED));
    }
}
