package io.camelmcp.component.modbus.roles;

import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.component.modbus.ModbusTable;
import io.camelmcp.yaml.NumberRanges;
import io.camelmcp.yaml.WholeNumbers;
import io.camelmcp.yaml.YamlFile;
import io.camelmcp.yaml.YamlMap;
import io.camelmcp.yaml.YamlValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rules of roles:
 *
 * <pre>{@code
 * roles:
 *   operator:
 *     - functions: [read]
 *     - functions: [WRITE_SINGLE_REGISTER, 0x10]
 *       units: [1, 10-19]
 *       ranges: {holding: 0-99}
 *   none:
 *     - functions: [READ_INPUT_REGISTERS]
 * }</pre>
 */
public final class RolesFile {

    private static final String NO_ROLE = "none";
    private static final String ANY_ROLE = "*";
    private static final int MAX_UNIT = 255;
    private static final int MAX_ADDRESS = 65_535;
    private static final int MAX_FUNCTION = 127;

    /** 08 is in neither: what it does depends on its sub-function. */
    private static final int[] READ = {0x01, 0x02, 0x03, 0x04, 0x07, 0x0B, 0x0C, 0x11, 0x14, 0x18, 0x2B};

    private static final int[] WRITE = {0x05, 0x06, 0x0F, 0x10, 0x15, 0x16, 0x17};

    private RolesFile() {}

    /**
     * Reads a text.
     *
     * @param file name that errors begin with
     * @throws io.camelmcp.yaml.YamlException if something is wrong; it names the line
     */
    public static RoleRules read(String file, String text) {
        YamlMap roles = YamlFile.read(file, text).asMap("roles").get("roles").asMap();
        Map<String, List<RoleRule>> byRole = new HashMap<>();
        for (String role : roles.keys()) {
            byRole.put(role, rules(roles.get(role)));
        }
        List<RoleRule> anyRole = removed(byRole, ANY_ROLE);
        List<RoleRule> noRole = removed(byRole, NO_ROLE);
        return new RoleRules(Map.copyOf(byRole), anyRole, noRole);
    }

    private static List<RoleRule> removed(Map<String, List<RoleRule>> byRole, String name) {
        List<RoleRule> rules = byRole.remove(name);
        return rules == null ? List.of() : rules;
    }

    private static List<RoleRule> rules(YamlValue role) {
        List<RoleRule> rules = new ArrayList<>();
        for (YamlValue rule : role.asList()) {
            YamlMap entries = rule.asMap("functions", "units", "ranges");
            YamlValue units = entries.find("units");
            rules.add(new RoleRule(
                    functions(entries.get("functions")),
                    units == null ? null : NumberRanges.of(units, MAX_UNIT),
                    ranges(entries.find("ranges"))));
        }
        return List.copyOf(rules);
    }

    private static @Nullable Map<ModbusTable, BitSet> ranges(@Nullable YamlValue value) {
        if (value == null) {
            return null;
        }
        Map<ModbusTable, BitSet> ranges = new EnumMap<>(ModbusTable.class);
        YamlMap areas = value.asMap("coils", "discrete", "input", "holding");
        for (String area : areas.keys()) {
            ranges.put(ModbusTable.valueOf(area), NumberRanges.of(areas.get(area), MAX_ADDRESS));
        }
        return ranges;
    }

    private static BitSet functions(YamlValue value) {
        BitSet functions = new BitSet();
        List<YamlValue> names = value.isList() ? value.asList() : List.of(value);
        for (YamlValue name : names) {
            add(name, functions);
        }
        return functions;
    }

    private static void add(YamlValue value, BitSet functions) {
        String name = value.asString();
        switch (name) {
            case "all" -> functions.set(1, MAX_FUNCTION + 1);
            case "read" -> set(functions, READ);
            case "write" -> set(functions, WRITE);
            default -> functions.set(function(value, name));
        }
    }

    private static void set(BitSet functions, int... numbers) {
        for (int number : numbers) {
            functions.set(number);
        }
    }

    private static int function(YamlValue value, String name) {
        for (int function = 1; function <= MAX_FUNCTION; function++) {
            if (ModbusFunction.name(function).equals(name.toUpperCase(Locale.ROOT))) {
                return function;
            }
        }
        try {
            int function = WholeNumbers.parseInt(name);
            if (function >= 1 && function <= MAX_FUNCTION) {
                return function;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw value.error(
                name + " is no function; use read, write, all, a name such as READ_COILS, or a number of 1..127");
    }
}
