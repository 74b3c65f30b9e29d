package io.camelmcp.component.modbus;

import io.camelmcp.yaml.WholeNumbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Addresses of one table, 0..65535, as ranges that neither overlap nor touch. Immutable. */
final class AddressRanges {

    static final AddressRanges NONE = new AddressRanges(List.of());
    static final AddressRanges ALL = new AddressRanges(List.of(new Range(0, RegisterBank.ADDRESSES - 1)));

    /** From first to last, both included. */
    record Range(int first, int last) {

        /**
         * Reads {@code 5}, {@code 0-99} or {@code 0x130-0x154}.
         *
         * @throws IllegalArgumentException if it is no range of addresses
         */
        static Range parse(String text) {
            int dash = text.indexOf('-', 1);
            int first = address(dash < 0 ? text : text.substring(0, dash));
            int last = dash < 0 ? first : address(text.substring(dash + 1));
            if (last < first) {
                throw new IllegalArgumentException(text.trim() + " ends before it begins");
            }
            return new Range(first, last);
        }

        private static int address(String text) {
            int address;
            try {
                address = WholeNumbers.parseInt(text.trim());
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        text.trim() + " is no address; write 100, 0x64 or a range 100-199", e);
            }
            if (address < 0 || address >= RegisterBank.ADDRESSES) {
                throw new IllegalArgumentException("address " + text.trim() + " is not in 0..65535");
            }
            return address;
        }

        int size() {
            return last - first + 1;
        }

        boolean overlaps(Range other) {
            return first <= other.last && other.first <= last;
        }
    }

    private final int[] firsts;
    private final int[] lasts;

    AddressRanges(List<Range> ranges) {
        List<Range> merged = new ArrayList<>();
        for (Range next :
                ranges.stream().sorted(Comparator.comparingInt(Range::first)).toList()) {
            Range before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (before != null && next.first() <= before.last() + 1) {
                merged.set(merged.size() - 1, new Range(before.first(), Math.max(before.last(), next.last())));
            } else {
                merged.add(next);
            }
        }
        firsts = merged.stream().mapToInt(Range::first).toArray();
        lasts = merged.stream().mapToInt(Range::last).toArray();
    }

    boolean isEmpty() {
        return firsts.length == 0;
    }

    /** Whether all of the addresses are there. */
    boolean contains(int address, int quantity) {
        int at = rangeAtOrBefore(address);
        return at >= 0 && address + quantity - 1 <= lasts[at];
    }

    /** Whether one of the addresses is there. */
    boolean touches(int address, int quantity) {
        int at = rangeAtOrBefore(address + quantity - 1);
        return at >= 0 && lasts[at] >= address;
    }

    /** What of the addresses is not there. */
    List<Range> missing(int address, int quantity) {
        List<Range> missing = new ArrayList<>();
        int next = address;
        int last = address + quantity - 1;
        for (int i = 0; i < firsts.length && firsts[i] <= last; i++) {
            if (lasts[i] >= next) {
                if (firsts[i] > next) {
                    missing.add(new Range(next, firsts[i] - 1));
                }
                next = lasts[i] + 1;
            }
        }
        if (next <= last) {
            missing.add(new Range(next, last));
        }
        return missing;
    }

    private int rangeAtOrBefore(int address) {
        int low = 0;
        int high = firsts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (firsts[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
