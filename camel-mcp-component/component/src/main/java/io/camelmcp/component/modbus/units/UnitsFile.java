package io.camelmcp.component.modbus.units;

import io.camelmcp.yaml.NumberRanges;
import io.camelmcp.yaml.YamlFile;
import io.camelmcp.yaml.YamlMap;
import io.camelmcp.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads where units are:
 *
 * <pre>{@code
 * local: [0, 255]
 * defaults: {timeout: 1s}
 * units:
 *   2: {host: 10.0.0.7}
 *   10-19: {host: converter, port: 4001, protocol: modbusRtu, requestPause: 20ms}
 *   "*": {host: 10.0.0.8, unitId: 1}
 * }</pre>
 */
public final class UnitsFile {

    private static final String REST = "*";
    private static final int MAX_UNIT = 255;
    private static final String[] KEYS = {
        "host",
        "port",
        "protocol",
        "unitId",
        "timeout",
        "window",
        "requestPause",
        "connectPause",
        "maxWaiting",
        "maxWait",
        "retryDelay",
        "retryMaxDelay"
    };

    private enum Wire {
        modbusTcp,
        modbusRtu
    }

    /** What an entry says, before it is known for which units. */
    private record Entry(UnitDevice device, @Nullable Integer unitId, UnitTarget pattern) {
        UnitTarget of(int unit) {
            return new UnitTarget(
                    device,
                    unitId == null ? unit : unitId,
                    pattern.timeout(),
                    pattern.retryDelay(),
                    pattern.retryMaxDelay());
        }
    }

    private final @Nullable YamlMap defaults;
    private final Map<Integer, YamlValue> places = new HashMap<>();
    private final Map<String, YamlValue> devicePlaces = new HashMap<>();
    private final Map<String, UnitDevice> devices = new HashMap<>();

    private UnitsFile(@Nullable YamlMap defaults) {
        this.defaults = defaults;
    }

    /**
     * Reads a text.
     *
     * @param file name that errors begin with
     * @throws io.camelmcp.yaml.YamlException if something is wrong; it names the line
     */
    public static UnitMap read(String file, String text) {
        YamlMap root = YamlFile.read(file, text).asMap("local", "tcpBroadcast", "defaults", "units");
        YamlValue defaults = root.find("defaults");
        return new UnitsFile(defaults == null ? null : defaults.asMap(KEYS)).read(root);
    }

    private UnitMap read(YamlMap root) {
        YamlValue declared = root.find("local");
        BitSet local = new BitSet();
        if (declared == null) {
            local.set(0);
            local.set(MAX_UNIT);
        } else if (!declared.isList() || !declared.asList().isEmpty()) {
            local = NumberRanges.of(declared, MAX_UNIT);
        }
        Map<Integer, UnitTarget> targets = new HashMap<>();
        Collection<UnitTarget> broadcasts = new ArrayList<>();
        YamlMap units = root.map("units");
        Entry rest = null;
        for (String key : units.keys()) {
            YamlValue place = units.get(key);
            Entry entry = entry(place);
            if (key.equals(REST)) {
                rest = entry;
                broadcasts.add(entry.of(0));
            } else {
                BitSet named = NumberRanges.of(place, key, MAX_UNIT);
                put(named, entry, place, declared == null ? new BitSet() : local, targets);
                broadcast(named, entry, broadcasts);
            }
        }
        if (declared == null) {
            targets.keySet().forEach(local::clear);
        }
        if (rest != null) {
            for (int unit = 0; unit <= MAX_UNIT; unit++) {
                boolean silent = rest.device().rtu() && rest.of(unit).unitId() == 0;
                if (!local.get(unit) && !silent) {
                    targets.putIfAbsent(unit, rest.of(unit));
                }
            }
        }
        return new UnitMap(local, root.bool("tcpBroadcast", false), Map.copyOf(targets), once(broadcasts));
    }

    private void put(BitSet named, Entry entry, YamlValue place, BitSet local, Map<Integer, UnitTarget> targets) {
        named.stream().forEach(unit -> {
            YamlValue before = places.put(unit, place);
            if (before != null) {
                throw place.error("unit " + unit + " stands in line " + before.line() + " already; remove one");
            }
            if (local.get(unit)) {
                throw place.error("unit " + unit + " is local too; remove it here or from local");
            }
            UnitTarget target = entry.of(unit);
            if (target.device().rtu() && target.unitId() == 0) {
                throw place.error("unit 0 is the broadcast of modbusRtu, which nobody answers; set unitId");
            }
            targets.put(unit, target);
        });
    }

