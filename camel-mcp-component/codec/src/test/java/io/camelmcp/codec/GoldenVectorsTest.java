package io.camelmcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class GoldenVectorsTest {

    @Test
    void everyProtocolHasVectorsAndEveryNameIsUnique() {
        assertThat(GoldenVectors.mcp()).hasSizeGreaterThan(10);
        assertThat(GoldenVectors.modbusTcp()).isNotEmpty();
        assertThat(GoldenVectors.modbusRtu()).isNotEmpty();
        assertThat(GoldenVectors.all()).extracting(GoldenVectors.Vector::name).doesNotHaveDuplicates();
    }

    @Test
    void whatAVectorSaysIsFoundByItsKey() {
        GoldenVectors.Vector busy = GoldenVectors.named("error-v2-busy");

        assertThat(busy.number("code")).hasValue(7);
        assertThat(busy.text("failed")).contains("REPORT");
        assertThat(busy.reject()).isEmpty();
        assertThat(GoldenVectors.named("bad-crc").reject()).contains("BAD_FRAME");
    }

    @Test
    void cutsAreEveryCutInTwoTheWholeAndTheSingleOctets() {
        GoldenVectors.Vector vector = GoldenVectors.named("rtu-fc11");

        assertThat(vector.cuts().map(segments -> segments.size())).containsExactly(2, 2, 2, 1, 4);
    }

    @Test
    void aNameThatIsNotThereIsToldByName() {
        assertThatThrownBy(() -> GoldenVectors.named("no-such"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no vector is called no-such");
    }
}
