package io.camelmcp.component.modbus.tags;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts tags of a unit together so that few requests read them all. No tag is read in two parts. */
final class BlockPlanner {

    private BlockPlanner() {}

    /**
     * Blocks for tags of one unit.
     *
     * @throws IllegalArgumentException if a tag alone is longer than what a request may read
     */
    static List<TagBlock> plan(Collection<PointState> points, TagPollerOptions options) {
        Map<TagArea, List<PointState>> areas = new EnumMap<>(TagArea.class);
        for (PointState point : points) {
            areas.computeIfAbsent(point.tag.area(), area -> new ArrayList<>()).add(point);
        }
        List<TagBlock> blocks = new ArrayList<>();
        areas.forEach((area, inArea) -> {
            inArea.sort(Comparator.comparingInt((PointState point) -> point.tag.address())
                    .thenComparingInt(point -> point.tag.end()));
            blocks.addAll(plan(inArea, options.maxQuantity(area), options.maxGap(), List.of(), null));
        });
        return blocks;
    }

    /**
     * Blocks for tags of one area.
     *
     * @param points sorted by address
     * @param around blocks whose addresses none of the new ones may read
     */
    static List<TagBlock> plan(
            List<PointState> points,
            int maxQuantity,
            int maxGap,
            List<TagBlock> around,
            TagBlock.@Nullable Origin origin) {
        List<TagBlock> blocks = new ArrayList<>();
        List<PointState> members = new ArrayList<>();
        int start = 0;
        int end = 0;
        for (PointState point : points) {
            Tag tag = point.tag;
            if (tag.quantity() > maxQuantity) {
                throw new IllegalArgumentException(
                        "tag " + tag.name() + " takes " + tag.quantity() + " registers, more than maxQuantity="
                                + maxQuantity + "; make it shorter, or raise maxQuantity");
            }
            int newEnd = Math.max(end, tag.end());
            boolean fits = !members.isEmpty()
                    && tag.address() - end <= maxGap
                    && newEnd - start <= maxQuantity
                    && !touches(around, start, newEnd);
            if (!fits) {
                addTo(blocks, members, origin);
                members = new ArrayList<>();
                start = tag.address();
                newEnd = tag.end();
            }
            members.add(point);
            end = newEnd;
        }
        addTo(blocks, members, origin);
        return blocks;
    }

    private static void addTo(List<TagBlock> blocks, List<PointState> members, TagBlock.@Nullable Origin origin) {
        if (!members.isEmpty()) {
            blocks.add(new TagBlock(members, origin));
        }
    }

    private static boolean touches(List<TagBlock> around, int start, int end) {
        for (TagBlock block : around) {
            if (block.address < end && start < block.end()) {
                return true;
            }
        }
        return false;
    }
}
