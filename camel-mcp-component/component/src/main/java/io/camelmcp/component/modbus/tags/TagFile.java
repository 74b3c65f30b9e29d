package io.camelmcp.component.modbus.tags;

import io.camelmcp.yaml.YamlFile;
import io.camelmcp.yaml.YamlMap;
import io.camelmcp.yaml.YamlValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads tags from YAML: {@code defaults:} for all, and a list {@code tags:}. docs/modbus.md says what each key means.
 *
 * <pre>{@code
 * defaults: {area: holding, byteOrder: CDAB}
 * tags:
 *   - {name: flow, address: 100, type: int16, scale: 0.1, unit: m3/h}
 *   - {name: pump, area: coils, address: 3, writable: true}
 *   - {name: total, notation: modicon, address: 400201, type: uint32}
 * }</pre>
 */
public final class TagFile {

    private static final String[] DEFAULTS = {
        "unitId", "area", "notation", "type", "byteOrder", "scale", "offset", "writable", "deadband", "maxAge", "period"
    };
    private static final String[] KEYS = Stream.concat(
                    Stream.of("name", "address", "bit", "length", "octets", "unit", "description"), Stream.of(DEFAULTS))
            .toArray(String[]::new);
    private static final Map<String, ByteOrder> ORDERS = Map.ofEntries(
            Map.entry("AB", ByteOrder.ABCD),
            Map.entry("BA", ByteOrder.BADC),
            Map.entry("ABCD", ByteOrder.ABCD),
            Map.entry("BADC", ByteOrder.BADC),
            Map.entry("CDAB", ByteOrder.CDAB),
            Map.entry("DCBA", ByteOrder.DCBA),
            Map.entry("ABCDEFGH", ByteOrder.ABCD),
            Map.entry("BADCFEHG", ByteOrder.BADC),
            Map.entry("GHEFCDAB", ByteOrder.CDAB),
            Map.entry("HGFEDCBA", ByteOrder.DCBA));

    private final @Nullable YamlMap defaults;

    private TagFile(@Nullable YamlMap defaults) {
        this.defaults = defaults;
    }

    /**
     * Reads a file.
     *
     * @param file name that errors begin with
     * @throws io.camelmcp.yaml.YamlException names file, line, key, value and way out
     */
    public static TagList read(String file, String text) {
        YamlMap root = YamlFile.read(file, text).asMap("defaults", "tags");
        YamlValue defaults = root.find("defaults");
        List<YamlValue> items = root.get("tags").asList();
        if (items.isEmpty() || items.size() > TagList.MAX_TAGS) {
            throw root.get("tags").error("tags holds " + items.size() + ", not 1.." + TagList.MAX_TAGS);
        }
        TagFile reader = new TagFile(defaults == null ? null : defaults.asMap(DEFAULTS));
        List<Tag> tags = new ArrayList<>(items.size());
        Map<String, Integer> lines = new HashMap<>();
        for (YamlValue item : items) {
            Tag tag = reader.tag(item.asMap(KEYS));
            Integer before = lines.put(tag.name(), item.line());
            if (before != null) {
                throw item.error("name=" + tag.name() + " stands in line " + before + " already; rename one");
            }
            tags.add(tag);
        }
        return new TagList(tags);
    }

    private Tag tag(YamlMap map) {
        String name = map.string("name");
        Place place = place(map);
        TagType type = type(map, place.area);
        // what does not fit a kind of tag is wrong in the tag itself, and no more than left out in the defaults
        boolean number = type.isNumber();
        Tag.Builder tag = Tag.builder(name, place.area, place.address, type)
                .unitId(
                        value(map, "unitId") == null
                                ? null
                                : require(map, "unitId").asInt(0, 255))
                .bit(map.integer("bit", 0, 15, -1))
                .octets(octets(map))
                .byteOrder(order(map, type))
                .unit(map.stringOr("unit", null))
                .writable(writable(map, place.area))
                .maxAge(durationOf(map, "maxAge"))
                .period(durationOf(map, "period"))
                .description(map.stringOr("description", null));
        if (number || map.has("scale")) {
            tag.scale(decimal(map, "scale", BigDecimal.ONE));
        }
        if (number || map.has("offset")) {
            tag.offset(decimal(map, "offset", BigDecimal.ZERO));
        }
        YamlValue deadband = value(map, "deadband");
        if (deadband != null && (number || map.has("deadband"))) {
            tag.deadband(checked(deadband, () -> Deadband.parse(deadband.asString())));
        }
        try {
            return tag.build();
        } catch (IllegalArgumentException e) {
            throw map.error(String.valueOf(e.getMessage()));
        }
    }

