package io.camelmcp.component.modbus.tags;

import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tags that one request reads, and how that went so far. */
final class TagBlock {

    /** A block that has been split, and what is known of its parts; see {@link UnitBlocks}. */
    static final class Origin {
        final List<PointState> points;
        /** Whether a part was split since the parts were looked at. */
        boolean cut;
        /** How many tags were bad when the parts were put together. */
        int bad;
        /** Whether tags that came back have joined the others, and when. */
        boolean joined;

        long joinedAt;
        /** Whether it is tried as a whole when it is time, and when. */
        boolean waiting;

        long retryAt;
        long waitNanos;

        Origin(List<PointState> points) {
            this.points = points;
        }
    }

    final List<PointState> points;
    final TagArea area;
    final int address;
    final ReadRequest request;
    final @Nullable Origin origin;

    /** Whether the device has answered it: with values, or with a refusal that cannot be split further. */
    boolean settled;
    /** Refused, and asked rarely. */
    boolean bad;

    long retryAt;
    long backoffNanos;
    /** Failures in a row that may pass. */
    int strikes;

    int timeouts;
    long timedOutAt;

    /** @param points sorted by address, of one area */
    TagBlock(List<PointState> points, @Nullable Origin origin) {
        this.points = points;
        this.origin = origin;
        this.area = points.get(0).tag.area();
        this.address = points.get(0).tag.address();
        this.request = area.read(address, end(points) - address);
    }

    int end() {
        return address + request.quantity();
    }

    private static int end(List<PointState> points) {
        int end = 0;
        for (PointState point : points) {
            end = Math.max(end, point.tag.end());
        }
        return end;
    }

    /** Gives each tag its value. */
    void take(ModbusResponse response, long nanos, long millis) {
        if (response instanceof ReadRegistersResponse registers) {
            int[] words = registers.values();
            for (PointState point : points) {
                point.read(point.point.codec().decode(words, point.tag.address() - address), nanos, millis);
            }
        } else if (response instanceof ReadBitsResponse bits) {
            for (PointState point : points) {
                point.read(bits.values()[point.tag.address() - address], nanos, millis);
            }
        }
    }

    /** Two halves to go on with; {@code null} as of {@link #halves()}. */
    @Nullable
    List<TagBlock> split() {
        Origin mine = origin == null ? new Origin(points) : origin;
        List<TagBlock> halves = halves(mine);
        mine.cut |= halves != null;
        return halves;
    }

    /** Two halves, cut where no tag is; {@code null} if there is no such place. */
    @Nullable
    List<TagBlock> halves() {
        return halves(origin);
    }

    private @Nullable List<TagBlock> halves(@Nullable Origin mine) {
        int middle = points.size() / 2;
        for (int away = 0; away < points.size(); away++) {
            for (int cut : new int[] {middle - away, middle + away}) {
                if (cut > 0
                        && cut < points.size()
                        && end(points.subList(0, cut)) <= points.get(cut).tag.address()) {
                    return List.of(
                            new TagBlock(points.subList(0, cut), mine),
                            new TagBlock(points.subList(cut, points.size()), mine));
                }
            }
        }
        return null;
    }

    /** {@code level} or {@code level and 3 more}. */
    String names() {
        String first = points.get(0).point.name();
        return points.size() == 1 ? first : first + " and " + (points.size() - 1) + " more";
    }
}
