package io.camelmcp.component.modbus.tags;

import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One request that writes tags of one unit whose addresses follow each other, or bits of one register. */
final class TagWrite {

    /** A tag and what is to be written, as it reads back. */
    private static final class Item {
        final TagPoint point;
        final Object value;
        final int[] words;
        final int order;

        Item(TagPoint point, Object value, int[] words, int order) {
            this.point = point;
            this.value = value;
            this.words = words;
            this.order = order;
        }

        Tag tag() {
            return point.tag();
        }

        boolean isRegisterBit() {
            return tag().type() == TagType.BIT && !tag().area().isBits();
        }
    }

    private final List<Item> items = new ArrayList<>();
    private final boolean mask;

    private TagWrite(Item first) {
        items.add(first);
        mask = first.isRegisterBit();
    }

    /**
     * The requests that write some values. Tags whose addresses follow each other go together; the requests come in the order in
     * which the first of their tags stands in the map.
     *
     * @param points all tags by their names
     * @throws IllegalArgumentException if a name is unknown, a tag is not writable, a value does not fit, or two tags overlap;
     *                                  nothing is to be written then
     */
    static List<TagWrite> plan(Map<String, TagPoint> points, Map<String, ?> values) {
        List<Item> items = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        List<String> readOnly = new ArrayList<>();
        values.forEach((name, value) -> {
            TagPoint point = points.get(name);
            if (point == null) {
                unknown.add(name);
            } else if (!point.tag().writable()) {
                readOnly.add(name);
            } else if (unknown.isEmpty() && readOnly.isEmpty()) {
                items.add(item(point, value, items.size()));
            }
        });
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "no tag has the name " + String.join(", ", unknown) + "; nothing was written");
        }
        if (!readOnly.isEmpty()) {
            throw new IllegalArgumentException("not writable: " + String.join(", ", readOnly)
                    + "; nothing was written. Set writable: true in the tag if it may be written");
        }
        Map<Object, List<Item>> places = new LinkedHashMap<>();
        for (Item item : items) {
            places.computeIfAbsent(List.of(item.point.unitId(), item.tag().area()), p -> new ArrayList<>())
                    .add(item);
        }
        List<TagWrite> writes = new ArrayList<>();
        places.values().forEach(place -> writes.addAll(runs(place)));
        writes.sort(Comparator.comparingInt(TagWrite::order));
        return writes;
    }

    private static Item item(TagPoint point, Object value, int order) {
        TagCodec codec = point.codec();
        if (point.tag().type() == TagType.BIT) {
            boolean bit = codec.encodeBit(value);
            return new Item(point, bit, new int[] {bit ? 1 : 0}, order);
        }
        int[] words = codec.encode(value);
        return new Item(point, codec.decode(words, 0), words, order);
    }

    private static List<TagWrite> runs(List<Item> place) {
        List<Item> sorted = new ArrayList<>(place);
        sorted.sort(Comparator.comparingInt((Item item) -> item.tag().address())
                .thenComparingInt(item -> item.tag().bit()));
        List<TagWrite> runs = new ArrayList<>();
        TagWrite last = null;
        for (Item item : sorted) {
            if (last != null && last.takes(item)) {
                last.items.add(item);
            } else {
                last = new TagWrite(item);
                runs.add(last);
            }
        }
        return runs;
    }

    private boolean takes(Item next) {
        Item last = items.get(items.size() - 1);
        boolean sameRegister = last.tag().address() == next.tag().address();
        if (mask
                && next.isRegisterBit()
                && sameRegister
                && last.tag().bit() != next.tag().bit()) {
            return true;
        }
        if (next.tag().address() < last.tag().end()) {
            throw new IllegalArgumentException("tags " + last.point.name() + " and " + next.point.name()
                    + " overlap; write one of them. Nothing was written");
        }
        int most = last.tag().area().isBits() ? WriteMultipleCoils.MAX_QUANTITY : WriteMultipleRegisters.MAX_QUANTITY;
        return !mask
                && !next.isRegisterBit()
                && next.tag().address() == last.tag().end()
                && next.tag().end() - address() <= most;
    }

    private int order() {
        return items.stream().mapToInt(item -> item.order).min().orElse(0);
    }

    int unitId() {
        return items.get(0).point.unitId();
    }

    int address() {
        return items.get(0).tag().address();
    }

    boolean isMask() {
        return mask;
    }

    Collection<String> names() {
        return items.stream().map(item -> item.point.name()).toList();
    }

    /** What is written, by name, as it reads back. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        items.forEach(item -> values.put(item.point.name(), item.value));
        return values;
    }

    ModbusRequest request() {
        if (mask) {
            return maskWrite();
        }
        int[] words =
                items.stream().flatMapToInt(item -> Arrays.stream(item.words)).toArray();
        if (!items.get(0).tag().area().isBits()) {
            return words.length == 1
                    ? new WriteSingleRegister(address(), words[0])
                    : new WriteMultipleRegisters(address(), words);
        }
        boolean[] bits = new boolean[words.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = words[i] == 1;
        }
        return bits.length == 1 ? new WriteSingleCoil(address(), bits[0]) : new WriteMultipleCoils(address(), bits);
    }

    /** For a register of bits: leaves the other bits as they are. */
    MaskWriteRegister maskWrite() {
        int and = 0xFFFF;
        int or = 0;
        for (Item item : items) {
            int bit = 1 << item.tag().bit();
            and &= ~bit;
            or |= item.words[0] == 1 ? bit : 0;
        }
        return new MaskWriteRegister(address(), and, or);
    }
}
