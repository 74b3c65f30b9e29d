package io.camelmcp.component.server;

import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.component.modbus.roles.CertificateRole;
import io.camelmcp.component.modbus.roles.Permission;
import io.camelmcp.component.modbus.roles.RoleRules;

/** The role of one Modbus master, and what it may do. */
final class MasterRole {

    private final ModbusConnection connection;
    private final Permission permission;
    private final String shown;

    /** Takes the role from the certificate that the master has shown. */
    MasterRole(ModbusConnection connection, RoleRules rules) {
        this.connection = connection;
        CertificateRole role = CertificateRole.of(connection.certificate());
        this.permission = rules.of(role);
        if (role instanceof CertificateRole.Named named) {
            shown = "role " + named.name();
        } else if (role instanceof CertificateRole.Malformed malformed) {
            shown = "malformed role";
            connection.server.denied(connection, shown, malformed.why());
        } else {
            shown = "no role";
        }
    }

    /** Whether the master may ask this. */
    boolean allows(ModbusFrame frame) {
        if (permission.allows(frame.unitId(), frame.pdu())) {
            return true;
        }
        connection.server.denied(
                connection, shown, ModbusFunction.name(frame.function()) + " of unit " + frame.unitId());
        return false;
    }
}
