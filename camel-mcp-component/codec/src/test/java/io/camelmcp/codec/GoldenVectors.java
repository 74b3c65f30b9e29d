package io.camelmcp.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The golden vectors of docs/protocol.md, section 10: {@code name | hex | what it says}, one frame a line.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @MethodSource("io.camelmcp.codec.GoldenVectors#mcp")
 * void frameIsReadHoweverItIsCut(GoldenVectors.Vector vector) { … vector.cuts() … }
 * }</pre>
 */
public final class GoldenVectors {

    private static final List<Vector> ALL = read();

    private GoldenVectors() {}

    /** Every vector, in the order of the file. */
    public static List<Vector> all() {
        return ALL;
    }

    public static Stream<Vector> mcp() {
        return ALL.stream().filter(vector -> vector.protocol() == Protocol.MCP);
    }

    public static Stream<Vector> modbusTcp() {
        return ALL.stream().filter(vector -> vector.protocol() == Protocol.MODBUS_TCP);
    }

    public static Stream<Vector> modbusRtu() {
        return ALL.stream().filter(vector -> vector.protocol() == Protocol.MODBUS_RTU);
    }

    /** The vector of that name. */
    public static Vector named(String name) {
        return ALL.stream()
                .filter(vector -> vector.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no vector is called " + name));
    }

    private static List<Vector> read() {
        try (InputStream in = GoldenVectors.class.getResourceAsStream("vectors.txt")) {
            if (in == null) {
                throw new IllegalStateException("vectors.txt is not beside " + GoldenVectors.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(GoldenVectors::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vector parse(String line) {
        String[] columns = line.split("\\|", 3);
        return new Vector(columns[0].trim(), HexFormat.of().parseHex(columns[1].trim()), columns[2].trim());
    }

    /**
     * One frame.
     *
     * @param name  unique
     * @param frame its octets
     * @param json  what it says: an object, or empty
     */
    public record Vector(String name, byte[] frame, String json) {

        public Protocol protocol() {
            if (name.startsWith("mbap-")) {
                return Protocol.MODBUS_TCP;
            }
            return name.startsWith("rtu-") ? Protocol.MODBUS_RTU : Protocol.MCP;
        }

        /** Why the frame must be refused: the name of an error code, or {@code CRC-16}; empty for a good frame. */
        public Optional<String> reject() {
            return text("reject");
        }

        /** A string of {@link #json}, at any depth. */
        public Optional<String> text(String key) {
            return find(key, "\"([^\"]*)\"");
        }

        /** A number of {@link #json}, at any depth. */
        public OptionalLong number(String key) {
            return find(key, "(\\d+)").stream().mapToLong(Long::parseLong).findFirst();
        }

        /** The frame cut in two at each octet, then whole, then octet by octet; each a list of segments. */
        public Stream<List<byte[]>> cuts() {
            Stream<List<byte[]>> inTwo = IntStream.range(1, frame.length)
                    .mapToObj(cut ->
                            List.of(Arrays.copyOfRange(frame, 0, cut), Arrays.copyOfRange(frame, cut, frame.length)));
            List<byte[]> octets = IntStream.range(0, frame.length)
                    .mapToObj(i -> new byte[] {frame[i]})
                    .toList();
            return Stream.concat(inTwo, Stream.of(List.of(frame.clone()), octets));
        }

        @Override
        public String toString() {
            return name;
        }

        private Optional<String> find(String key, String value) {
            Matcher matcher = Pattern.compile('"' + Pattern.quote(key) + "\"\\s*:\\s*" + value)
                    .matcher(json);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        }
    }
}
