package io.camelmcp.component.modbus;

import io.camelmcp.yaml.YamlException;
import io.camelmcp.yaml.YamlFile;
import io.camelmcp.yaml.YamlMap;
import io.camelmcp.yaml.YamlValue;
import java.util.List;
import java.util.Locale;

/**
 * Reads a {@link RegisterBank} from a file: its units, the addresses that they have, and first values. YAML:
 *
 * <pre>{@code
 * unknownUnit: silent              # no answer; exception (0A) unless it is said
 * units:
 *   1:                             # 0..255, or any: each unit without an entry of its own
 *     coils:
 *       - 0-99                     # addresses that exist, all else is exception 02
 *     holding:
 *       - {address: 0-99, readOnly: true, values: [1, 0x10, -5]}
 *       - {address: 100, values: ["float32:21.5", "string:ACME"]}
 *     serverId: {id: 7, running: true, text: Pump}
 *     identification: {vendorName: ACME, productCode: P1, revision: "2.0", 128: blue}
 *     files: {4: {records: 100, values: [1, 2]}}
 *     fifo: {1246: [440, 4740]}
 *     exceptionStatus: 16          # first of eight coils
 * }</pre>
 *
 * CSV: {@code unit,area,address,values…}, where the areas have the names above.
 */
public final class BankFile {

    private static final String[] TABLES = {"coils", "discrete", "holding", "input"};
    private static final String[] UNIT_KEYS = {
        "coils",
        "discrete",
        "holding",
        "input",
        BankBuilder.SERVER_ID,
        BankBuilder.IDENTIFICATION,
        BankBuilder.FILES,
        BankBuilder.FIFO,
        BankBuilder.EXCEPTION_STATUS
    };

    private BankFile() {}

    /**
     * Reads a file.
     *
     * @param name its name, which says whether it is CSV ({@code .csv}) or YAML, and stands in front of each failure
     * @param text all of it
     * @throws IllegalArgumentException if it has an error: {@code bank.yaml:12: what, and what to do}
     */
    public static RegisterBank read(String name, String text) {
        return name.toLowerCase(Locale.ROOT).endsWith(".csv")
                ? BankCsv.read(name, text)
                : readYaml(YamlFile.read(name, text));
    }

    private static RegisterBank readYaml(YamlValue file) {
        YamlMap root = file.asMap("unknownUnit", "units");
        BankBuilder bank = new BankBuilder();
        YamlValue unknown = root.find("unknownUnit");
        if (unknown != null) {
            bank.silent(
                    switch (unknown.asString()) {
                        case "silent" -> true;
                        case "exception" -> false;
                        default ->
                            throw unknown.error("unknownUnit=" + unknown.asString() + " is not silent or exception");
                    });
        }
        YamlValue list = root.get("units");
        YamlMap units = list.asMap();
        for (String id : units.keys()) {
            YamlValue value = units.get(id);
            at(value, () -> readUnit(bank.unit(id), value.asMap(UNIT_KEYS)));
        }
        RegisterBank[] built = new RegisterBank[1];
        at(list, () -> built[0] = bank.build());
        return built[0];
    }

    private static void readUnit(BankBuilder.Unit unit, YamlMap map) {
        for (String name : TABLES) {
            for (YamlValue entry : map.list(name)) {
                at(entry, () -> readRange(unit, ModbusTable.of(name), entry));
            }
        }
        if (map.has(BankBuilder.SERVER_ID)) {
            YamlMap id = map.map(BankBuilder.SERVER_ID, "id", "running", "text");
            String text = String.valueOf(id.stringOr("text", ""));
            at(
                    map.get(BankBuilder.SERVER_ID),
                    () -> unit.serverId(id.integer("id", 0, 255, 1), id.bool("running", true), text));
        }
        if (map.has(BankBuilder.IDENTIFICATION)) {
            YamlMap objects = map.map(BankBuilder.IDENTIFICATION);
            for (String object : objects.keys()) {
                at(objects.get(object), () -> unit.identification(object, objects.string(object)));
            }
        }
        if (map.has(BankBuilder.FILES)) {
            YamlMap files = map.map(BankBuilder.FILES);
            for (String number : files.keys()) {
                at(files.get(number), () -> readFile(unit, number, files.get(number)));
            }
        }
        if (map.has(BankBuilder.FIFO)) {
            YamlMap queues = map.map(BankBuilder.FIFO);
            for (String address : queues.keys()) {
                at(
                        queues.get(address),
                        () -> unit.fifo(
                                AddressRanges.Range.parse(address).first(),
                                texts(queues.get(address).asList())));
            }
        }
        YamlValue status = map.find(BankBuilder.EXCEPTION_STATUS);
        if (status != null) {
            unit.exceptionStatus(status.asInt(0, 0xFFFF));
        }
    }

    private static void readRange(BankBuilder.Unit unit, ModbusTable table, YamlValue entry) {
        if (!entry.isMap()) {
            unit.range(table, entry.asString(), false, List.of());
            return;
        }
        YamlMap map = entry.asMap("address", "readOnly", "values");
        unit.range(table, map.string("address"), map.bool("readOnly", false), texts(map.list("values")));
    }

    private static void readFile(BankBuilder.Unit unit, String number, YamlValue file) {
        int id = AddressRanges.Range.parse(number).first();
        if (file.isList()) {
            unit.file(id, 0, 0, texts(file.asList()));
        } else {
            YamlMap map = file.asMap("records", "values");
            unit.file(id, 0, map.integer("records", 1, 10_000, 0), texts(map.list("values")));
        }
    }

    private static List<String> texts(List<YamlValue> values) {
        return values.stream().map(YamlValue::asString).toList();
    }

    /** Adds the line to what fails. */
    private static void at(YamlValue place, Runnable action) {
        try {
            action.run();
        } catch (YamlException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw place.error(String.valueOf(e.getMessage()));
        }
    }
}
