package io.camelmcp.codec.modbus;

/**
 * Request to read the identification of a device (function 2B/0E; section 6.21 of the standard).
 *
 * @param code     what: 1 basic, 2 regular, 3 extended, each as a stream; 4 one object
 * @param objectId where the stream begins, or the object, 1 octet, 0..255
 */
public record ReadDeviceIdentification(int code, int objectId) implements ModbusRequest {

    public static final int BASIC = 1;
    public static final int REGULAR = 2;
    public static final int EXTENDED = 3;
    public static final int INDIVIDUAL = 4;

    /** Of the encapsulated interfaces (2B) this one. */
    public static final int MEI_TYPE = 0x0E;

    private static final int LENGTH = 4;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public ReadDeviceIdentification {
        Pdu.checkIn("code", code, BASIC, INDIVIDUAL);
        Pdu.checkIn("object", objectId, 0, 0xFF);
    }

    @Override
    public int function() {
        return ModbusFunction.ENCAPSULATED_INTERFACE;
    }

    @Override
    public boolean isWrite() {
        return false;
    }

    @Override
    public byte[] encode() {
        return new byte[] {(byte) function(), MEI_TYPE, (byte) code, (byte) objectId};
    }

    /** The interface is known (01), then length and code (03); whether an object exists the device says (02). */
    static ReadDeviceIdentification decode(byte[] pdu) throws ModbusException {
        Pdu.requireAtLeast(pdu, 2);
        if (Pdu.u8(pdu, 1) != MEI_TYPE) {
            throw new ModbusException(
                    Pdu.u8(pdu, 0),
                    ModbusExceptionCode.ILLEGAL_FUNCTION,
                    "ENCAPSULATED_INTERFACE: type " + Pdu.u8(pdu, 1) + " is not served, only 14 is");
        }
        Pdu.requireLength(pdu, LENGTH);
        Pdu.requireQuantity(pdu, "read code", Pdu.u8(pdu, 2), INDIVIDUAL);
        return new ReadDeviceIdentification(Pdu.u8(pdu, 2), Pdu.u8(pdu, 3));
    }
}
