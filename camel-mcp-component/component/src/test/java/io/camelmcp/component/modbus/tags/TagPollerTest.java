package io.camelmcp.component.modbus.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The poller in virtual time. */
class TagPollerTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedDevice device = new ScriptedDevice(loop);
    private final List<TagReport> reports = new ArrayList<>();
    /** Reports that the route has not finished; {@code null} while it finishes each at once. */
    private @Nullable List<Consumer<Boolean>> open;

    private boolean routeFails;

    private static Tag register(String name, int address) {
        return Tag.builder(name, TagArea.HOLDING, address, TagType.UINT16).build();
    }

    private static Tag[] registers(int count) {
        Tag[] tags = new Tag[count];
        for (int i = 0; i < count; i++) {
            tags[i] = register("t" + i, i);
        }
        return tags;
    }

    private static TagPollerOptions options(boolean changesOnly) {
        return new TagPollerOptions("test", Duration.ofMillis(500), 1, 10, 0, changesOnly);
    }

    private TagPoller poller(TagPollerOptions options, Tag... tags) {
        return new TagPoller(
                options,
                TagList.of(tags).resolve(1, ByteOrder.ABCD, 1000),
                device,
                loop,
                loop.clock,
                (report, done) -> {
                    reports.add(report);
                    if (open != null) {
                        open.add(done);
                    } else {
                        done.accept(!routeFails);
                    }
                });
    }

    private TagPoller start(Tag... tags) {
        TagPoller poller = poller(options(false), tags);
        poller.start();
        return poller;
    }

    private TagPoller startChanges(Tag... tags) {
        TagPoller poller = poller(options(true), tags);
        poller.start();
        return poller;
    }

    private List<TagReport> takeReports() {
        List<TagReport> taken = List.copyOf(reports);
        reports.clear();
        return taken;
    }

    private TagValue last(String name) {
        for (int i = reports.size() - 1; i >= 0; i--) {
            for (TagValue value : reports.get(i).values()) {
                if (value.name().equals(name)) {
                    return value;
                }
            }
        }
        throw new AssertionError("no " + name + " in " + reports);
    }

    @Test
    void tagsOfAPeriodComeTogetherInTheOrderOfTheirListWithTimeAndQuality() {
        device.registers[3] = 7;
        device.bits[5] = true;
        start(register("b", 3), Tag.builder("a", TagArea.COILS, 5, TagType.BIT).build());
        loop.advance(100);

        assertThat(reports).hasSize(1);
        TagReport report = reports.get(0);
        assertThat(report.values()).extracting(TagValue::name).containsExactly("b", "a");
        assertThat(report.values()).extracting(TagValue::value).containsExactly(7, true);
        assertThat(report.values()).extracting(TagValue::quality).containsOnly(TagQuality.GOOD);
        // coils are asked first, each answer takes 5 ms
        assertThat(report.values())
                .extracting(TagValue::timeMillis)
                .containsExactly(VirtualLoop.EPOCH_MILLIS + 10, VirtualLoop.EPOCH_MILLIS + 5);
        assertThat(report.periodMillis()).isEqualTo(1000);
    }

    @Test
    void pollsStartAtFixedTimesWhateverAnAnswerTakes() {
        device.latencyMillis = 300;
        start(register("a", 0));
        loop.advance(5_500);

        assertThat(device.askedAt).containsExactly(0L, 1000L, 2000L, 3000L, 4000L, 5000L);
    }

    @Test
    void timerThatIsLateDoesNotMakeThePollsDrift() {
        loop.lateMillis = 7;
        start(register("a", 0));
        loop.advance(3_500);

        assertThat(device.askedAt).containsExactly(0L, 1007L, 2007L, 3007L);
    }

    @Test
    void deadbandIsOfDecimalsAndNotOfTheirBinaryNeighbours() {
        assertThat(new Deadband(0.1, false).isBeyond(0.3, 0.4)).isFalse();
        assertThat(new Deadband(0.1, false).isBeyond(0.3, 0.41)).isTrue();
        assertThat(new Deadband(0.1, false).isBeyond(0.3, 0.19)).isTrue();
    }

    @Test
    void eachTagHasItsPeriod() {
        start(
                Tag.builder("slow", TagArea.HOLDING, 0, TagType.UINT16)
                        .period(Duration.ofSeconds(3))
                        .build(),
                register("fast", 1));
        loop.advance(3_500);

        assertThat(device.asked)
                .containsExactlyInAnyOrder("1/3@1+1", "1/3@0+1", "1/3@1+1", "1/3@1+1", "1/3@1+1", "1/3@0+1");
        assertThat(reports)
                .extracting(TagReport::periodMillis)
                .containsExactlyInAnyOrder(1000L, 3000L, 1000L, 1000L, 1000L, 3000L);
    }

    @Test
    void pollIsSkippedAndCountedWhileTheOneBeforeIsNotFinishedAndNothingPilesUp() {
        device.latencyMillis = 2_300;
        TagPoller poller =
                poller(new TagPollerOptions("test", Duration.ofSeconds(5), 1, 10, 0, false), register("a", 0));
        poller.start();
        loop.advance(6_900);

        assertThat(device.askedAt).containsExactly(0L, 3000L, 6000L);
        assertThat(poller.statistics().skipped()).isEqualTo(4);
        assertThat(poller.statistics().polls()).isEqualTo(2);
        device.latencyMillis = 1;
        loop.advance(3_000);
        assertThat(device.askedAt).as("no burst").containsExactly(0L, 3000L, 6000L, 9000L);
    }

    @Test
    void pollWaitsForTheRoute() {
        open = new ArrayList<>();
        TagPoller poller = start(register("a", 0));
        loop.advance(3_500);
        assertThat(reports).hasSize(1);
        assertThat(device.asked).hasSize(1);
        assertThat(poller.statistics().skipped()).isEqualTo(3);

        open.get(0).accept(true);
        open.get(0).accept(true);
        loop.advance(1_000);

        assertThat(device.askedAt).containsExactly(0L, 4000L);
        assertThat(reports).hasSize(2);
    }

    @Test
    void sinkThatThrowsDoesNotStopThePolls() {
        TagPoller poller = new TagPoller(
                options(false),
                TagList.of(register("a", 0)).resolve(1, ByteOrder.ABCD, 1000),
                device,
                loop,
                loop.clock,
                (report, done) -> {
                    throw new IllegalStateException("broken");
                });
        poller.start();
        loop.advance(2_500);

        assertThat(device.asked).hasSize(3);
    }

    @Test
    void pausedPollerAsksNothingAndResumesWithoutABurst() {
        TagPoller poller = start(register("a", 0));
        loop.advance(500);
        poller.pause();
        loop.advance(10_000);
        assertThat(device.asked).hasSize(1);

        poller.resume();
        loop.advance(1_000);

        assertThat(device.askedAt).containsExactly(0L, 11_000L);
        assertThat(poller.statistics().skipped()).isZero();
    }

    @Test
    void stoppedPollerEndsWhenItsReportIsDone() {
        open = new ArrayList<>();
        TagPoller poller = start(register("a", 0));
        loop.advance(100);
        CompletableFuture<Void> stopped = poller.stop();
        loop.advance(5_000);
        assertThat(stopped).isNotDone();
        assertThat(device.asked).hasSize(1);

        open.get(0).accept(true);
        loop.advance(1);

        assertThat(stopped).isDone();
        assertThat(poller.stop()).isSameAs(stopped);
    }

    @Test
    void stoppedPollerLeavesNoTimerBehind() {
        TagPoller poller = start(
                register("a", 0),
                Tag.builder("rare", TagArea.HOLDING, 9, TagType.UINT16)
                        .period(Duration.ofHours(1))
                        .build());
        loop.advance(100);
        assertThat(loop.waiting()).isEqualTo(2);
        poller.stop();
        loop.advance(1);

        assertThat(loop.waiting()).isZero();
    }

    @Test
    void stopInTheMiddleOfAPollReportsNothing() {
        TagPoller poller = start(register("a", 0), register("far", 1000));
        loop.advance(7);
        CompletableFuture<Void> stopped = poller.stop();
        loop.advance(1_000);

        assertThat(stopped).isDone();
        assertThat(reports).isEmpty();
        assertThat(device.asked).hasSize(2);
    }

    @Test
    void badTagIsIsolatedWithFewRequestsAndTheOthersAreReadInBlocksAroundIt() {
        device.refused.put(37, 2);
        start(registers(64));
        loop.advance(999);

        // 64, then down to the one: 6 times two halves
        assertThat(device.takeAsked()).hasSize(13);
        assertThat(last("t37").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("t37").reason()).isEqualTo("ILLEGAL_DATA_ADDRESS");
        assertThat(last("t37").value()).isNull();
        assertThat(reports.get(0).badCount()).isEqualTo(1);
        assertThat(reports.get(0).values())
                .filteredOn(v -> v.quality() == TagQuality.GOOD)
                .hasSize(63);

        loop.advance(1_000);
        assertThat(device.takeAsked()).containsExactlyInAnyOrder("1/3@0+37", "1/3@38+26");
        assertThat(last("t37").reason()).isEqualTo("ILLEGAL_DATA_ADDRESS");
    }

    @Test
    void badTagIsAskedAloneMoreAndMoreRarelyAndComesBack() {
        device.refused.put(1, 2);
        start(registers(3));
        loop.advance(60_500);

        List<Long> tries = new ArrayList<>();
        for (int i = 0; i < device.asked.size(); i++) {
            if (device.asked.get(i).equals("1/3@1+1")) {
                tries.add(device.askedAt.get(i));
            }
        }
        // isolated at once; then after 5, 10, 20 s, at the next poll
        assertThat(tries).hasSize(4);
        assertThat(tries.get(1)).isBetween(6_000L, 6_050L);
        assertThat(tries.get(2)).isBetween(17_000L, 17_050L);
        assertThat(tries.get(3)).isBetween(38_000L, 38_050L);

        device.refused.clear();
        device.registers[1] = 9;
        loop.advance(20_000);
        assertThat(last("t1").value()).isEqualTo(9);
        assertThat(last("t1").quality()).isEqualTo(TagQuality.GOOD);
        device.takeAsked();
        loop.advance(1_000);
        assertThat(device.takeAsked()).containsExactly("1/3@0+3");
    }

    @Test
    void tagThatComesAndGoesJoinsTheOthersOnceAMinute() {
        device.refused.put(1, 2);
        start(registers(64));
        int joined = 0;
        for (int i = 0; i < 300; i++) {
            loop.advance(1_000);
            if (device.takeAsked().contains("1/3@0+64")) {
                joined++;
            }
            if (device.refused.isEmpty()) {
                device.refused.put(1, 2);
            } else if (i % 20 == 0) {
                device.refused.clear();
            }
        }

        assertThat(joined).isLessThanOrEqualTo(6);
    }

    @Test
    void deviceThatRefusesAllForAWhileIsReadInWholeBlocksAfterwards() {
        device.refusingUnits.put(1, 2);
        start(registers(20));
        loop.advance(4_999);
        assertThat(last("t0").quality()).isEqualTo(TagQuality.BAD);

        device.refusingUnits.clear();
        loop.advance(180_000);
        device.takeAsked();
        loop.advance(1_000);

        assertThat(device.takeAsked()).containsExactly("1/3@0+20");
        assertThat(last("t19").quality()).isEqualTo(TagQuality.GOOD);
    }

    @Test
    void deviceThatDidNotKnowTheFunctionAtFirstLosesOnlyItsBadTag() {
        device.refusingUnits.put(1, 1);
        start(registers(20));
        loop.advance(999);
        assertThat(last("t0").reason()).isEqualTo("ILLEGAL_FUNCTION");

        device.refusingUnits.clear();
        device.refused.put(7, 2);
        loop.advance(600_000);

        assertThat(last("t7").reason()).isEqualTo("ILLEGAL_DATA_ADDRESS");
        assertThat(last("t6").quality()).isEqualTo(TagQuality.GOOD);
        assertThat(last("t19").quality()).isEqualTo(TagQuality.GOOD);
    }

    @Test
    void blockThatNoiseHasCutIsReadAsAWholeAgainAfterFiveMinutes() {
        start(registers(4));
        loop.advance(999);
        device.badAnswers = true;
        loop.advance(2_000);
        device.badAnswers = false;
        loop.advance(2_000);
        device.takeAsked();
        loop.advance(1_000);
        assertThat(device.takeAsked()).containsExactlyInAnyOrder("1/3@0+2", "1/3@2+2");

        loop.advance(302_000);
        device.takeAsked();
        loop.advance(1_000);

        assertThat(device.takeAsked()).containsExactly("1/3@0+4");
    }

    @Test
    void limitOfADeviceIsTriedAgainMoreAndMoreRarely() {
        device.mostRegisters = 40;
        start(registers(64));
        loop.advance(3_700_000);

        List<Long> tries = new ArrayList<>();
        for (int i = 0; i < device.asked.size(); i++) {
            if (device.asked.get(i).equals("1/3@0+64")) {
                tries.add(device.askedAt.get(i) / 60_000);
            }
        }
        // after 5, 10, 20 min
        assertThat(tries).containsExactly(0L, 5L, 15L, 35L);
    }

    @Test
    void refusedGapIsLeftOutAndNoTagIsBad() {
        device.refused.put(5, 2);
        start(register("a", 0), register("b", 9));
        loop.advance(999);
        assertThat(device.takeAsked()).containsExactly("1/3@0+10", "1/3@0+1", "1/3@9+1");
        assertThat(reports.get(0).badCount()).isZero();

        loop.advance(2_000);
        assertThat(device.takeAsked()).containsExactly("1/3@0+1", "1/3@9+1", "1/3@0+1", "1/3@9+1");
    }

    @Test
    void smallerLimitOfADeviceIsLearned() {
        device.mostRegisters = 40;
        start(registers(100));
        loop.advance(999);
        assertThat(reports.get(0).badCount()).isZero();
        device.takeAsked();

        loop.advance(1_000);
        assertThat(device.takeAsked()).containsExactlyInAnyOrder("1/3@0+25", "1/3@25+25", "1/3@50+25", "1/3@75+25");
    }

    @Test
    void bitsOfOneRegisterAreBadTogether() {
        device.refused.put(4, 2);
        start(
                Tag.builder("x", TagArea.HOLDING, 4, TagType.BIT).bit(0).build(),
                Tag.builder("y", TagArea.HOLDING, 4, TagType.BIT).bit(1).build(),
                register("z", 5));
        loop.advance(999);

        assertThat(last("x").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("y").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("z").quality()).isEqualTo(TagQuality.GOOD);
        assertThat(device.asked).hasSize(3);
    }

    @Test
    void unknownFunctionIsNotSearchedForABadTag() {
        device.unknownFunctions.add(3);
        start(registers(50));
        loop.advance(4_500);

        assertThat(device.asked).hasSize(1);
        assertThat(last("t49").reason()).isEqualTo("ILLEGAL_FUNCTION");
    }

    @Test
    void failureThatPassesSplitsNothing() {
        device.registers[0] = 5;
        start(registers(4));
        loop.advance(999);
        device.refused.put(2, 4);
        loop.advance(1_000);
        assertThat(last("t0").quality()).isEqualTo(TagQuality.STALE);
        assertThat(last("t0").reason()).isEqualTo("SERVER_DEVICE_FAILURE");
        assertThat(last("t0").value()).isEqualTo(5);
        device.refused.clear();
        device.takeAsked();
        loop.advance(1_000);

        assertThat(device.takeAsked()).containsExactly("1/3@0+4");
        assertThat(last("t2").quality()).isEqualTo(TagQuality.GOOD);
    }

    @Test
    void failureThatStaysIsCutOnceInTwoPollsUntilTheTagIsFound() {
        device.refused.put(2, 4);
        start(registers(4));
        loop.advance(1_999);
        assertThat(last("t0").quality()).isEqualTo(TagQuality.GOOD);
        assertThat(device.asked).containsExactly("1/3@0+4", "1/3@0+4", "1/3@0+2", "1/3@2+2");
        loop.advance(2_000);

        assertThat(last("t2").reason()).isEqualTo("SERVER_DEVICE_FAILURE");
        assertThat(last("t2").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("t3").quality()).isEqualTo(TagQuality.GOOD);
        device.takeAsked();
        loop.advance(1_000);
        assertThat(device.takeAsked()).containsExactlyInAnyOrder("1/3@0+2", "1/3@3+1");
    }

    @Test
    void busyDeviceIsLeftAlone() {
        device.refusingUnits.put(1, 6);
        start(registers(4));
        loop.advance(3_500);

        assertThat(device.takeAsked()).hasSize(4).containsOnly("1/3@0+4");
        assertThat(last("t0").reason()).isEqualTo("SERVER_DEVICE_BUSY");
    }

    @Test
    void badAnswerThatStaysIsRemembered() {
        device.badAnswers = true;
        start(register("a", 0));
        loop.advance(1_500);

        assertThat(last("a").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("a").reason()).isEqualTo("bad answer");
        loop.advance(3_000);
        assertThat(device.asked).hasSize(2);
    }

    @Test
    void answerThatHoldsTooLittleIsABadAnswerAndThePollsGoOn() {
        device.shortAnswers = true;
        start(Tag.builder("a", TagArea.HOLDING, 0, TagType.UINT32).build());
        loop.advance(1_500);
        assertThat(last("a").reason()).isEqualTo("bad answer");

        device.shortAnswers = false;
        loop.advance(10_000);

        assertThat(last("a").quality()).isEqualTo(TagQuality.GOOD);
    }

    @Test
    void splittingAnAreaThatIsAllBadIsSpreadOverPolls() {
        for (int i = 0; i < 100; i++) {
            device.refused.put(i, 2);
        }
        start(registers(100));
        loop.advance(999);

        assertThat(device.takeAsked()).hasSize(33);
        assertThat(reports.get(0).badCount()).isEqualTo(100);
        loop.advance(7_000);
        device.takeAsked();
        assertThat(last("t99").reason()).isEqualTo("ILLEGAL_DATA_ADDRESS");
    }

    @Test
    void silentUnitIsAskedLessAndLessWhileTheOthersArePolledOn() {
        device.silentUnits.add(2);
        Tag other = Tag.builder("other", TagArea.HOLDING, 0, TagType.UINT16)
                .unitId(2)
                .build();
        Tag far = Tag.builder("far", TagArea.HOLDING, 500, TagType.UINT16)
                .unitId(2)
                .build();
        start(register("a", 0), other, far);
        loop.advance(130_000);

        List<Long> tries = new ArrayList<>();
        int good = 0;
        for (int i = 0; i < device.asked.size(); i++) {
            if (device.asked.get(i).startsWith("2/")) {
                tries.add(device.askedAt.get(i));
            } else {
                good++;
            }
        }
        // once each time, whatever blocks it has; after 1, 2, 4, 8, 16, 32 and then 60 s
        assertThat(tries).hasSize(7);
        assertThat(good).isGreaterThanOrEqualTo(129);
        assertThat(last("other").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("other").reason()).isEqualTo("timeout");
        assertThat(last("a").quality()).isEqualTo(TagQuality.GOOD);

        device.silentUnits.clear();
        loop.advance(60_000);
        assertThat(last("other").quality()).isEqualTo(TagQuality.GOOD);
        assertThat(last("far").quality()).isEqualTo(TagQuality.GOOD);
    }

    @Test
    void unitThatIsAloneIsTriedEveryTenSeconds() {
        device.silentUnits.add(1);
        start(register("a", 0));
        loop.advance(60_000);
        device.silentUnits.clear();
        loop.advance(12_000);

        assertThat(last("a").quality()).isEqualTo(TagQuality.GOOD);
    }

    @Test
    void silentUnitBehindAGatewayIsTheSame() {
        device.refusingUnits.put(1, 0x0B);
        start(registers(3));
        loop.advance(10_000);

        assertThat(device.asked.size()).isLessThan(6);
        assertThat(last("t0").reason()).isEqualTo("GATEWAY_TARGET_FAILED_TO_RESPOND");
    }

    @Test
    void tagForWhichAUnitThatLivesIsSilentIsIsolated() {
        device.mute.add(1000);
        start(register("a", 0), register("mute", 1000));
        loop.advance(30_000);

        assertThat(last("a").quality()).isEqualTo(TagQuality.GOOD);
        assertThat(last("mute").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("mute").reason()).isEqualTo("timeout");
        long before = device.asked.stream().filter("1/3@1000+1"::equals).count();
        assertThat(before).isLessThan(7);
    }

    @Test
    void silentUnitWithTagsOfManyPeriodsIsAskedOnceAndNotOncePerPeriod() {
        device.silentUnits.add(1);
        start(
                register("a", 0),
                Tag.builder("b", TagArea.HOLDING, 1, TagType.UINT16)
                        .period(Duration.ofSeconds(2))
                        .build(),
                Tag.builder("c", TagArea.HOLDING, 2, TagType.UINT16)
                        .period(Duration.ofSeconds(4))
                        .build());
        loop.advance(999);
        assertThat(device.takeAsked()).hasSize(1);
        assertThat(last("c").reason()).isEqualTo("timeout");

        loop.advance(3_500);
        assertThat(device.takeAsked())
                .as("after 1 s, at the next poll; then after 2 s")
                .hasSize(1);
    }

    @Test
    void rareTagForWhichAUnitIsSilentIsBadAndNotTheUnit() {
        device.mute.add(1000);
        TagPoller poller = start(
                register("a", 0),
                Tag.builder("mute", TagArea.HOLDING, 1000, TagType.UINT16)
                        .period(Duration.ofSeconds(10))
                        .build());
        loop.advance(25_900);
        assertThat(last("mute").reason()).isEqualTo("timeout");
        device.takeAsked();
        loop.advance(100_000);

        List<String> asked = device.takeAsked();
        assertThat(asked).filteredOn("1/3@1000+1"::equals).hasSizeLessThan(6);
        assertThat(asked).filteredOn("1/3@0+1"::equals).hasSizeGreaterThan(98);
        assertThat(poller.statistics().silent()).isZero();
    }

    @Test
    void unitWithOneBlockThatHoldsATagForWhichItIsSilentIsNotSilentForEver() {
        device.mute.add(2);
        start(registers(4));
        loop.advance(120_000);

        assertThat(last("t0").quality()).isEqualTo(TagQuality.GOOD);
        assertThat(last("t3").quality()).isEqualTo(TagQuality.GOOD);
        assertThat(last("t2").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("t2").reason()).isEqualTo("timeout");
    }

    @Test
    void messageDoesNotWaitForAUnitThatIsKnownToBeSilent() {
        device.silentUnits.add(1);
        Tag other = Tag.builder("other", TagArea.HOLDING, 0, TagType.UINT16)
                .unitId(2)
                .build();
        TagPoller poller = poller(
                new TagPollerOptions("test", Duration.ofSeconds(3), 2, 10, 0, false), register("silent", 0), other);
        poller.start();
        loop.advance(3_900);
        takeReports();
        long skipped = poller.statistics().skipped();
        loop.advance(60_000);

        assertThat(reports).hasSize(60);
        assertThat(reports)
                .allMatch(report -> (report.timeMillis() - VirtualLoop.EPOCH_MILLIS) % 1_000 < 100)
                .allMatch(report -> report.values().get(0).reason().equals("timeout"));
        assertThat(poller.statistics().skipped()).isEqualTo(skipped);

        device.silentUnits.clear();
        loop.advance(62_000);
        assertThat(last("silent").quality()).isEqualTo(TagQuality.GOOD);
        CompletableFuture<Void> stopped = poller.stop();
        loop.advance(1);
        assertThat(stopped).isDone();
    }

    @Test
    void lostConnectionMakesValuesStaleThenBadAndTheyComeBackWithoutABurst() {
        device.registers[0] = 5;
        start(register("a", 0), register("far", 1000));
        loop.advance(1_500);
        device.unreachable = true;
        long before = VirtualLoop.EPOCH_MILLIS + 1_005;
        loop.advance(1_000);
        assertThat(last("a"))
                .extracting(TagValue::value, TagValue::quality, TagValue::reason, TagValue::timeMillis)
                .containsExactly(5, TagQuality.STALE, "not reachable", before);
        loop.advance(4_000);
        assertThat(last("a").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("a").value()).isNull();
        assertThat(last("a").reason()).isEqualTo("not reachable");

        device.unreachable = false;
        device.takeAsked();
        loop.advance(1_000);

        assertThat(last("a").quality()).isEqualTo(TagQuality.GOOD);
        assertThat(device.takeAsked()).containsExactly("1/3@0+1", "1/3@1000+1");
    }

    @Test
    void withoutAConnectionOneRequestOfAPollIsEnough() {
        device.unreachable = true;
        List<Tag> tags = new ArrayList<>();
        for (int unit = 1; unit <= 20; unit++) {
            tags.add(Tag.builder("u" + unit, TagArea.HOLDING, 0, TagType.UINT16)
                    .unitId(unit)
                    .build());
        }
        start(tags.toArray(Tag[]::new));
        loop.advance(2_500);

        assertThat(device.asked).hasSize(3);
        assertThat(last("u20").reason()).isEqualTo("not reachable");
    }

    @Test
    void unitThatCouldNotBeAskedBecauseTheLineWasBusyIsNotSilent() {
        device.busyLine = true;
        TagPoller poller = start(register("a", 0));
        loop.advance(4_500);

        assertThat(device.asked).hasSize(5);
        assertThat(poller.statistics().silent()).isZero();
        assertThat(last("a").reason()).isEqualTo("line busy");
    }

    @Test
    void requestThatCannotBeSentFailsAlone() {
        device.unsendableUnits.add(1);
        Tag other =
                Tag.builder("b", TagArea.HOLDING, 0, TagType.UINT16).unitId(2).build();
        device.registers[0] = 7;
        start(register("a", 0), other);
        loop.advance(100);

        assertThat(last("a").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("b").value()).isEqualTo(7);
    }

    @Test
    void windowLimitsRequestsAtATime() {
        List<Tag> tags = new ArrayList<>();
        for (int unit = 1; unit <= 20; unit++) {
            tags.add(Tag.builder("u" + unit, TagArea.HOLDING, 0, TagType.UINT16)
                    .unitId(unit)
                    .build());
        }
        TagPoller poller =
                poller(new TagPollerOptions("test", Duration.ofMillis(500), 4, 10, 0, false), tags.toArray(Tag[]::new));
        poller.start();
        loop.advance(900);

        assertThat(device.asked).hasSize(20);
        assertThat(device.mostAtOnce).isEqualTo(4);
    }

    @Test
    void notANumberIsBadAndSaysSo() {
        device.registers[0] = 0x7FC0;
        start(Tag.builder("f", TagArea.HOLDING, 0, TagType.FLOAT32).build());
        loop.advance(100);

        assertThat(last("f").quality()).isEqualTo(TagQuality.BAD);
        assertThat(last("f").reason()).isEqualTo("not a number (NaN)");
        assertThat(last("f").value()).isNull();
    }

    @Test
    void changesReportOnlyWhatChanged() {
        startChanges(register("a", 0), register("b", 1));
        loop.advance(500);
        assertThat(takeReports()).singleElement().satisfies(r -> assertThat(r.values())
                .hasSize(2));
        loop.advance(2_000);
        assertThat(takeReports()).isEmpty();

        device.registers[1] = 4;
        loop.advance(1_000);

        assertThat(takeReports()).singleElement().satisfies(r -> assertThat(r.values())
                .extracting(TagValue::name, TagValue::value)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("b", 4)));
    }

    @Test
    void deadbandIsMeasuredFromTheValueReportedLast() {
        startChanges(Tag.builder("a", TagArea.HOLDING, 0, TagType.UINT16)
                .scale("0.1")
                .deadband(new Deadband(0.3, false))
                .build());
        loop.advance(500);
        takeReports();
        for (int raw : new int[] {1, 2, 3}) {
            device.registers[0] = raw;
            loop.advance(1_000);
        }
        assertThat(takeReports()).as("0.3 is not beyond 0.3").isEmpty();

        device.registers[0] = 4;
        loop.advance(1_000);

        assertThat(last("a").value()).isEqualTo(0.4);
    }

    @Test
    void deadbandMayBeAPercentageOfTheValueReportedLast() {
        device.registers[0] = 1000;
        startChanges(Tag.builder("a", TagArea.HOLDING, 0, TagType.UINT16)
                .deadband(Deadband.parse("2%"))
                .build());
        loop.advance(500);
        takeReports();
        device.registers[0] = 1020;
        loop.advance(1_000);
        assertThat(takeReports()).isEmpty();

        device.registers[0] = 979;
        loop.advance(1_000);

        assertThat(last("a").value()).isEqualTo(979);
    }

    @Test
    void unchangedValueIsReportedAtItsMaximumAge() {
        startChanges(
                Tag.builder("a", TagArea.HOLDING, 0, TagType.UINT16)
                        .maxAge(Duration.ofSeconds(5))
                        .build(),
                register("b", 1));
        loop.advance(500);
        takeReports();
        loop.advance(4_000);
        assertThat(takeReports()).isEmpty();

        loop.advance(1_000);

        assertThat(takeReports()).singleElement().satisfies(r -> assertThat(r.values())
                .extracting(TagValue::name)
                .containsExactly("a"));
    }

    @Test
    void changeOfQualityIsAChange() {
        startChanges(register("a", 0));
        loop.advance(500);
        takeReports();
        device.unreachable = true;
        loop.advance(10_000);

        assertThat(takeReports())
                .extracting(r -> r.values().get(0).quality())
                .containsExactly(TagQuality.STALE, TagQuality.BAD);
        device.unreachable = false;
        loop.advance(1_000);
        assertThat(takeReports()).extracting(r -> r.values().get(0).quality()).containsExactly(TagQuality.GOOD);
    }

    @Test
    void changeIsReportedAgainUntilTheRouteHasFinishedWell() {
        device.registers[0] = 1;
        routeFails = true;
        startChanges(register("a", 0));
        loop.advance(2_500);
        assertThat(takeReports()).hasSize(3);

        routeFails = false;
        loop.advance(1_000);
        assertThat(last("a").value()).isEqualTo(1);
        takeReports();
        loop.advance(3_000);

        assertThat(takeReports()).isEmpty();
    }

    @Test
    void statisticsCountTagsAndUnits() {
        device.refused.put(0, 2);
        device.silentUnits.add(2);
        TagPoller poller = start(
                register("a", 0),
                register("b", 900),
                Tag.builder("c", TagArea.HOLDING, 0, TagType.UINT16).unitId(2).build());
        loop.advance(1_500);

        assertThat(poller.statistics().tags()).isEqualTo(3);
        assertThat(poller.statistics().bad()).isEqualTo(2);
        assertThat(poller.statistics().units()).isEqualTo(2);
        assertThat(poller.statistics().silent()).isEqualTo(1);
        assertThat(poller.statistics().requests()).isEqualTo(device.asked.size());
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> new TagPollerOptions("p", Duration.ZERO, 1, 0, 0, false))
                .hasMessage("requestTimeout=0 is not in 1..2147483647");
        assertThatThrownBy(() -> new TagPollerOptions("p", Duration.ofSeconds(1), 1, 2001, 0, false))
                .hasMessage("maxGap=2001 is not in 0..2000");
        assertThatThrownBy(() -> new TagPollerOptions("p", Duration.ofSeconds(1), 1, 0, 126, false))
                .hasMessage("maxQuantity=126 is not in 0..125");
    }
}
