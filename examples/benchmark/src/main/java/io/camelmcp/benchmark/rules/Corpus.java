package io.camelmcp.benchmark.rules;

import io.camelmcp.logs.RuleFile;
import io.camelmcp.logs.RuleLibrary;
import io.camelmcp.yaml.YamlFile;
import io.camelmcp.yaml.YamlValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Fifty rules and lines for them: those that are shipped with the lines of their tests, and rules for appliances. */
final class Corpus {

    static final int RULES = 50;

    private static final int LINES = 20_000;
    private static final String[] USERS = {"root", "admin", "ann", "bob", "oracle", "backup", "www-data"};

    private Corpus() {}

    /** The shipped files, and one more with as many rules as are missing. */
    static List<RuleFile> files() {
        List<RuleFile> files =
                new ArrayList<>(RuleLibrary.open(null, true, rule -> {}).files());
        int shipped = files.stream().mapToInt(RuleFile::size).sum();
        StringBuilder text = new StringBuilder("formats: iso\nrules:\n");
        for (int n = 0; n < RULES - shipped; n++) {
            text.append("  - name: appliance-")
                    .append(n)
                    .append("\n    pattern: '")
                    .append(appliance(n))
                    .append("'\n")
                    .append("    fields: {pid: int, source: ip, target: ip, octets: long}\n");
        }
        files.add(RuleFile.read("appliances.yaml", text.toString()));
        return files;
    }

    private static String appliance(int n) {
        return "^(?<time>\\S+) (?<host>\\S+) appliance-" + n
                + "\\[(?<pid>\\d+)\\]: (?<action>allow|deny|reset) (?<protocol>\\w+) from (?<source>[\\d.]+):(?<sourcePort>\\d+)"
                + " to (?<target>[\\d.]+):(?<targetPort>\\d+) octets=(?<octets>\\d+)$";
    }

    /** Lines of all rules in a random order, always the same, and one in twenty that no rule knows. */
    static List<String> lines(List<RuleFile> files) {
        List<String> samples = samples(files);
        Random random = new Random(7);
        List<String> lines = new ArrayList<>(LINES);
        for (int i = 0; i < LINES; i++) {
            String sample = i % 20 == 0
                    ? "session 4711 of 10.1.2.3 was renewed by its own timer, and nobody knows what that means"
                    : samples.get(i % samples.size());
            lines.add(sample);
        }
        Collections.shuffle(lines, random);
        for (int i = 0; i < LINES; i++) {
            // a second for each thousand lines: a log has them in the order of time
            lines.set(i, varied(lines.get(i), random, i / 1_000));
        }
        return lines;
    }

    private static List<String> samples(List<RuleFile> files) {
        List<String> samples = new ArrayList<>();
        for (RuleFile file : files) {
            for (YamlValue rule :
                    YamlFile.read(file.name(), file.text()).asMap().list("rules")) {
                for (YamlValue test : rule.asMap().list("tests")) {
                    samples.add(test.asMap().string("line").lines().findFirst().orElse(""));
                }
            }
        }
        for (int n = 0; n < 20; n++) {
            samples.add("2026-11-23T04:02:52.123Z fw" + n + " appliance-" + n
                    + "[4711]: deny tcp from 203.0.113.9:4242 to 10.0.0.9:443 octets=1500");
        }
        return samples;
    }

    private static String varied(String line, Random random, int second) {
        return line.replace("04:02:52", String.format("04:02:%02d", second % 60))
                .replace("4711", Integer.toString(1 + random.nextInt(65_000)))
                .replace("10.1.2.3", address(random))
                .replace("203.0.113.9", address(random))
                .replace("10.0.0.9", address(random))
                .replace("for root", "for " + USERS[random.nextInt(USERS.length)]);
    }

    private static String address(Random random) {
        return 10 + random.nextInt(200) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                + random.nextInt(256);
    }
}
