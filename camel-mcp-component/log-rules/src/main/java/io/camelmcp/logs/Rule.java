package io.camelmcp.logs;

import com.fasterxml.jackson.core.io.SerializedString;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A rule as it runs. Immutable but for what it counts. */
final class Rule {

    /** Group that is the timestamp, and the one that is the message. */
    static final String TIME = "time";

    static final String MESSAGE = "message";

    /** A named group of the pattern. */
    record Group(SerializedString key, int index, FieldType type) {

        String name() {
            return key.getValue();
        }
    }

    final String name;
    final String type;
    final String file;
    final int line;
    final Pattern pattern;
    /** Whether a match can begin at the first character only. */
    final boolean isAnchored;

    /** Texts that every line has which the pattern matches. */
    final List<String> literals;

    final List<Group> groups;
    /** Types of fields that lines name themselves. */
    final Map<String, FieldType> types;

    final Timestamps timestamps;
    final SeverityRule severity;
    /** Fields that every event of the rule has. */
    final Map<String, Object> added;

    final int budget;
    final RuleHealth health = new RuleHealth();
    final LongAdder matched = new LongAdder();
    /** Whether lines name fields themselves. */
    final boolean hasMany;

    // positions in groups, -1 for none
    final int timeGroup;
    final int messageGroup;
    final int severityGroup;
    final int delimiterGroup;

    Rule(
            String name,
            String type,
            String file,
            int line,
            Pattern pattern,
            boolean isAnchored,
            List<String> literals,
            List<Group> groups,
            Map<String, FieldType> types,
            Timestamps timestamps,
            SeverityRule severity,
            Map<String, Object> added,
            int budget) {
        this.name = name;
        this.type = type;
        this.file = file;
        this.line = line;
        this.pattern = pattern;
        this.isAnchored = isAnchored;
        this.literals = literals;
        this.groups = groups;
        this.types = types;
        this.timestamps = timestamps;
        this.severity = severity;
        this.added = added;
        this.budget = budget;
        this.hasMany = groups.stream().anyMatch(group -> group.type().isMany());
        this.timeGroup = position(TIME);
        this.messageGroup = position(MESSAGE);
        this.severityGroup = position(severity.group());
        this.delimiterGroup = position("delimiter");
    }

    private int position(@Nullable String group) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).name().equals(group)) {
                return i;
            }
        }
        return -1;
    }

    RuleInfo info() {
        return new RuleInfo(name, type, file, line, pattern.pattern(), literals, matched.sum(), health.disabled());
    }
}
