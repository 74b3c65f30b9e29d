package io.camelmcp.logs;

import com.fasterxml.jackson.core.io.SerializedString;
import io.camelmcp.yaml.YamlFile;
import io.camelmcp.yaml.YamlMap;
import io.camelmcp.yaml.YamlValue;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Makes rules of a YAML text. */
final class RuleReader {

    private static final int MAX_PATTERN = 8_192;
    // characters of a pattern that an error shows
    private static final int SHOWN = 50;
    private static final int DEFAULT_BUDGET = 1_000_000;
    private static final int MAX_BUDGET = 1_000_000_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern REFERENCE = Pattern.compile("%\\{([A-Za-z0-9_]+)}");

    private final String file;
    private final Map<String, String> definitions = new LinkedHashMap<>();
    private final @Nullable YamlValue formats;
    private final @Nullable YamlValue zone;

    private RuleReader(String file, YamlMap root) {
        this.file = file;
        this.formats = root.find("formats");
        this.zone = root.find("zone");
        if (root.has("define")) {
            YamlMap define = root.map("define");
            for (String key : define.keys()) {
                definitions.put(key, expand(define.get(key)));
            }
        }
    }

    static RuleFile read(String file, String text) {
        YamlMap root = YamlFile.read(file, text).asMap("order", "zone", "formats", "define", "rules");
        RuleReader reader = new RuleReader(file, root);
        List<Rule> rules = new ArrayList<>();
        List<YamlMap> places = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlValue item : root.get("rules").asList()) {
            YamlMap place = item.asMap(
                    "name",
                    "type",
                    "literal",
                    "pattern",
                    "fields",
                    "add",
                    "formats",
                    "zone",
                    "severity",
                    "budget",
                    "tests");
            Rule rule = reader.rule(place);
            if (!names.add(rule.name)) {
                throw place.get("name").error("name=" + rule.name + " is that of another rule; choose another one");
            }
            if (rules.size() == LogRules.MAX_RULES) {
                throw place.error("more than " + LogRules.MAX_RULES + " rules; split the file");
            }
            rules.add(rule);
            places.add(place);
        }
        RuleFile read = new RuleFile(file, text, root.integer("order", 0, 1_000, RuleFile.DEFAULT_ORDER), rules);
        RuleTests.run(read, places);
        return read;
    }

    private Rule rule(YamlMap place) {
        String name = place.string("name");
        require(NAME, place.get("name"), name);
        String type = place.stringOr("type", name);
        require(NAME, place.has("type") ? place.get("type") : place.get("name"), String.valueOf(type));
        YamlValue where = place.get("pattern");
        String regex = expand(where);
        Pattern pattern = compile(where, regex);
        RegexGroups found = groups(where, regex);
        Map<String, Integer> numbers = found.names();
        Map<String, FieldType> types = types(place);
        List<Rule.Group> groups = new ArrayList<>();
        numbers.forEach((group, number) -> groups.add(
                new Rule.Group(new SerializedString(group), number, types.getOrDefault(group, FieldType.STRING))));
        boolean many = groups.stream().anyMatch(group -> group.type().isMany());
        for (String field : types.keySet()) {
            if (!many && !numbers.containsKey(field)) {
                throw place.get("fields").error(field + " is no group of the pattern; it has " + numbers.keySet());
            }
        }
        return new Rule(
                name,
                String.valueOf(type),
                file,
                place.line(),
                pattern,
                found.isAnchored(),
                literals(place, regex),
                List.copyOf(groups),
                types,
                timestamps(place, numbers.containsKey(Rule.TIME)),
                severity(place, numbers),
                added(place, numbers),
                place.integer("budget", 1_000, MAX_BUDGET, DEFAULT_BUDGET));
    }

    private static void require(Pattern pattern, YamlValue place, String text) {
        if (!pattern.matcher(text).matches()) {
            throw place.error(
                    place.name() + "=" + text + " has other characters than A-Z a-z 0-9 . _ -, or more than 100");
        }
    }

    /** Puts definitions in for {@code %{NAME}}. */
    private String expand(YamlValue place) {
        String text = place.asString();
        Matcher reference = REFERENCE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (reference.find()) {
            String value = definitions.get(reference.group(1));
            if (value == null) {
                throw place.error(reference.group() + " is not defined; define has " + definitions.keySet()
                        + ", and a definition may use those above it");
            }
            reference.appendReplacement(expanded, Matcher.quoteReplacement(value));
            if (expanded.length() > MAX_PATTERN) {
                break;
            }
        }
        reference.appendTail(expanded);
        if (expanded.length() > MAX_PATTERN) {
            throw place.error(place.name() + " has more than " + MAX_PATTERN + " characters; shorten it");
        }
        return expanded.toString();
    }

    private static Pattern compile(YamlValue place, String regex) {
        try {
            // a line has no line feed, and nothing else ends it
            return Pattern.compile(regex, Pattern.UNIX_LINES);
        } catch (PatternSyntaxException e) {
            int at = Math.max(0, Math.min(e.getIndex(), regex.length()));
            throw place.error("pattern is no regular expression: " + e.getDescription() + " at character " + (at + 1)
                    + ", behind " + regex.substring(Math.max(0, at - SHOWN), at));
        }
    }

    private static RegexGroups groups(YamlValue place, String regex) {
        try {
            return RegexGroups.of(regex);
        } catch (IllegalArgumentException e) {
            throw place.error("pattern: " + e.getMessage());
        }
    }

    private static Map<String, FieldType> types(YamlMap place) {
        Map<String, FieldType> types = new LinkedHashMap<>();
        if (place.has("fields")) {
            YamlMap fields = place.map("fields");
            for (String key : fields.keys()) {
                types.put(key, fields.get(key).asEnum(FieldType.class));
            }
        }
        return Map.copyOf(types);
    }

    private static List<String> literals(YamlMap place, String regex) {
        YamlValue given = place.find("literal");
        if (given == null) {
            return RegexLiterals.of(regex).stream()
                    .map(text -> text.substring(0, Math.min(text.length(), LiteralSearch.MAX_TEXT)))
                    .toList();
        }
        String literal = given.asString();
        if (literal.length() > LiteralSearch.MAX_TEXT) {
            throw given.error("literal has " + literal.length() + " characters; at most " + LiteralSearch.MAX_TEXT
                    + ", a part of it does as well");
        }
        if (literal.length() < 2 || literal.chars().anyMatch(c -> c >= LiteralSearch.ALPHABET)) {
            throw given.error("literal=" + literal + " must be two characters or more, none of them beyond U+00FF;"
                    + " without the key it is taken from the pattern");
        }
        return List.of(literal);
    }

    private Timestamps timestamps(YamlMap place, boolean hasTime) {
        YamlValue where = place.has("formats") ? place.get("formats") : formats;
        if (where == null) {
            if (hasTime) {
                throw place.error(
                        "the pattern has a group time, and there are no formats to read it with; add formats");
            }
            return Timestamps.of(List.of(), ZoneOffset.UTC);
        }
        if (place.has("formats") && !hasTime) {
            throw where.error("formats are for the group time, which the pattern does not have");
        }
        List<String> texts = where.isList()
                ? where.asList().stream().map(YamlValue::asString).toList()
                : List.of(where.asString());
        try {
            return Timestamps.of(texts, zone(place));
        } catch (IllegalArgumentException e) {
            throw where.error(String.valueOf(e.getMessage()));
        }
    }

    private ZoneId zone(YamlMap place) {
        YamlValue where = place.has("zone") ? place.get("zone") : zone;
        if (where == null) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(where.asString());
        } catch (DateTimeException e) {
            throw where.error("zone=" + where.asString() + " is no time zone; write it like Europe/Berlin or +01:00");
        }
    }

    private static SeverityRule severity(YamlMap place, Map<String, Integer> groups) {
        YamlValue where = place.find("severity");
        if (where == null) {
            String said = groups.containsKey("severity") ? "severity" : groups.containsKey("level") ? "level" : null;
            return said == null ? SeverityRule.INFO : new SeverityRule(said, Map.of(), Map.of(), Severity.INFO);
        }
        if (!where.isMap()) {
            return new SeverityRule(null, Map.of(), Map.of(), severity(where));
        }
        YamlMap map = where.asMap("group", "map", "default");
        String group = map.string("group");
        if (!groups.containsKey(group)) {
            throw map.get("group").error("group=" + group + " is no group of the pattern; it has " + groups.keySet());
        }
        Map<String, Severity> exact = new LinkedHashMap<>();
        Map<String, Severity> prefixes = new LinkedHashMap<>();
        if (map.has("map")) {
            YamlMap words = map.map("map");
            for (String word : words.keys()) {
                boolean prefix = word.endsWith("*");
                (prefix ? prefixes : exact)
                        .put(prefix ? word.substring(0, word.length() - 1) : word, severity(words.get(word)));
            }
        }
        Severity otherwise = map.has("default") ? severity(map.get("default")) : Severity.INFO;
        return new SeverityRule(group, exact, prefixes, otherwise);
    }

    private static Severity severity(YamlValue value) {
        return value.asEnum(Severity.class);
    }

    private static Map<String, Object> added(YamlMap place, Map<String, Integer> groups) {
        Map<String, Object> added = new LinkedHashMap<>();
        if (place.has("add")) {
            YamlMap add = place.map("add");
            for (String key : add.keys()) {
                if (groups.containsKey(key)) {
                    throw add.get(key).error(key + " is a group of the pattern already; choose another name");
                }
                added.put(key, add.string(key));
            }
        }
        return added;
    }
}
