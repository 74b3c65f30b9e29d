package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * What framing gives: a PDU, not looked into yet, and whom it is about. Value equality includes the PDU.
 *
 * @param transactionId 2 octets, 0..65535; copied by the answer; 0 on RTU, which has none
 * @param unitId        device behind the connection (RTU: address), 1 octet, 0..255
 * @param pdu           function and data, 1..253 octets; not copied: whoever makes a frame gives the array away
 */
public record ModbusFrame(int transactionId, int unitId, byte[] pdu) {

    /** Largest PDU in octets. */
    public static final int MAX_PDU = Pdu.MAX_LENGTH;

    /**
     * A checked frame.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public ModbusFrame {
        Pdu.checkWord("transactionId", transactionId);
        Pdu.checkIn("unitId", unitId, 0, 0xFF);
        Pdu.checkIn("length of the PDU", pdu.length, 1, MAX_PDU);
    }

    /** The octet that the PDU begins with, 0..255. */
    public int function() {
        return Pdu.u8(pdu, 0);
    }

    /** The frame that answers this one: same transaction, same unit. */
    public ModbusFrame answer(ModbusResponse response) {
        return new ModbusFrame(transactionId, unitId, response.encode());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModbusFrame that
                && transactionId == that.transactionId
                && unitId == that.unitId
                && Arrays.equals(pdu, that.pdu);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * transactionId + unitId) + Arrays.hashCode(pdu);
    }

    /** Without the data, which may be private. */
    @Override
    public String toString() {
        return "ModbusFrame[transactionId=" + transactionId + ", unitId=" + unitId + ", "
                + ModbusFunction.name(function()) + ", pdu=" + pdu.length + "]";
    }
}
