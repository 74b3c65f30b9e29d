package io.camelmcp.yaml;

import java.util.BitSet;
import java.util.List;

/** Numbers and ranges of them in a YAML file: {@code 7}, {@code 10-19}, {@code [1, 0x10-0x1F]}. */
public final class NumberRanges {

    private NumberRanges() {}

    /**
     * The numbers that a value names.
     *
     * @param most largest number that is possible; 0 is the smallest
     * @throws YamlException if it names others, or none
     */
    public static BitSet of(YamlValue value, int most) {
        BitSet numbers = new BitSet();
        List<YamlValue> parts = value.isList() ? value.asList() : List.of(value);
        for (YamlValue part : parts) {
            add(part, part.asString(), most, numbers);
        }
        return numbers;
    }

    /**
     * The numbers that a text names.
     *
     * @param place what errors are about
     */
    public static BitSet of(YamlValue place, String text, int most) {
        BitSet numbers = new BitSet();
        add(place, text, most, numbers);
        return numbers;
    }

    private static void add(YamlValue place, String text, int most, BitSet numbers) {
        String[] ends = text.trim().split("\\s*-\\s*", -1);
        try {
            int first = WholeNumbers.parseInt(ends[0]);
            int last = ends.length == 1 ? first : WholeNumbers.parseInt(ends[1]);
            if (ends.length <= 2 && first >= 0 && last <= most && first <= last) {
                numbers.set(first, last + 1);
                return;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw place.error(text + " is neither a number of 0.." + most + " nor a range of them, such as 10-19");
    }
}
