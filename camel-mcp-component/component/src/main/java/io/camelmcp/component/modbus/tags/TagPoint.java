package io.camelmcp.component.modbus.tags;

/** A tag with all that it leaves open filled in. Made once; reading and writing values goes through it. */
public final class TagPoint {

    private final Tag tag;
    private final int unitId;
    private final long periodMillis;
    private final TagCodec codec;

    TagPoint(Tag tag, int unitId, ByteOrder byteOrder, long periodMillis) {
        this.tag = tag;
        this.unitId = unitId;
        this.periodMillis = periodMillis;
        this.codec = new TagCodec(tag, byteOrder);
    }

    public Tag tag() {
        return tag;
    }

    public String name() {
        return tag.name();
    }

    public int unitId() {
        return unitId;
    }

    public long periodMillis() {
        return periodMillis;
    }

    TagCodec codec() {
        return codec;
    }

    @Override
    public String toString() {
        return "tag " + tag.name();
    }
}
