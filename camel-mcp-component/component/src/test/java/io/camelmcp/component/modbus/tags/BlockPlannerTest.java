package io.camelmcp.component.modbus.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockPlannerTest {

    private static final TagType[] TYPES = {TagType.UINT16, TagType.INT32, TagType.FLOAT64, TagType.BIT, TagType.STRING
    };

    private static TagPollerOptions options(int maxGap, int maxRegisters) {
        return new TagPollerOptions("p", Duration.ofSeconds(1), 1, maxGap, maxRegisters, false);
    }

    private static List<TagBlock> plan(int maxGap, int maxRegisters, Tag... tags) {
        return BlockPlanner.plan(states(List.of(tags)), options(maxGap, maxRegisters));
    }

    private static List<PointState> states(List<Tag> tags) {
        return new TagList(tags)
                .resolve(1, ByteOrder.ABCD, 1000).stream().map(PointState::new).toList();
    }

    private static Tag tag(TagArea area, int address, TagType type) {
        Tag.Builder tag = Tag.builder(area + "" + address + type, area, address, type);
        if (type == TagType.BIT && !area.isBits()) {
            tag.bit(address % 16);
        }
        return tag.octets(type == TagType.STRING ? 20 : 0).build();
    }

    @Test
    void gapThatMayBeReadAlongJoinsTags() {
        Tag a = tag(TagArea.HOLDING, 0, TagType.INT32);
        Tag b = tag(TagArea.HOLDING, 5, TagType.UINT16);

        assertThat(plan(3, 0, a, b)).singleElement().satisfies(block -> {
            assertThat(block.request.address()).isZero();
            assertThat(block.request.quantity()).isEqualTo(6);
        });
        assertThat(plan(2, 0, a, b)).hasSize(2);
    }

    @Test
    void tagThatDoesNotFitAnyRequestIsRefused() {
        assertThatThrownBy(() -> plan(0, 3, tag(TagArea.INPUT, 0, TagType.FLOAT64)))
                .hasMessage("tag INPUT0FLOAT64 takes 4 registers, more than maxQuantity=3; make it shorter, or raise"
                        + " maxQuantity");
    }

    @Test
    void bitsAreLimitedToSixteenTimesTheRegisters() {
        assertThat(plan(2000, 1, tag(TagArea.COILS, 0, TagType.BIT), tag(TagArea.COILS, 15, TagType.BIT)))
                .hasSize(1);
        assertThat(plan(2000, 1, tag(TagArea.COILS, 0, TagType.BIT), tag(TagArea.COILS, 16, TagType.BIT)))
                .hasSize(2);
        assertThat(plan(2000, 0, tag(TagArea.COILS, 0, TagType.BIT), tag(TagArea.COILS, 1999, TagType.BIT)))
                .hasSize(1);
        assertThat(plan(2000, 0, tag(TagArea.COILS, 0, TagType.BIT), tag(TagArea.COILS, 2000, TagType.BIT)))
                .hasSize(2);
    }

    @Test
    void everyTagIsInOneBlockAndBlocksKeepTheLimits() {
        Random random = new Random(4);
        for (int round = 0; round < 300; round++) {
            int maxGap = random.nextInt(20);
            int maxRegisters = 10 + random.nextInt(116);
            List<Tag> tags = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (int i = 0; i < 1 + random.nextInt(80); i++) {
                TagArea area = TagArea.values()[random.nextInt(4)];
                TagType type = area.isBits() ? TagType.BIT : TYPES[random.nextInt(TYPES.length)];
                Tag tag = tag(area, random.nextInt(400), type);
                if (names.add(tag.name())) {
                    tags.add(tag);
                }
            }
            List<PointState> points = states(tags);
            TagPollerOptions options = options(maxGap, maxRegisters);
            List<TagBlock> blocks = BlockPlanner.plan(points, options);

            List<PointState> planned = new ArrayList<>();
            for (TagBlock block : blocks) {
                planned.addAll(block.points);
                assertThat(block.request.quantity()).isLessThanOrEqualTo(options.maxQuantity(block.area));
                int reached = block.address;
                for (PointState point : block.points) {
                    assertThat(point.tag.area()).isEqualTo(block.area);
                    assertThat(point.tag.address()).isGreaterThanOrEqualTo(block.address);
                    assertThat(point.tag.end()).isLessThanOrEqualTo(block.end());
                    assertThat(point.tag.address() - reached).isLessThanOrEqualTo(maxGap);
                    reached = Math.max(reached, point.tag.end());
                }
                assertThat(reached).as("nothing is read behind the last tag").isEqualTo(block.end());
            }
            assertThat(planned).containsExactlyInAnyOrderElementsOf(points);
        }
    }

    @Test
    void splittingGoesOnDownToSingleAddressesAndLosesNoTag() {
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tags.add(tag(TagArea.HOLDING, 3 * i, TagType.INT32));
        }
        List<TagBlock> open = new ArrayList<>(BlockPlanner.plan(states(tags), options(5, 0)));
        Set<PointState> ends = new HashSet<>();
        while (!open.isEmpty()) {
            TagBlock block = open.remove(0);
            List<TagBlock> halves = block.split();
            if (halves == null) {
                assertThat(block.points).hasSize(1);
                ends.addAll(block.points);
            } else {
                open.addAll(halves);
            }
        }
        assertThat(ends).hasSize(30);
    }
}
