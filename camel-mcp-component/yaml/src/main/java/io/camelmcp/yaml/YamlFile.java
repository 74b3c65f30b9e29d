package io.camelmcp.yaml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a YAML text (1.2, one document) into values that know where they stand.
 *
 * <pre>{@code
 * YamlMap root = YamlFile.read("tags.yaml", text).asMap("defaults", "tags");
 * for (YamlValue item : root.list("tags")) {
 *     YamlMap tag = item.asMap("name", "address", "writable");     // any other key is refused
 *     tags.add(new Tag(tag.string("name"), tag.integer("address", 0, 65535), tag.bool("writable", false)));
 * }
 * }</pre>
 *
 * <p>Every error is a {@link YamlException}, {@code tags.yaml:12: address=70000 is not in 0..65535}. A key that comes twice is
 * refused, and a text beyond 4 194 304 characters, {@value #MAX_DEPTH} levels or {@value #MAX_VALUES} values, those repeated by
 * aliases counted.
 */
public final class YamlFile {

    static final int MAX_DEPTH = 20;
    static final int MAX_VALUES = 500_000;
    private static final int MAX_LENGTH = 4_194_304;

    private final String file;
    private int values;

    private YamlFile(String file) {
        this.file = file;
    }

    /**
     * Reads a text.
     *
     * @param file name that errors begin with
     * @throws YamlException if the text is empty, no YAML, or beyond a limit
     */
    public static YamlValue read(String file, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new YamlException(file, 1, text.length() + " characters exceed " + MAX_LENGTH + "; split the file");
        }
        return new YamlFile(file).read(text);
    }

    private YamlValue read(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MAX_LENGTH)
                .setAllowNonScalarKeys(true)
                .setMaxAliasesForCollections(MAX_VALUES)
                .build();
        try {
            // before composing, which goes down by recursion
            checkDepth(new Parse(settings).parseString(text).iterator());
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                throw new YamlException(file, 1, "is empty");
            }
            return value(file, root.get(), 1);
        } catch (MarkedYamlEngineException e) {
            throw new YamlException(
                    file, line(e.getProblemMark().or(e::getContextMark)), "is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new YamlException(file, 1, "is no YAML: " + e.getMessage());
        }
    }

    private void checkDepth(Iterator<Event> events) {
        int depth = 0;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> {
                    if (++depth > MAX_DEPTH) {
                        throw new YamlException(
                                file, line(event.getStartMark()), "is nested deeper than " + MAX_DEPTH + " levels");
                    }
                }
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
        }
    }

    private YamlValue value(String name, Node node, int depth) {
        int line = line(node.getStartMark());
        if (++values > MAX_VALUES || depth > MAX_DEPTH + 1) {
            throw new YamlException(
                    file,
                    line,
                    "holds more than " + MAX_VALUES + " values or " + MAX_DEPTH
                            + " levels, those counted that aliases repeat; split the file");
        }
        if (node instanceof MappingNode mapping) {
            return new YamlValue(file, line, name, entries(mapping, depth));
        }
        if (node instanceof SequenceNode sequence) {
            List<YamlValue> items = new ArrayList<>(sequence.getValue().size());
            for (Node item : sequence.getValue()) {
                items.add(value(name + "[" + items.size() + "]", item, depth + 1));
            }
            return new YamlValue(file, line, name, items);
        }
        return new YamlValue(file, line, name, scalar((ScalarNode) node));
    }

    private Map<String, YamlValue> entries(MappingNode mapping, int depth) {
        Map<String, YamlValue> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int line = line(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new YamlException(file, line, "a key must be a word");
            }
            YamlValue before = entries.put(key.getValue(), value(key.getValue(), tuple.getValueNode(), depth + 1));
            if (before != null) {
                throw new YamlException(
                        file, line, key.getValue() + " stands here again after line " + before.line() + "; remove one");
            }
        }
        return entries;
    }

    private static @Nullable String scalar(ScalarNode node) {
        String text = node.getValue();
        boolean isNull = node.getScalarStyle() == ScalarStyle.PLAIN
                && (text.isEmpty() || text.equals("~") || text.equals("null"));
        return isNull ? null : text;
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0) + 1;
    }
}
