package io.camelmcp.component.modbus.tags;

/**
 * Order of the octets of a value of two registers and more. A is the octet of highest value, and each register is two octets on
 * the wire. With four registers the pattern goes on: ABCDEFGH, BADCFEHG, GHEFCDAB, HGFEDCBA.
 */
public enum ByteOrder {
    /** Big-endian, the order of the Modbus standard. */
    ABCD,
    /** Octets swapped in each register. */
    BADC,
    /** Registers swapped: the register of lowest value comes first. */
    CDAB,
    /** Little-endian: registers and octets swapped. */
    DCBA
}
