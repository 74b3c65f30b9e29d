package io.camelmcp.component;

import io.camelmcp.component.server.ModbusAccess;
import io.camelmcp.component.session.auth.Addresses;

/** What the options of a port say of Modbus masters. */
final class PortAccess {

    private final String address;
    private final McpConfiguration options;

    /** @param address {@code mcp:host:port}, for messages */
    PortAccess(String address, McpConfiguration options) {
        this.address = address;
        this.options = options;
    }

    /**
     * The options for the server.
     *
     * @throws IllegalArgumentException if they cannot be honoured; it names the option
     */
    ModbusAccess toModbusAccess() {
        int most = options.getMaxTransactions();
        if (most < 0 || most > options.getMaxInFlightPerConnection()) {
            throw new IllegalArgumentException(address + ": maxTransactions=" + most
                    + " is not in 0..maxInFlightPerConnection=" + options.getMaxInFlightPerConnection()
                    + "; at more than that reading pauses");
        }
        return new ModbusAccess(priority(), most);
    }

    private Addresses priority() {
        try {
            return Addresses.parse(options.getModbusPriority());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(address + ": modbusPriority: " + e.getMessage(), e);
        }
    }
}
