package io.camelmcp.component.modbus.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagFileTest {

    private static List<Tag> read(String text) {
        return TagFile.read("tags.yaml", text).tags();
    }

    private static Tag one(String tag) {
        return read("tags:\n  - {" + tag + "}\n").get(0);
    }

    private static void assertError(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static void assertTagError(String tag, String message) {
        assertError("tags:\n  - {" + tag + "}\n", "tags.yaml:2: " + message);
    }

    @Test
    void everyKeyIsRead() {
        Tag tag = one(
                "name: flow, unitId: 3, area: holding, address: 0x64, type: int32, byteOrder: CDAB, scale: 0.10,"
                        + " offset: -5, unit: m3/h, writable: true, deadband: 2%, maxAge: 1m, period: 500ms, description: Flow");

        assertThat(tag)
                .isEqualTo(new Tag(
                        "flow",
                        3,
                        TagArea.HOLDING,
                        100,
                        TagType.INT32,
                        -1,
                        0,
                        ByteOrder.CDAB,
                        new BigDecimal("0.10"),
                        new BigDecimal("-5"),
                        "m3/h",
                        true,
                        new Deadband(2, true),
                        Duration.ofMinutes(1),
                        Duration.ofMillis(500),
                        "Flow"));
    }

    @Test
    void defaultsGoForTagsThatCanTakeThem() {
        List<Tag> tags = read(
                """
                defaults:
                  unitId: 7
                  area: holding
                  type: float32
                  byteOrder: DCBA
                  scale: 0.1
                  deadband: 0.5
                  writable: true
                  period: 2s
                tags:
                  - {name: a, address: 0}
                  - {name: b, address: 2, type: uint16, scale: 1, deadband: 3}
                  - {name: c, area: coils, address: 3}
                  - {name: d, area: input, address: 4}
                  - {name: e, address: 5, bit: 3}
                  - {name: f, address: 6, type: string, length: 4}
                """);

        assertThat(tags.get(0))
                .isEqualTo(Tag.builder("a", TagArea.HOLDING, 0, TagType.FLOAT32)
                        .unitId(7)
                        .byteOrder(ByteOrder.DCBA)
                        .scale("0.1")
                        .deadband(new Deadband(0.5, false))
                        .writable()
                        .period(Duration.ofSeconds(2))
                        .build());
        assertThat(tags.get(1).byteOrder()).as("of one register").isNull();
        assertThat(tags.get(1).deadband()).isEqualTo(new Deadband(3, false));
        assertThat(tags.get(2).type()).isEqualTo(TagType.BIT);
        assertThat(tags.get(2).writable()).isTrue();
        assertThat(tags.get(3).writable()).as("of input").isFalse();
        assertThat(tags.get(4).type()).isEqualTo(TagType.BIT);
        assertThat(tags.get(4).bit()).isEqualTo(3);
        assertThat(tags.get(5).octets()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "40001,HOLDING,0",
        "400001,HOLDING,0",
        "465536,HOLDING,65535",
        "49999,HOLDING,9998",
        "30010,INPUT,9",
        "10001,DISCRETE,0",
        "100100,DISCRETE,99",
        "00001,COILS,0",
        "000017,COILS,16"
    })
    void modiconAddressesSayTheirTableAndCountFromOne(String address, TagArea area, int zeroBased) {
        String type = area.isBits() ? "bit" : "uint16";
        Tag tag = one("name: a, notation: modicon, type: " + type + ", address: " + address);

        assertThat(tag.area()).isEqualTo(area);
        assertThat(tag.address()).isEqualTo(zeroBased);
        assertThat(one("name: a, notation: 4xxxx, type: " + type + ", address: " + address))
                .isEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "40000", "400000", "465537", "4000011", "0x9C41", "4000x"})
    void whatIsNoModiconAddressIsRefused(String address) {
        assertTagError(
                "name: a, notation: modicon, type: uint16, address: " + address,
                "address=" + address
                        + " is not of notation modicon: 5 or 6 digits, the first of them 0 (coils), 1 (discrete), 3 (input) or"
                        + " 4 (holding), the others from 1 to 9999 or 65536, as in 40001");
    }

    @Test
    void addressOf40001IsNotGuessedToBeModicon() {
        assertThat(one("name: a, area: holding, type: uint16, address: 40001").address())
                .isEqualTo(40001);
    }

    @ParameterizedTest
    @CsvSource({"AB,ABCD", "BA,BADC", "dcba,DCBA", "GHEFCDAB,CDAB", "BADCFEHG,BADC", "HGFEDCBA,DCBA", "ABCDEFGH,ABCD"})
    void ordersHaveNamesOfTwoFourAndEightLetters(String text, ByteOrder order) {
        assertThat(one("name: a, area: input, address: 0, type: int64, byteOrder: " + text)
                        .byteOrder())
                .isEqualTo(order);
    }

    @Test
    void errorsNameTheirLine() {
        assertError(
                "tags:\n  - name: a\n    area: holding\n    address: 70000\n    type: int16\n",
                "tags.yaml:4: address=70000 is not in 0..65535");
        assertError(
                "tags:\n  - {name: a, area: input, address: 1, type: int16}\n  - {name: a, area: input, address: 2, type: int16}\n",
                "tags.yaml:3: name=a stands in line 2 already; rename one");
        assertError("tags: []\n", "tags.yaml:1: tags holds 0, not 1..100000");
        assertError("tag: []\n", "tags.yaml:1: unknown key tag; known are defaults, tags");
        assertError("defaults: {}\n", "tags.yaml:1: tags is missing; add it");
        assertError(
                "defaults: {unit: m}\ntags: [{name: a}]\n",
                "tags.yaml:1: unknown key unit; known are unitId, area, notation, type, byteOrder, scale, offset, writable,"
                        + " deadband, maxAge, period");
    }

    @Test
    void errorsInATagNameKeyValueAndWayOut() {
        assertTagError(
                "name: a, adress: 1",
                "unknown key adress; known are name, address, bit, length, octets, unit,"
                        + " description, unitId, area, notation, type, byteOrder, scale, offset, writable, deadband, maxAge, period");
        assertTagError("area: input, address: 1, type: int16", "name is missing; add it");
        assertTagError("name: a, address: 1, type: int16", "area is missing; add coils, discrete, input or holding");
        assertTagError("name: a, area: register, address: 1", "area=register is not coils, discrete, input or holding");
        assertTagError("name: a, area: input, address: 1", "type is missing; add one, such as uint16");
        assertTagError(
                "name: a, area: input, address: 1, type: int8", "type=int8 is not one of " + List.of(TagType.values()));
        assertTagError(
                "name: a, notation: one, address: 1",
                "notation=one is not zero (addresses from 0) or modicon (40001,"
                        + " 400001: the first digit is the table)");
        assertTagError(
                "name: a, notation: modicon, type: int16, address: 20001",
                "address=20001 begins with none of 0 (coils), 1 (discrete), 3 (input), 4 (holding)");
        assertTagError(
                "name: a, notation: modicon, area: input, type: int16, address: 40001",
                "area contradicts address=40001; remove area");
        assertTagError(
                "name: a, area: input, address: 1, type: int32, byteOrder: ACBD",
                "byteOrder=ACBD is not one of ABCD, BADC, CDAB, DCBA; for 8 octets ABCDEFGH, BADCFEHG, GHEFCDAB, HGFEDCBA; for"
                        + " 2 AB, BA");
        assertTagError(
                "name: a, area: input, address: 1, type: string, length: 2, octets: 3",
                "length (registers) and octets are both set; remove one");
        assertTagError(
                "name: a, area: input, address: 1, type: int16, deadband: much",
                "deadband=much is not a number, or a percentage like 2%");
        assertTagError("name: a, area: input, address: 1, type: int16, deadband: -1", "deadband -1.0 is not 0 or more");
    }

    @Test
    void whatATagCannotBeIsRefused() {
        assertTagError(
                "name: a, area: coils, address: 1, type: int16",
                "tag a: type=INT16 is not possible in COILS, which holds" + " bits");
        assertTagError("name: a, area: coils, address: 1, bit: 1", "tag a: bit=1 is for a register; remove it");
        assertTagError(
                "name: a, area: input, address: 1, type: bit",
                "tag a: bit=-1 is not in 0..15, 0 being the lowest bit of" + " the register");
        assertTagError(
                "name: a, area: input, address: 1, type: int16, bit: 1", "tag a: bit=1 is for type=BIT; remove it");
        assertTagError(
                "name: a, area: input, address: 1, type: string", "tag a: a length of 0 octets is not in 1..250");
        assertTagError(
                "name: a, area: input, address: 1, type: int16, length: 1",
                "tag a: a length is for STRING and RAW;" + " remove it");
        assertTagError("name: a, area: input, address: 65535, type: int32", "tag a: ends beyond address 65535");
        assertTagError("name: a, area: input, address: 1, type: int16, scale: 0", "tag a: scale must not be 0");
        assertTagError(
                "name: a, area: input, address: 1, type: int16, scale: 1e99",
                "tag a: scale or offset has more than 40" + " digits");
        assertTagError(
                "name: a, area: coils, address: 1, scale: 2",
                "tag a: scale, offset and deadband are for numbers; remove" + " them from type=BIT");
        assertTagError(
                "name: a, area: input, address: 1, type: int16, writable: true",
                "tag a: INPUT cannot be written; remove" + " writable");
        assertTagError("name: a, area: input, address: 1, type: int16, period: 9ms", "tag a: period is below 10 ms");
        assertTagError("name: a, area: input, address: 1, type: int16, maxAge: 9", "tag a: maxAge is below 10 ms");
        assertTagError("name: '', area: input, address: 1, type: int16", "tag : name must have 1 to 200 characters");
    }

    @Test
    void listRefusesTheSameNameTwice() {
        Tag tag = Tag.builder("a", TagArea.COILS, 0, TagType.BIT).build();

        assertThatThrownBy(() -> TagList.of(tag, tag)).hasMessage("tag a comes twice; rename one");
        assertThatThrownBy(() -> TagList.of()).hasMessage("0 tags are not in 1..100000");
    }

    @Test
    void orderOfTheEndpointIsForValuesOfSeveralRegisters() {
        TagList tags = TagList.of(
                Tag.builder("one", TagArea.INPUT, 0, TagType.UINT16).build(),
                Tag.builder("own", TagArea.INPUT, 0, TagType.UINT16)
                        .byteOrder(ByteOrder.BADC)
                        .build(),
                Tag.builder("two", TagArea.INPUT, 0, TagType.UINT32).build());
        List<TagPoint> points = tags.resolve(9, ByteOrder.DCBA, 250);

        assertThat(points)
                .extracting(p -> p.codec().decode(new int[] {0x0102, 0x0304}, 0))
                .containsExactly(0x0102, 0x0201, 0x04030201L);
        assertThat(points).extracting(TagPoint::unitId).containsOnly(9);
        assertThat(points).extracting(TagPoint::periodMillis).containsOnly(250L);
    }
}
