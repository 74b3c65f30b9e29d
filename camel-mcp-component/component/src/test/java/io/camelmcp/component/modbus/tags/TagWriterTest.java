package io.camelmcp.component.modbus.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TagWriterTest {

    private static final TagList TAGS = TagList.of(
            Tag.builder("setpoint", TagArea.HOLDING, 10, TagType.INT16)
                    .scale("0.1")
                    .writable()
                    .build(),
            Tag.builder("limit", TagArea.HOLDING, 11, TagType.UINT32).writable().build(),
            Tag.builder("name", TagArea.HOLDING, 20, TagType.STRING)
                    .octets(4)
                    .writable()
                    .build(),
            Tag.builder("level", TagArea.INPUT, 0, TagType.UINT16).build(),
            Tag.builder("pump", TagArea.COILS, 3, TagType.BIT).writable().build(),
            Tag.builder("valve", TagArea.COILS, 4, TagType.BIT).writable().build(),
            Tag.builder("run", TagArea.HOLDING, 30, TagType.BIT)
                    .bit(2)
                    .writable()
                    .build(),
            Tag.builder("auto", TagArea.HOLDING, 30, TagType.BIT)
                    .bit(7)
                    .writable()
                    .build(),
            Tag.builder("whole", TagArea.HOLDING, 30, TagType.UINT16).writable().build(),
            Tag.builder("after", TagArea.HOLDING, 31, TagType.UINT16).writable().build(),
            Tag.builder("other", TagArea.HOLDING, 13, TagType.UINT16)
                    .unitId(2)
                    .writable()
                    .build());

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedDevice device = new ScriptedDevice(loop);
    private final TagWriter writer =
            new TagWriter(TAGS.resolve(1, ByteOrder.ABCD, 1000), device, loop, Duration.ofMillis(500));

    private static Map<String, Object> values(Object... namesAndValues) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return values;
    }

    private TagWriter.Result write(Object... namesAndValues) {
        CompletableFuture<TagWriter.Result> result = writer.write(values(namesAndValues));
        loop.advance(5_000);
        return result.join();
    }

    @Test
    void neighboursGoInOneRequestAndNothingBetweenIsTouched() {
        TagWriter.Result result = write("limit", 70_000, "pump", true, "setpoint", 21.5, "valve", false, "other", 5);

        assertThat(device.asked).containsExactly("1/10@10+3", "1/f@3+2", "2/6@13+1");
        assertThat(device.registers[10]).isEqualTo(215);
        assertThat(device.registers[11]).isEqualTo(1);
        assertThat(device.registers[12]).isEqualTo(4464);
        assertThat(device.bits[3]).isTrue();
        assertThat(result.written())
                .isEqualTo(Map.of("setpoint", 21.5, "limit", 70_000L, "pump", true, "valve", false, "other", 5));
        assertThat(result.failed()).isEmpty();
    }

    @Test
    void tagThatNoRequestCanWriteIsRefusedAndTheLongestThatCanIsWritten() {
        Tag.Builder builder = Tag.builder("text", TagArea.HOLDING, 0, TagType.STRING);
        assertThatThrownBy(() -> builder.octets(247).writable().build())
                .hasMessage("tag text: a length of 247 octets can be read, but one request writes at most 246; make it"
                        + " shorter, or remove writable");
        TagWriter longest = new TagWriter(
                TagList.of(builder.octets(246).writable().build()).resolve(1, ByteOrder.ABCD, 1000),
                device,
                loop,
                Duration.ofMillis(500));
        CompletableFuture<TagWriter.Result> result = longest.write(Map.of("text", "ab"));
        loop.advance(100);

        assertThat(result.join().written()).containsEntry("text", "ab");
    }

    @Test
    void requestsComeInTheOrderOfTheMap() {
        write("name", "ab", "pump", 1, "setpoint", 1);

        assertThat(device.asked).containsExactly("1/10@20+2", "1/5@3+1", "1/6@10+1");
    }

    @Test
    void whatWasWrittenIsAnsweredAsItReadsBack() {
        assertThat(write("setpoint", "21.54", "name", "ab").written())
                .isEqualTo(Map.of("setpoint", 21.5, "name", "ab"));
    }

    @Test
    void bitsOfARegisterAreWrittenTogetherWithoutTheOthers() {
        device.registers[30] = 0b1000_0001;
        write("run", true, "auto", false);

        assertThat(device.asked).containsExactly("1/16@30+1");
        assertThat(device.registers[30]).isEqualTo(0b0000_0101);
    }

    @Test
    void bitsAreReadChangedAndWrittenWhenTheUnitDoesNotKnowTheFunctionWhichIsRemembered() {
        device.unknownFunctions.add(0x16);
        device.registers[30] = 0x8001;
        TagWriter.Result result = write("run", true);

        assertThat(device.takeAsked()).containsExactly("1/16@30+1", "1/3@30+1", "1/6@30+1");
        assertThat(device.registers[30]).isEqualTo(0x8005);
        assertThat(result.written()).isEqualTo(Map.of("run", true));
        write("run", false);
        assertThat(device.takeAsked()).containsExactly("1/3@30+1", "1/6@30+1");
        assertThat(device.registers[30]).isEqualTo(0x8001);
    }

    @Test
    void changesOfOneRegisterAtTheSameTimeDoNotUndoEachOther() {
        device.unknownFunctions.add(0x16);
        write("run", false);
        List<CompletableFuture<?>> both = new ArrayList<>();
        both.add(writer.write(values("run", true)));
        both.add(writer.write(values("auto", true)));
        loop.advance(1_000);

        assertThat(both).allMatch(CompletableFuture::isDone);
        assertThat(device.registers[30]).isEqualTo(0b1000_0100);
    }

    @Test
    void unknownOrReadOnlyNamesFailBeforeAnythingIsWritten() {
        assertThatThrownBy(() -> write("setpoint", 1, "setpiont", 2, "x", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no tag has the name setpiont, x; nothing was written");
        assertThatThrownBy(() -> write("setpoint", 1, "level", 2))
                .hasMessage(
                        "not writable: level; nothing was written. Set writable: true in the tag if it may be written");
        assertThatThrownBy(() -> write("pump", true, "setpoint", 4000)).hasMessageContaining("-3276.8..3276.7");
        assertThatThrownBy(() -> write("run", true, "whole", 4))
                .hasMessage("tags whole and run overlap; write one of them. Nothing was written");
        assertThat(device.asked).isEmpty();
    }

    @Test
    void refusalSaysWhatWasWrittenAndWhatWasNotTried() {
        device.refused.put(20, 2);
        TagWriter.Result result = write("setpoint", 1, "name", "ab", "pump", true);

        assertThat(result.written()).isEqualTo(Map.of("setpoint", 1.0));
        assertThat(result.failed()).containsExactly("name");
        assertThat(result.left()).containsExactly("pump");
        assertThat(result.refusal()).isNotNull().extracting(r -> r.code()).isEqualTo(2);
        assertThat(device.bits[3]).isFalse();
    }

    @Test
    void silenceIsToldAsSuch() {
        device.silentUnits.add(1);

        assertThat(write("setpoint", 1).failure()).isNotNull();
    }

    @Test
    void refusalWhileARegisterIsChangedIsTold() {
        device.unknownFunctions.add(0x16);
        device.unknownFunctions.add(0x06);
        TagWriter.Result result = write("run", true, "setpoint", 2);

        assertThat(result.failed()).containsExactly("run");
        assertThat(result.refusal()).isNotNull().extracting(r -> r.function()).isEqualTo(6);
    }

    @Test
    void bitOfARegisterDoesNotJoinItsNeighbour() {
        write("run", true, "after", 9);

        assertThat(device.asked).containsExactly("1/16@30+1", "1/6@31+1");
    }

    @Test
    void readOnceSplitsAtOnceAndSaysWhichTagsAreBad() {
        device.refused.put(11, 4);
        device.registers[10] = 215;
        CompletableFuture<TagReader.Reading> reading = TagReader.read(
                new TagPollerOptions("p", Duration.ofMillis(500), 1, 10, 0, false),
                TAGS.resolve(1, ByteOrder.ABCD, 1000).subList(0, 3),
                device,
                loop,
                loop.clock);
        loop.advance(5_000);

        assertThat(reading.join().values())
                .extracting(TagValue::quality)
                .containsExactly(TagQuality.GOOD, TagQuality.BAD, TagQuality.GOOD);
        assertThat(reading.join().values().get(0).value()).isEqualTo(21.5);
        assertThat(reading.join().failure()).isNull();
    }

    @Test
    void readOfASilentUnitFails() {
        device.silentUnits.add(1);
        CompletableFuture<TagReader.Reading> reading = TagReader.read(
                new TagPollerOptions("p", Duration.ofMillis(500), 1, 10, 0, false),
                TAGS.resolve(1, ByteOrder.ABCD, 1000).subList(0, 2),
                device,
                loop,
                loop.clock);
        loop.advance(5_000);

        assertThat(reading.join().failure()).isNotNull();
    }
}