    /** Entries of one device may differ in their times. */
    private static List<UnitTarget> once(Collection<UnitTarget> targets) {
        record Place(UnitDevice device, int unitId) {}
        Map<Place, UnitTarget> places = new LinkedHashMap<>();
        targets.forEach(target -> places.putIfAbsent(new Place(target.device(), target.unitId()), target));
        return List.copyOf(places.values());
    }

    /** On an RTU line one broadcast reaches all; to a device that speaks TCP each unit is a request. */
    private static void broadcast(BitSet named, Entry entry, Collection<UnitTarget> broadcasts) {
        if (entry.device().rtu()) {
            broadcasts.add(new Entry(entry.device(), 0, entry.pattern()).of(0));
        } else {
            named.stream().forEach(unit -> broadcasts.add(entry.of(unit)));
        }
    }

    private Entry entry(YamlValue place) {
        YamlMap map = place.asMap(KEYS);
        YamlValue host = find(map, "host");
        if (host == null) {
            throw place.error("host is missing; add it here or to defaults");
        }
        boolean rtu = enumOr(map, Wire.modbusTcp) == Wire.modbusRtu;
        int window = integer(map, "window", 1, 64, 1);
        if (rtu && window > 1) {
            throw place.error("window=" + window + " is not possible with modbusRtu, whose answers have no number");
        }
        UnitDevice device = new UnitDevice(
                host.asString(),
                integer(map, "port", 1, 65_535, 502),
                rtu,
                window,
                duration(map, "requestPause", Duration.ZERO),
                duration(map, "connectPause", Duration.ZERO),
                integer(map, "maxWaiting", 1, 10_000, 256),
                duration(map, "maxWait", Duration.ofSeconds(5)));
        check(device, place);
        YamlValue unitId = find(map, "unitId");
        Duration retryDelay = positive(map, "retryDelay", Duration.ofSeconds(1));
        Duration retryMaxDelay = positive(map, "retryMaxDelay", Duration.ofSeconds(30));
        if (retryMaxDelay.compareTo(retryDelay) < 0) {
            throw place.error("retryMaxDelay=" + retryMaxDelay.toMillis() + "ms is below retryDelay="
                    + retryDelay.toMillis() + "ms");
        }
        return new Entry(
                device,
                unitId == null ? null : (Integer) unitId.asInt(0, MAX_UNIT),
                new UnitTarget(device, 0, positive(map, "timeout", Duration.ofSeconds(3)), retryDelay, retryMaxDelay));
    }

    /** All entries of a device share its connection. */
    private void check(UnitDevice device, YamlValue place) {
        UnitDevice before = devices.putIfAbsent(device.address(), device);
        YamlValue beforePlace = devicePlaces.putIfAbsent(device.address(), place);
        if (before != null && beforePlace != null && !Objects.equals(before, device)) {
            throw place.error("the connection to " + device.address() + " is that of line " + beforePlace.line()
                    + ": protocol, window, requestPause, connectPause, maxWaiting and maxWait must be the same");
        }
    }

    private @Nullable YamlValue find(YamlMap map, String key) {
        YamlValue own = map.find(key);
        return own != null || defaults == null ? own : defaults.find(key);
    }

    private Wire enumOr(YamlMap map, Wire otherwise) {
        YamlValue value = find(map, "protocol");
        return value == null ? otherwise : value.asEnum(Wire.class);
    }

    private int integer(YamlMap map, String key, int least, int most, int otherwise) {
        YamlValue value = find(map, key);
        return value == null ? otherwise : value.asInt(least, most);
    }

    private Duration duration(YamlMap map, String key, Duration otherwise) {
        YamlValue value = find(map, key);
        return value == null ? otherwise : value.asDuration();
    }

    private Duration positive(YamlMap map, String key, Duration otherwise) {
        Duration duration = duration(map, key, otherwise);
        if (duration.isZero() || duration.compareTo(Duration.ofHours(1)) > 0) {
            YamlValue value = Objects.requireNonNull(find(map, key));
            throw value.error(key + "=" + value.asString() + " is not in 1ms..1h");
        }
        return duration;
    }
}
