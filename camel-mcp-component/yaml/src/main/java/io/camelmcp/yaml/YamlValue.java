package io.camelmcp.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A value of a YAML file, and where it stands. Each {@code as…} fails with a {@link YamlException} if it is no such thing. */
public final class YamlValue {

    private static final Pattern DURATION_PART = Pattern.compile("(\\d{1,12})(ms|s|m|h|d|)");
    private static final long MAX_DURATION_MILLIS = Duration.ofDays(3650).toMillis();

    private final String file;
    private final int line;
    private final String name;
    // String, List of YamlValue, or Map of String to YamlValue
    private final @Nullable Object content;

    YamlValue(String file, int line, String name, @Nullable Object content) {
        this.file = file;
        this.line = line;
        this.name = name;
        this.content = content;
    }

    /** Line where it begins, from 1. */
    public int line() {
        return line;
    }

    /** Key that it stands under; {@code key[2]} in a list; the file's name for the whole. */
    public String name() {
        return name;
    }

    public boolean isMap() {
        return content instanceof Map;
    }

    public boolean isList() {
        return content instanceof List;
    }

    /** An error about this value: {@code file:line: message}. */
    public YamlException error(String message) {
        return new YamlException(file, line, message);
    }

    /**
     * The map that this is.
     *
     * @param known the only keys that are allowed; none at all for any
     */
    @SuppressWarnings("unchecked")
    public YamlMap asMap(String... known) {
        if (!(content instanceof Map)) {
            throw error(name + " must be a map (key: value)" + found());
        }
        YamlMap map = new YamlMap(this, (Map<String, YamlValue>) content);
        if (known.length > 0) {
            map.allowOnly(Arrays.asList(known));
        }
        return map;
    }

    @SuppressWarnings("unchecked")
    public List<YamlValue> asList() {
        if (!(content instanceof List)) {
            throw error(name + " must be a list (- item)" + found());
        }
        return (List<YamlValue>) content;
    }

    /** Text as it stands there, numbers too. */
    public String asString() {
        if (content == null) {
            throw error(name + " has no value; give one, or remove the key");
        }
        if (!(content instanceof String text)) {
            throw error(name + " must be one value" + found());
        }
        return text;
    }

    /** A whole number of {@code least..most}, decimal or {@code 0x…}. */
    public int asInt(int least, int most) {
        String text = asString();
        long number;
        try {
            number = isHex(text) ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw error(name + "=" + text + " is not a whole number of " + least + ".." + most);
        }
        if (number < least || number > most) {
            throw error(name + "=" + text + " is not in " + least + ".." + most);
        }
        return (int) number;
    }

    private static boolean isHex(String text) {
        return text.regionMatches(true, 0, "0x", 0, 2);
    }

    /** A finite decimal number, as written. */
    public BigDecimal asDecimal() {
        String text = asString();
        try {
            BigDecimal number = new BigDecimal(text);
            if (Double.isInfinite(number.doubleValue())) {
                throw error(name + "=" + text + " is too large for a number");
            }
            return number;
        } catch (NumberFormatException e) {
            throw error(name + "=" + text + " is not a number; write it like 0.1 or -2e3");
        }
    }

    /** A finite number. */
    public double asDouble() {
        return asDecimal().doubleValue();
    }

    public boolean asBoolean() {
        String text = asString();
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw error(name + "=" + text + " must be true or false");
        };
    }

    /** A time of 0 to ten years: {@code 500ms}, {@code 5s}, {@code 1m30s}, {@code 2h}, {@code 1d}; a number alone is milliseconds. */
    public Duration asDuration() {
        String text = asString();
        Matcher part = DURATION_PART.matcher(text);
        long millis = 0;
        int end = 0;
        while (part.lookingAt()) {
            boolean isAlone = part.start() == 0 && part.end() == text.length();
            if (part.group(2).isEmpty() && !isAlone) {
                break;
            }
            end = part.end();
            millis += Math.min(MAX_DURATION_MILLIS, Long.parseLong(part.group(1))) * unitMillis(part.group(2));
            if (millis > MAX_DURATION_MILLIS) {
                throw error(name + "=" + text + " is longer than ten years");
            }
            part.region(end, text.length());
        }
        if (end == 0 || end < text.length()) {
            throw error(name + "=" + text + " is not a time; write it like 500ms, 5s or 1m");
        }
        return Duration.ofMillis(millis);
    }

    private static long unitMillis(String unit) {
        return switch (unit) {
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 1;
        };
    }

    /** One of the constants of an enum, by its name in any case. */
    public <E extends Enum<E>> E asEnum(Class<E> type) {
        String text = asString();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw error(name + "=" + text + " is not one of " + Arrays.toString(type.getEnumConstants()));
    }

    private String found() {
        if (content == null) {
            return ", and has no value";
        }
        return content instanceof String text
                ? ", found " + text
                : content instanceof List ? ", found a list" : ", found a map";
    }
}
