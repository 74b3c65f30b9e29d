package io.camelmcp.component.session.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 3: 16-bit numbers on a circle become 64-bit numbers on a line. */
class SequenceExtenderTest {

    private final SequenceExtender extender = new SequenceExtender(0);

    @Test
    void numbersGoOnAfterTheWrapFrom65535To1() {
        assertThat(extender.extend(65_535)).isEqualTo(65_535);
        assertThat(extender.extend(1)).isEqualTo(65_537);
        assertThat(extender.extend(40_000)).isEqualTo(40_000);
        assertThat(extender.highest()).isEqualTo(65_537);
    }

    @Test
    void olderNumberKeepsItsOldExtension() {
        extender.extend(65_534);
        extender.extend(3);

        assertThat(extender.extend(65_535)).isEqualTo(65_535);
        assertThat(extender.extend(3)).isEqualTo(65_539);
        assertThat(extender.highest()).isEqualTo(65_539);
    }

    @Test
    void manyRoundsOfTheCircleNeverGiveANumberTwice() {
        long before = 0;
        for (int i = 0; i < 200_000; i++) {
            int seq = i % 65_535 + 1;
            long extended = extender.extend(seq);
            assertThat(extended).isGreaterThan(before);
            assertThat(extended % 65_536).isEqualTo(seq);
            before = extended;
        }
        assertThat(before).isGreaterThan(3 * 65_536);
    }

    @Test
    void numberFromBeforeTheFirstOneIsPositive() {
        extender.extend(5);

        assertThat(extender.extend(65_530)).isPositive();
        assertThat(extender.extend(6)).isGreaterThan(5);
    }
}
