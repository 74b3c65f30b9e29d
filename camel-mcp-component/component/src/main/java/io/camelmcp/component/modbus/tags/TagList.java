package io.camelmcp.component.modbus.tags;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a device, each name once. As a bean of the registry it serves {@code tags=#bean:name}.
 *
 * @param tags 1..{@value #MAX_TAGS}
 */
public record TagList(List<Tag> tags) {

    static final int MAX_TAGS = 100_000;

    /**
     * A checked list.
     *
     * @throws IllegalArgumentException if there is no tag, there are too many, or a name comes twice
     */
    public TagList {
        tags = List.copyOf(tags);
        if (tags.isEmpty() || tags.size() > MAX_TAGS) {
            throw new IllegalArgumentException(tags.size() + " tags are not in 1.." + MAX_TAGS);
        }
        Map<String, Tag> names = new LinkedHashMap<>();
        for (Tag tag : tags) {
            if (names.put(tag.name(), tag) != null) {
                throw new IllegalArgumentException("tag " + tag.name() + " comes twice; rename one");
            }
        }
    }

    public static TagList of(Tag... tags) {
        return new TagList(List.of(tags));
    }

    /**
     * The tags ready to be read and written, with what they leave open.
     *
     * @param unitId       of tags without one
     * @param byteOrder    of tags without one
     * @param periodMillis of tags without one
     */
    public List<TagPoint> resolve(int unitId, ByteOrder byteOrder, long periodMillis) {
        List<TagPoint> points = new ArrayList<>(tags.size());
        for (Tag tag : tags) {
            points.add(new TagPoint(
                    tag,
                    or(tag.unitId(), unitId),
                    order(tag, byteOrder),
                    tag.period() == null ? periodMillis : tag.period().toMillis()));
        }
        return points;
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }

    // the order of a device says how registers are put together, and devices that differ in one alone are rare
    private static ByteOrder order(Tag tag, ByteOrder otherwise) {
        ByteOrder own = tag.byteOrder();
        if (own != null) {
            return own;
        }
        return tag.quantity() == 1 && !tag.type().hasLength() ? ByteOrder.ABCD : otherwise;
    }
}
