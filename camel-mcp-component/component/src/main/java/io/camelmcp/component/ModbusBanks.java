package io.camelmcp.component;

import io.camelmcp.component.modbus.BankFile;
import io.camelmcp.component.modbus.ModbusBank;
import io.camelmcp.component.modbus.RegisterBank;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The Modbus banks by the option {@code bank}. */
final class ModbusBanks {

    private static final String OPTION = "bank=";
    private static final String BEAN = "bean:";

    private ModbusBanks() {}

    /**
     * The bank for a port.
     *
     * @param address {@code mcp:host:port}, for messages
     * @param option  value of the option
     * @return {@code null} when the route answers
     * @throws IllegalArgumentException if the option means no bank, or the file has an error, whose line it names; it begins with the
     *                                  address
     */
    static @Nullable ModbusBank open(CamelContext context, String address, String option) {
        if (option.equals("none")) {
            return null;
        }
        if (option.equals("memory")) {
            return new RegisterBank();
        }
        if (option.startsWith("#")) {
            return bean(context, address, option);
        }
        if (option.startsWith("file:") || option.startsWith("classpath:")) {
            return OptionFiles.read(context, address, "bank", option, BankFile::read);
        }
        throw new IllegalArgumentException(
                address + ": " + OPTION + option
                        + " is not possible; use memory, none, file:bank.yaml, classpath:bank.csv, or #name of a ModbusBank in the registry");
    }

    /**
     * Refuses a bank that may block where there are no threads for it.
     *
     * @throws IllegalArgumentException if so
     */
    static void requireThreads(McpEndpoint endpoint, @Nullable ModbusBank bank) {
        if (bank != null && bank.mayBlock() && endpoint.getConfiguration().getProcessing() == Processing.eventLoop) {
            throw new IllegalArgumentException(
                    endpoint.address()
                            + ": processing=eventLoop is not possible with this bank, which may block; remove it, or let mayBlock() of the bank be false");
        }
    }

    private static ModbusBank bean(CamelContext context, String address, String option) {
        String name = option.substring(1);
        name = name.startsWith(BEAN) ? name.substring(BEAN.length()) : name;
        ModbusBank bean = context.getRegistry().lookupByNameAndType(name, ModbusBank.class);
        if (bean == null) {
            throw new IllegalArgumentException(
                    address + ": " + OPTION + option + ": the registry has no ModbusBank " + name + "; bind one");
        }
        return bean;
    }
}
