package io.camelmcp.component.modbus.tags;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The blocks in which the tags of one unit are read: cut when they are refused, and put together again when they are not. */
final class UnitBlocks implements Iterable<TagBlock> {

    private static final long SOONEST_NANOS = 60_000_000_000L;
    private static final long FIRST_WAIT_NANOS = 5 * SOONEST_NANOS;
    private static final long MOST_WAIT_NANOS = 16 * FIRST_WAIT_NANOS;

    private final TagPollerOptions options;
    private final List<TagBlock> blocks;

    UnitBlocks(Collection<PointState> points, TagPollerOptions options) {
        this.options = options;
        this.blocks = BlockPlanner.plan(points, options);
    }

    @Override
    public Iterator<TagBlock> iterator() {
        return blocks.iterator();
    }

    /** Lets another block be the first to be asked. */
    void toTheEnd(TagBlock block) {
        if (blocks.remove(block)) {
            blocks.add(block);
        }
    }

    void replace(TagBlock block, List<TagBlock> halves) {
        blocks.remove(block);
        blocks.addAll(halves);
    }

    /**
     * Splitting leaves many small blocks. Once it is known which tags are bad, the others are put together around them; when some
     * come back, they join; and what was cut without a bad tag is tried as a whole from time to time.
     */
    void regroup(long now) {
        Map<TagBlock.Origin, List<TagBlock>> cut = new IdentityHashMap<>();
        for (TagBlock block : blocks) {
            if (block.origin != null) {
                cut.computeIfAbsent(block.origin, o -> new ArrayList<>()).add(block);
            }
        }
        cut.forEach((origin, parts) -> {
            if (parts.stream().allMatch(part -> part.settled)) {
                settled(origin, parts, now);
            }
        });
    }

    private void settled(TagBlock.Origin origin, List<TagBlock> parts, long now) {
        int bad = 0;
        for (TagBlock part : parts) {
            bad += part.bad ? part.points.size() : 0;
        }
        if (bad < origin.bad && origin.joined && now - origin.joinedAt < SOONEST_NANOS) {
            // a tag that comes and goes must not have its block cut again and again
            return;
        }
        boolean found = bad > origin.bad;
        if (bad != origin.bad) {
            origin.joined |= !found;
            origin.joinedAt = found ? origin.joinedAt : now;
            origin.bad = bad;
            join(origin, parts);
        } else if (origin.cut) {
            // not a tag is what the device refuses, but the number of them, or a gap; or it was noise
            origin.waitNanos =
                    origin.waitNanos == 0 ? FIRST_WAIT_NANOS : Math.min(2 * origin.waitNanos, MOST_WAIT_NANOS);
            origin.retryAt = now + origin.waitNanos;
            origin.waiting = true;
        } else if (!origin.waiting) {
            origin.waitNanos = 0;
        } else if (now - origin.retryAt >= 0) {
            origin.waiting = false;
            join(origin, parts);
        }
        origin.cut = false;
    }

    private void join(TagBlock.Origin origin, List<TagBlock> parts) {
        Set<TagBlock> old = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<PointState> bad = Collections.newSetFromMap(new IdentityHashMap<>());
        for (TagBlock part : parts) {
            if (part.bad) {
                bad.addAll(part.points);
            } else {
                old.add(part);
            }
        }
        List<PointState> good =
                origin.points.stream().filter(point -> !bad.contains(point)).toList();
        TagArea area = parts.get(0).area;
        List<TagBlock> around =
                blocks.stream().filter(block -> block.bad && block.area == area).toList();
        blocks.removeIf(old::contains);
        blocks.addAll(BlockPlanner.plan(good, options.maxQuantity(area), options.maxGap(), around, origin));
    }
}