    private record Place(TagArea area, int address) {}

    private Place place(YamlMap map) {
        YamlValue notation = value(map, "notation");
        String text = notation == null ? "zero" : notation.asString().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "zero" -> {
                YamlValue area = value(map, "area");
                if (area == null) {
                    throw map.error("area is missing; add coils, discrete, input or holding");
                }
                yield new Place(area(area), map.integer("address", 0, 65535));
            }
            case "modicon", "4xxxx" -> modicon(map);
            default ->
                throw Objects.requireNonNull(notation)
                        .error(
                                "notation=" + text
                                        + " is not zero (addresses from 0) or modicon (40001, 400001: the first digit is the table)");
        };
    }

    private static TagArea area(YamlValue value) {
        String text = value.asString().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "coils", "coil" -> TagArea.COILS;
            case "discrete" -> TagArea.DISCRETE;
            case "input" -> TagArea.INPUT;
            case "holding" -> TagArea.HOLDING;
            default -> throw value.error("area=" + text + " is not coils, discrete, input or holding");
        };
    }

    private static Place modicon(YamlMap map) {
        YamlValue value = map.get("address");
        String text = value.asString();
        boolean digits =
                text.length() >= 5 && text.length() <= 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(text.substring(1)) : 0;
        if (number < 1 || number > 65536) {
            throw value.error("address=" + text
                    + " is not of notation modicon: 5 or 6 digits, the first of them 0 (coils), 1 (discrete), 3 (input) or"
                    + " 4 (holding), the others from 1 to 9999 or 65536, as in 40001");
        }
        for (TagArea area : TagArea.values()) {
            if (area.digit() == text.charAt(0) - '0') {
                YamlValue own = map.find("area");
                if (own != null && area(own) != area) {
                    throw own.error("area contradicts address=" + text + "; remove area");
                }
                return new Place(area, number - 1);
            }
        }
        throw value.error("address=" + text + " begins with none of 0 (coils), 1 (discrete), 3 (input), 4 (holding)");
    }

    private TagType type(YamlMap map, TagArea area) {
        if (area.isBits() && !map.has("type")) {
            return TagType.BIT;
        }
        YamlValue value = value(map, "type");
        if (value == null) {
            if (map.has("bit")) {
                return TagType.BIT;
            }
            throw map.error("type is missing; add one, such as uint16");
        }
        String text = value.asString();
        if (text.equalsIgnoreCase("bcd")) {
            return TagType.BCD16;
        }
        // a bit number says enough, whatever the others of the file are
        return map.has("bit") && !map.has("type") ? TagType.BIT : value.asEnum(TagType.class);
    }

    private static int octets(YamlMap map) {
        YamlValue length = map.find("length");
        YamlValue octets = map.find("octets");
        if (length != null && octets != null) {
            throw octets.error("length (registers) and octets are both set; remove one");
        }
        if (length != null) {
            return 2 * length.asInt(1, 125);
        }
        return octets == null ? 0 : octets.asInt(1, 250);
    }

    private @Nullable ByteOrder order(YamlMap map, TagType type) {
        boolean single = type.registers() == 1;
        YamlValue value = single ? map.find("byteOrder") : value(map, "byteOrder");
        if (value == null) {
            return null;
        }
        ByteOrder order = ORDERS.get(value.asString().toUpperCase(Locale.ROOT));
        if (order == null) {
            throw value.error(
                    "byteOrder=" + value.asString()
                            + " is not one of ABCD, BADC, CDAB, DCBA; for 8 octets ABCDEFGH, BADCFEHG, GHEFCDAB, HGFEDCBA; for 2 AB, BA");
        }
        return order;
    }

    private boolean writable(YamlMap map, TagArea area) {
        YamlValue own = map.find("writable");
        if (own != null) {
            return own.asBoolean();
        }
        return area.isWritable() && defaults != null && defaults.bool("writable", false);
    }

    private @Nullable Duration durationOf(YamlMap map, String key) {
        YamlValue value = value(map, key);
        return value == null ? null : value.asDuration();
    }

    private BigDecimal decimal(YamlMap map, String key, BigDecimal otherwise) {
        YamlValue value = value(map, key);
        return value == null ? otherwise : value.asDecimal();
    }

    private YamlValue require(YamlMap map, String key) {
        return Objects.requireNonNull(value(map, key));
    }

    private @Nullable YamlValue value(YamlMap map, String key) {
        YamlValue own = map.find(key);
        return own != null || defaults == null ? own : defaults.find(key);
    }

    private static <T> T checked(YamlValue value, java.util.function.Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw value.error(String.valueOf(e.getMessage()));
        }
    }
}
