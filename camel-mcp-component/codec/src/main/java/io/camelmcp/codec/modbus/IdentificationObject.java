package io.camelmcp.codec.modbus;

/**
 * A part of the identification of a device (section 6.21 of the standard): 0 vendor name, 1 product code, 2 revision (basic); 3
 * vendor URL, 4 product name, 5 model name, 6 application name (regular); 80..FF of the device's own (extended).
 *
 * @param id    1 octet, 0..255
 * @param value 0..244 characters of ISO 8859-1, 1 octet each
 */
public record IdentificationObject(int id, String value) {

    /** Octets of the longest value that fits into a PDU. */
    public static final int MAX_VALUE = 244;

    /**
     * A checked object.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public IdentificationObject {
        Pdu.checkIn("object", id, 0, 0xFF);
        PduText.check("value of object " + id, value, MAX_VALUE);
    }

    /** Octets in an answer: id, length and value. */
    public int octets() {
        return 2 + value.length();
    }
}
