package io.camelmcp.logs;

import io.camelmcp.yaml.YamlException;
import java.util.List;

/**
 * A file of rules that has been read, compiled and tested. The keys are in docs/log-rules.md:
 *
 * <pre>{@code
 * rules:
 *   - name: pump.pressure
 *     pattern: '^(?<time>\S+) pump (?<pump>\d+): pressure (?<bar>[\d.]+) bar$'
 *     fields: {pump: int, bar: double}
 *     formats: [iso]
 *     tests:
 *       - line: '2026-11-23T04:02:52Z pump 7: pressure 4.20 bar'
 *         expect: {timestamp: '2026-11-23T04:02:52.000Z', fields: {pump: 7, bar: 4.2}}
 * }</pre>
 */
public final class RuleFile {

    /** Order of a file that says none. */
    public static final int DEFAULT_ORDER = 100;

    private final String name;
    private final String text;
    private final int order;
    private final List<Rule> rules;

    RuleFile(String name, String text, int order, List<Rule> rules) {
        this.name = name;
        this.text = text;
        this.order = order;
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads a file, and runs the tests that are in it.
     *
     * @param name of the file, which errors begin with
     * @throws YamlException if something is wrong with it: {@code name:line: what, and what to do}
     */
    public static RuleFile read(String name, String text) {
        return RuleReader.read(name, text);
    }

    public String name() {
        return name;
    }

    /** As it was read. */
    public String text() {
        return text;
    }

    /** Files of a lower one come first. */
    public int order() {
        return order;
    }

    /** Number of its rules. */
    public int size() {
        return rules.size();
    }

    List<Rule> rules() {
        return rules;
    }
}
