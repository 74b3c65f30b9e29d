package io.camelmcp.component;

import io.camelmcp.component.modbus.BankFile;
import io.camelmcp.component.modbus.ModbusBank;
import io.camelmcp.component.modbus.RegisterBank;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/** The Modbus banks by the option {@code bank}. */
final class ModbusBanks {

    private static final String OPTION = "bank=";
    private static final String BEAN = "bean:";

    /** Characters of a bank file; the readers have limits of their own below. */
    private static final int MAX_OCTETS = 4_194_304;

    private ModbusBanks() {}

    /**
     * The bank for a port.
     *
     * @param option value of the option
     * @return {@code null} when the route answers
     * @throws IllegalArgumentException if the option means no bank, or the file has an error; the message begins with
     *                                  {@code bank=} or with the name of the file and the line
     */
    static @Nullable ModbusBank open(CamelContext context, String option) {
        if (option.equals("none")) {
            return null;
        }
        if (option.equals("memory")) {
            return new RegisterBank();
        }
        if (option.startsWith("#")) {
            return bean(context, option);
        }
        if (option.startsWith("file:") || option.startsWith("classpath:")) {
            return BankFile.read(fileName(option), text(context, option));
        }
        throw new IllegalArgumentException(
                OPTION + option
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

    private static ModbusBank bean(CamelContext context, String option) {
        String name = option.substring(1);
        name = name.startsWith(BEAN) ? name.substring(BEAN.length()) : name;
        ModbusBank bean = context.getRegistry().lookupByNameAndType(name, ModbusBank.class);
        if (bean == null) {
            throw new IllegalArgumentException(
                    OPTION + option + ": the registry has no ModbusBank " + name + "; bind one");
        }
        return bean;
    }

    private static String text(CamelContext context, String option) {
        try (InputStream in = ResourceHelper.resolveMandatoryResourceAsInputStream(context, option)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) {
                throw new IllegalArgumentException(OPTION + option + ": the file exceeds " + MAX_OCTETS + " octets");
            }
            return new String(octets, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    OPTION + option + " cannot be read: " + e.getMessage() + "; give a file that exists", e);
        }
    }

    private static String fileName(String option) {
        String path = option.substring(option.indexOf(':') + 1);
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
