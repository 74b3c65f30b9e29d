package io.camelmcp.component.modbus.roles;

import static io.camelmcp.codec.modbus.ModbusFunction.MASK_WRITE_REGISTER;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_COILS;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_DISCRETE_INPUTS;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_FIFO_QUEUE;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_HOLDING_REGISTERS;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_INPUT_REGISTERS;
import static io.camelmcp.codec.modbus.ModbusFunction.READ_WRITE_MULTIPLE_REGISTERS;
import static io.camelmcp.codec.modbus.ModbusFunction.WRITE_MULTIPLE_COILS;
import static io.camelmcp.codec.modbus.ModbusFunction.WRITE_MULTIPLE_REGISTERS;
import static io.camelmcp.codec.modbus.ModbusFunction.WRITE_SINGLE_COIL;
import static io.camelmcp.codec.modbus.ModbusFunction.WRITE_SINGLE_REGISTER;

import io.camelmcp.component.modbus.ModbusTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one master may do. It looks at a PDU as it came, before anything else is checked: who may not use a function learns nothing
 * from it.
 */
public final class Permission {

    private static final int FIRST_WORD = 1;

    private final List<RoleRule> rules;

    Permission(List<RoleRule> rules) {
        this.rules = rules;
    }

    /**
     * Whether one of the rules allows a request as a whole. What reads and writes at once is allowed when its writing is, and its
     * reading by this function or by the one that only reads.
     *
     * @param unitId 0..255
     * @param pdu    function and arguments, 1..253 octets, of any content
     */
    public boolean allows(int unitId, byte[] pdu) {
        int function = pdu[0] & 0xFF;
        return switch (function) {
            case READ_COILS -> range(unitId, function, ModbusTable.coils, pdu, FIRST_WORD);
            case WRITE_MULTIPLE_COILS ->
                carries(pdu, FIRST_WORD + 4, (quantity(pdu, FIRST_WORD) + 7) / 8)
                        ? range(unitId, function, ModbusTable.coils, pdu, FIRST_WORD)
                        : isAllowed(unitId, function, null, 0, 0);
            case READ_DISCRETE_INPUTS -> range(unitId, function, ModbusTable.discrete, pdu, FIRST_WORD);
            case READ_INPUT_REGISTERS -> range(unitId, function, ModbusTable.input, pdu, FIRST_WORD);
            case READ_HOLDING_REGISTERS -> range(unitId, function, ModbusTable.holding, pdu, FIRST_WORD);
            case WRITE_MULTIPLE_REGISTERS ->
                carries(pdu, FIRST_WORD + 4, 2 * quantity(pdu, FIRST_WORD))
                        ? range(unitId, function, ModbusTable.holding, pdu, FIRST_WORD)
                        : isAllowed(unitId, function, null, 0, 0);
            case WRITE_SINGLE_COIL -> one(unitId, function, ModbusTable.coils, pdu);
            case WRITE_SINGLE_REGISTER, MASK_WRITE_REGISTER, READ_FIFO_QUEUE ->
                one(unitId, function, ModbusTable.holding, pdu);
            case READ_WRITE_MULTIPLE_REGISTERS ->
                !carries(pdu, FIRST_WORD + 8, 2 * quantity(pdu, FIRST_WORD + 4))
                        ? isAllowed(unitId, function, null, 0, 0)
                        : range(unitId, function, ModbusTable.holding, pdu, FIRST_WORD + 4)
                                && (range(unitId, function, ModbusTable.holding, pdu, FIRST_WORD)
                                        || range(unitId, READ_HOLDING_REGISTERS, ModbusTable.holding, pdu, FIRST_WORD));
            default -> isAllowed(unitId, function, null, 0, 0);
        };
    }

    private boolean range(int unitId, int function, ModbusTable area, byte[] pdu, int at) {
        return pdu.length < at + 4
                ? isAllowed(unitId, function, null, 0, 0)
                : isAllowed(unitId, function, area, word(pdu, at), Math.max(1, word(pdu, at + 2)));
    }

    /** Whether as many octets follow as the quantity says: a device behind this port might write more. */
    private static boolean carries(byte[] pdu, int countAt, int octets) {
        return pdu.length == countAt + 1 + octets && (pdu[countAt] & 0xFF) == octets;
    }

    private static int quantity(byte[] pdu, int at) {
        return pdu.length < at + 4 ? 0 : word(pdu, at + 2);
    }

    private boolean one(int unitId, int function, ModbusTable area, byte[] pdu) {
        return pdu.length < FIRST_WORD + 2
                ? isAllowed(unitId, function, null, 0, 0)
                : isAllowed(unitId, function, area, word(pdu, FIRST_WORD), 1);
    }

    private boolean isAllowed(int unitId, int function, @Nullable ModbusTable area, int address, int quantity) {
        for (RoleRule rule : rules) {
            if (rule.allows(unitId, function, area, address, quantity)) {
                return true;
            }
        }
        return false;
    }

    private static int word(byte[] pdu, int at) {
        return (pdu[at] & 0xFF) << 8 | pdu[at + 1] & 0xFF;
    }
}
