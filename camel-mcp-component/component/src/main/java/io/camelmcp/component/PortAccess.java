package io.camelmcp.component;

import io.camelmcp.component.modbus.roles.RoleRules;
import io.camelmcp.component.modbus.roles.RolesFile;
import io.camelmcp.component.server.ModbusAccess;
import io.camelmcp.component.session.auth.Addresses;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the options of a port say of Modbus masters. */
final class PortAccess {

    private static final Logger LOG = LoggerFactory.getLogger(PortAccess.class);

    /** What a master and a server that talk about roles speak (MB-TCP-Security-v36, R-01, R-32). */
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3", "SSLv2Hello");

    private final String address;
    private final McpConfiguration options;
    private final CamelContext context;
    private final @Nullable Supplier<SSLEngine> tls;

    /**
     * The options of a port.
     *
     * @param address {@code mcp:host:port}, for messages
     * @param tls     makes the engine of a connection; {@code null} for clear text
     */
    PortAccess(String address, McpConfiguration options, CamelContext context, @Nullable Supplier<SSLEngine> tls) {
        this.address = address;
        this.options = options;
        this.context = context;
        this.tls = tls;
    }

    /**
     * The options for the server.
     *
     * @throws IllegalArgumentException if they cannot be honoured; it names the option
     */
    ModbusAccess toModbusAccess() {
        int most = options.getMaxTransactions();
        if (most < 0 || most > options.getMaxInFlightPerConnection()) {
            throw refused("maxTransactions=" + most + " is not in 0..maxInFlightPerConnection="
                    + options.getMaxInFlightPerConnection() + "; at more than that reading pauses");
        }
        return new ModbusAccess(priority(), most, roles());
    }

    private Addresses priority() {
        try {
            return Addresses.parse(options.getModbusPriority());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(address + ": modbusPriority: " + e.getMessage(), e);
        }
    }

    private @Nullable RoleRules roles() {
        String file = options.getModbusRoles();
        if (file == null) {
            return null;
        }
        RoleRules rules = OptionFiles.read(context, address, "modbusRoles", file, RolesFile::read);
        if (tls != null) {
            checkTls(tls.get());
        } else if (rules.noRole().isEmpty()) {
            LOG.warn(
                    "event=roles.clear address={} detail=\"modbusRoles without TLS: no master can show a role, and there is no rule for none, so every request gets exception 01; set sslContextParameters\"",
                    address);
        }
        return rules;
    }

    private void checkTls(SSLEngine engine) {
        if (!engine.getNeedClientAuth() && !engine.getWantClientAuth()) {
            throw refused("sslContextParameters must ask for a client certificate when modbusRoles is set: set"
                    + " clientAuthentication=REQUIRE (or WANT) in its serverParameters");
        }
        for (String protocol : engine.getEnabledProtocols()) {
            if (!PROTOCOLS.contains(protocol)) {
                throw refused("sslContextParameters allow " + protocol
                        + "; with modbusRoles only TLSv1.2 and TLSv1.3 are possible, set secureSocketProtocols");
            }
        }
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(address + ": " + why);
    }
}
