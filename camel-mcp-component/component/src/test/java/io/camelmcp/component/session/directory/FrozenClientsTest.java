package io.camelmcp.component.session.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrozenClientsTest {

    private long now = 1_000;
    private final FrozenClients frozen = new FrozenClients(() -> now, 2);

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    @Test
    void freezeEndsByItselfAndGivesItsPlaceToAnother() {
        frozen.freeze("a", at(2_000), "x");
        frozen.freeze("b", at(9_000), "x");
        assertThatThrownBy(() -> frozen.freeze("c", at(9_000), "x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("clientId=c cannot be frozen: 2 are already, which is the limit");

        now = 2_000;
        assertThat(frozen.find("a")).isNull();
        frozen.freeze("c", at(9_000), "x");
        assertThat(frozen.all()).extracting(Freeze::clientId).containsExactly("b", "c");
        assertThat(frozen.unfreeze("a")).isFalse();
        assertThat(frozen.unfreeze("b")).isTrue();
        assertThat(frozen.find("b")).isNull();
    }

    @Test
    void secondFreezeNeverShortensTheFirst() {
        frozen.freeze("a", at(9_000), "first");
        now = 1_500;
        assertThat(frozen.freeze("a", at(2_000), "second")).isEqualTo(new Freeze("a", at(1_000), at(9_000), "second"));
    }

    @Test
    void badValuesAreNamedAndAReasonIsOneShortLine() {
        assertThatThrownBy(() -> frozen.freeze("a", at(1_000), "x")).hasMessageContaining("ends before it begins");
        assertThatThrownBy(() -> frozen.freeze("a".repeat(65), at(2_000), "x")).hasMessageContaining("65 characters");
        assertThatThrownBy(() -> frozen.freeze("", at(2_000), "x")).hasMessageContaining("0 characters");
        assertThat(frozen.freeze("a", at(2_000), "x\ny" + "z".repeat(300)).reason())
                .startsWith("x yz")
                .hasSize(Freeze.MAX_REASON);
    }

    @Test
    void keeperIsToldOfChangesAndWhatItKeptIsFrozenUnlessItIsOver() {
        List<String> told = new ArrayList<>();
        frozen.keepWith(
                new FrozenClients.Keeper() {
                    @Override
                    public void frozen(Freeze freeze) {
                        told.add("+" + freeze.clientId());
                    }

                    @Override
                    public void unfrozen(String clientId) {
                        told.add("-" + clientId);
                    }
                },
                List.of(new Freeze("old", at(0), at(1_000), "x"), new Freeze("kept", at(0), at(5_000), "x")));
        assertThat(frozen.all()).extracting(Freeze::clientId).containsExactly("kept");

        frozen.freeze("a", at(2_000), "x");
        frozen.unfreeze("kept");
        frozen.unfreeze("nobody");
        assertThat(told).containsExactly("+a", "-kept");
    }
}
