package io.camelmcp.component.session.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class TransitionsTest {

    private enum Lamp {
        OFF,
        ON,
        BROKEN
    }

    private enum Event {
        SWITCH,
        FALL
    }

    private static final Transitions<Lamp, Event> TABLE = Transitions.builder(Lamp.class, Event.class)
            .on(Lamp.OFF, Event.SWITCH, Lamp.ON)
            .on(Lamp.ON, Event.SWITCH, Lamp.OFF)
            .on(EnumSet.of(Lamp.OFF, Lamp.ON), Event.FALL, Lamp.BROKEN)
            .build();

    @Test
    void rowGivesTheNextState() {
        assertThat(TABLE.next(Lamp.OFF, Event.SWITCH)).isEqualTo(Lamp.ON);
        assertThat(TABLE.next(Lamp.ON, Event.SWITCH)).isEqualTo(Lamp.OFF);
    }

    @Test
    void rowForSeveralStatesGoesForEachOfThem() {
        assertThat(TABLE.next(Lamp.OFF, Event.FALL)).isEqualTo(Lamp.BROKEN);
        assertThat(TABLE.next(Lamp.ON, Event.FALL)).isEqualTo(Lamp.BROKEN);
    }

    @Test
    void eventWithoutARowIsAnErrorThatNamesBoth() {
        assertThat(TABLE.has(Lamp.BROKEN, Event.SWITCH)).isFalse();
        assertThatThrownBy(() -> TABLE.next(Lamp.BROKEN, Event.SWITCH))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no transition from BROKEN on SWITCH");
    }

    @Test
    void twoRowsForTheSameAreRefused() {
        assertThatThrownBy(() -> Transitions.builder(Lamp.class, Event.class)
                        .on(Lamp.OFF, Event.SWITCH, Lamp.ON)
                        .on(EnumSet.allOf(Lamp.class), Event.SWITCH, Lamp.BROKEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two rows for OFF and SWITCH");
    }
}
