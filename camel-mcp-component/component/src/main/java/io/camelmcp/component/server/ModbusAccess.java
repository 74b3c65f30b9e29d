package io.camelmcp.component.server;

import io.camelmcp.component.modbus.roles.RoleRules;
import io.camelmcp.component.session.auth.Addresses;
import org.jspecify.annotations.Nullable;

/**
 * What Modbus masters may do at a port, and with how much of it at a time.
 *
 * @param priority        from where a connection is never closed to make room for another one
 * @param maxTransactions requests of a connection that may be unanswered until further ones get exception 06; 0 for no such
 *                        limit, reading pauses then
 * @param roles           what the roles in the certificates of masters may do; {@code null} if certificates are not looked at
 */
public record ModbusAccess(Addresses priority, int maxTransactions, @Nullable RoleRules roles) {

    /** Everything for everyone. */
    public static final ModbusAccess OPEN = new ModbusAccess(Addresses.parse(null), 0, null);
}
