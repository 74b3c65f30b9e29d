package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.RtuLength;
import io.camelmcp.yaml.WholeNumbers;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * User-defined functions that an endpoint takes: {@code 0x41,100,0x42/8,0x43/5+2}. Behind the slash stands the length of a
 * whole RTU frame: 8 octets, or 5 octets and the byte count at offset 2. Immutable.
 */
public final class UserFunctions {

    public static final UserFunctions NONE = new UserFunctions(new TreeMap<>());

    private static final Pattern FORM =
            // a plus in the query of a URI arrives as a blank
            Pattern.compile("(0[xX][0-9a-fA-F]{1,2}|\\d{1,3})(?:/(\\d{1,3})(?:[+ ](\\d{1,3}))?)?");
    private static final int NO_COUNT = -1;

    private record Length(int octets, int byteCountAt) {}

    private final TreeMap<Integer, @Nullable Length> functions;

    private UserFunctions(TreeMap<Integer, @Nullable Length> functions) {
        this.functions = functions;
    }

    /**
     * Reads the text of the option {@code userFunctions}.
     *
     * @throws IllegalArgumentException if it is none; names the part, and what is possible
     */
    public static UserFunctions parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return NONE;
        }
        TreeMap<Integer, @Nullable Length> functions = new TreeMap<>();
        RtuLength lengths = RtuLength.REQUESTS;
        for (String part : text.split(",", -1)) {
            Matcher matcher = FORM.matcher(part.trim());
            if (!matcher.matches()) {
                throw bad(part, "is no function; write it like 0x41, 100, 0x42/8 or 0x43/5+2");
            }
            int function = WholeNumbers.parseInt(matcher.group(1));
            if (!ModbusFunction.isUserDefined(function)) {
                throw bad(part, "is not in 65..72 or 100..110, which the standard leaves to the user");
            }
            if (functions.containsKey(function)) {
                throw bad(part, "is there twice");
            }
            Length length = length(matcher);
            try {
                lengths = add(lengths, function, length);
            } catch (IllegalArgumentException e) {
                throw bad(part, String.valueOf(e.getMessage()));
            }
            functions.put(function, length);
        }
        return new UserFunctions(functions);
    }

    private static @Nullable Length length(Matcher matcher) {
        if (matcher.group(2) == null) {
            return null;
        }
        String count = matcher.group(3);
        return new Length(Integer.parseInt(matcher.group(2)), count == null ? NO_COUNT : Integer.parseInt(count));
    }

    private static RtuLength add(RtuLength lengths, int function, @Nullable Length length) {
        if (length == null) {
            return lengths;
        }
        return length.byteCountAt == NO_COUNT
                ? lengths.withFixed(function, length.octets)
                : lengths.withCounted(function, length.octets, length.byteCountAt);
    }

    private static IllegalArgumentException bad(String part, String why) {
        return new IllegalArgumentException("userFunctions: " + part.trim() + ": " + why);
    }

    public boolean isEmpty() {
        return functions.isEmpty();
    }

    /** The functions, 65..110. */
    public Set<Integer> codes() {
        return functions.keySet();
    }

    /** A table of lengths with those of the functions that say one. */
    public RtuLength addTo(RtuLength lengths) {
        RtuLength sum = lengths;
        for (var entry : functions.entrySet()) {
            sum = add(sum, entry.getKey(), entry.getValue());
        }
        return sum;
    }
}
