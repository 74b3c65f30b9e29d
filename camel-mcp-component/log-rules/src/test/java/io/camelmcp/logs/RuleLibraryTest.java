package io.camelmcp.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleLibraryTest {

    @TempDir
    Path home;

    private RuleLibrary open(boolean withShipped) {
        return RuleLibrary.open(home.resolve("rules"), withShipped, rule -> {});
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(home.resolve("rules"));
        Files.writeString(home.resolve("rules").resolve(name), text);
    }

    private static String rule(String name, String pattern) {
        return "rules:\n  - name: " + name + "\n    pattern: '" + pattern + "'\n";
    }

    private static String type(RuleLibrary library, String line) {
        return library.rules().parseAll(line, 0).get(0).type();
    }

    @Test
    void filesOfTheFolderComeBeforeTheShippedOnesAndAreReadAgain() throws IOException {
        RuleLibrary library = open(true);
        String line = "Nov 23 04:02:52 host plant: pump 7";
        assertThat(type(library, line)).isEqualTo("syslog");

        write("plant.yaml", rule("pump", "plant: pump"));
        library.refresh();
        assertThat(type(library, line)).isEqualTo("pump");

        write("plant.yaml", rule("pump-2", "plant: pump"));
        library.refresh();
        assertThat(type(library, line)).isEqualTo("pump-2");

        Files.delete(home.resolve("rules/plant.yaml"));
        library.refresh();
        assertThat(type(library, line)).isEqualTo("syslog");
    }

    @Test
    void badFileLeavesTheOldOneInForceAndIsReported() throws IOException {
        write("a.yaml", rule("one", "^x"));
        RuleLibrary library = open(false);

        write("a.yaml", rule("one", "(") + rule("b", "c"));
        write("b.yaml", rule("two", "^y"));
        library.refresh();

        assertThat(library.problems()).singleElement().asString().startsWith("a.yaml:");
        assertThat(type(library, "x")).isEqualTo("one");
        assertThat(type(library, "y")).as("others are not held up").isEqualTo("two");

        write("a.yaml", rule("three", "^x"));
        library.refresh();

        assertThat(library.problems()).isEmpty();
        assertThat(type(library, "x")).isEqualTo("three");
    }

    @Test
    void badFileThatIsPutBackToWhatItWasIsNoProblemAnyMore() throws IOException {
        write("a.yaml", rule("one", "^x"));
        RuleLibrary library = open(false);
        write("a.yaml", "no rules");
        library.refresh();
        assertThat(library.problems()).hasSize(1);

        write("a.yaml", rule("one", "^x"));
        library.refresh();

        assertThat(library.problems()).isEmpty();
    }

    @Test
    void fileThatWasBadAtTheStartIsReportedAndTheRestIsThere() throws IOException {
        write("a.yaml", "rules: [{name: a, pattern: x, tests: [{line: y}]}]");
        write("b.yaml", rule("two", "^y"));
        Files.write(home.resolve("rules/c.yaml"), new byte[] {(byte) 0xff, 0});
        write("d.yaml", "#".repeat(RuleLibrary.MAX_FILE + 1));
        write("notes.txt", "no rules");

        RuleLibrary library = open(false);

        assertThat(library.problems())
                .satisfiesExactly(
                        a -> assertThat(a).startsWith("a.yaml:1: test of rule a"),
                        c -> assertThat(c).startsWith("c.yaml:1: is not text in UTF-8"),
                        d -> assertThat(d).startsWith("d.yaml:1: has more than 1048576 octets"));
        assertThat(library.files()).extracting(RuleFile::name).containsExactly("b.yaml");
    }

    @Test
    void nameOfARuleInAnotherFileIsRefused() throws IOException {
        write("a.yaml", rule("one", "^x"));
        write("b.yaml", rule("one", "^y"));

        RuleLibrary library = open(false);

        assertThat(library.problems())
                .singleElement()
                .asString()
                .isEqualTo("b.yaml:2: the name one is that of a rule in a.yaml:2 already; choose another one");
    }

    @Test
    void ruleThatMovesFromOneFileIntoAnotherStaysInForce() throws IOException {
        write("b.yaml", rule("one", "^x"));
        RuleLibrary library = open(false);

        write("a.yaml", rule("one", "^x"));
        write("b.yaml", rule("two", "^y"));
        library.refresh();

        assertThat(library.problems()).isEmpty();
        assertThat(type(library, "x")).isEqualTo("one");
        assertThat(type(library, "y")).isEqualTo("two");
    }

    @Test
    void fileThatWasRefusedForTheNameOfARuleIsTakenWhenTheNameIsFree() throws IOException {
        write("a.yaml", rule("one", "^x"));
        write("b.yaml", rule("one", "^y"));
        RuleLibrary library = open(false);
        assertThat(library.files()).hasSize(1);

        write("a.yaml", rule("two", "^x"));
        library.refresh();
        assertThat(library.problems()).isEmpty();
        assertThat(type(library, "y")).isEqualTo("one");

        write("c.yaml", rule("two", "^z"));
        library.refresh();
        assertThat(library.problems()).hasSize(1);
        Files.delete(home.resolve("rules/a.yaml"));
        library.refresh();
        assertThat(library.problems()).isEmpty();
        assertThat(type(library, "z")).isEqualTo("two");
    }

    @Test
    void fileThatIsRefusedHoldsUpNoneThatMakeRoomForEachOther() throws IOException {
        write("b.yaml", rule("one", "^x"));
        write("c.yaml", rule("three", "^z"));
        RuleLibrary library = open(false);

        write("a.yaml", rule("one", "^x"));
        write("b.yaml", rule("two", "^y"));
        write("d.yaml", rule("three", "^z"));
        library.refresh();

        assertThat(library.problems()).singleElement().asString().startsWith("d.yaml:2: the name three");
        assertThat(library.files()).extracting(RuleFile::name).containsExactly("a.yaml", "b.yaml", "c.yaml");
    }

    @Test
    void shippedRuleMayStandInAnotherFileIfItsOwnIsReplaced() throws IOException {
        String line = "Nov 23 04:02:52 gate sshd[1]: Accepted password for ann from 10.1.2.3 port 1 ssh2";
        write("auth.yaml", rule("ssh.login", "Accepted").replace("pattern", "type: mine\n    pattern"));
        write("ssh.yaml", "rules: []");

        RuleLibrary library = open(true);
        assertThat(library.problems()).isEmpty();
        assertThat(type(library, line)).isEqualTo("mine");

        Files.delete(home.resolve("rules/ssh.yaml"));
        library.refresh();
        library.refresh();
        assertThat(library.problems())
                .as("the shipped file cannot come back")
                .singleElement()
                .asString()
                .contains("the name ssh.login is that of a rule in auth.yaml:2");
        assertThat(type(library, line)).isEqualTo("mine");

        Files.delete(home.resolve("rules/auth.yaml"));
        library.refresh();
        assertThat(library.problems()).isEmpty();
        assertThat(type(library, line)).isEqualTo("ssh.login");
    }

    @Test
    void fileThatCannotBeReadForAWhileIsAProblemUntilItCan() throws IOException {
        write("a.yaml", rule("one", "^x"));
        RuleLibrary library = open(false);

        Files.write(home.resolve("rules/a.yaml"), new byte[] {(byte) 0xff, 0});
        write("b.yaml", rule("two", "^y"));
        library.refresh();
        assertThat(library.problems()).singleElement().asString().startsWith("a.yaml:1: is not text in UTF-8");
        assertThat(type(library, "x")).isEqualTo("one");

        write("a.yaml", rule("one", "^x"));
        library.refresh();
        assertThat(library.problems()).isEmpty();
    }

    @Test
    void whateverGoesWrongIsAProblemAndIsNotThrown() throws IOException {
        RuleLibrary library;
        try (FileSystem zip = FileSystems.newFileSystem(home.resolve("rules.zip"), Map.of("create", "true"))) {
            Path folder = Files.createDirectory(zip.getPath("/rules"));
            Files.writeString(folder.resolve("a.yaml"), rule("one", "^x"));
            library = RuleLibrary.open(folder, false, rule -> {});
            assertThat(library.problems()).isEmpty();
        }

        library.refresh(); // what a closed file system throws is no IOException

        assertThat(library.problems()).singleElement().asString().contains("/rules: cannot be read");
        assertThat(type(library, "x")).isEqualTo("one");
    }

    @Test
    void fileWithTheNameOfAShippedOneStandsInItsPlace() throws IOException {
        String line = "Nov 23 04:02:52 gate sshd[1]: Invalid user admin from 203.0.113.9 port 4242";
        write("ssh.yaml", "rules: []");

        RuleLibrary library = open(true);
        assertThat(type(library, line)).isEqualTo("syslog");

        Files.delete(home.resolve("rules/ssh.yaml"));
        library.refresh();
        assertThat(type(library, line)).isEqualTo("ssh.invalid-user");
    }

    @Test
    void folderThatIsGoneLeavesItsRulesInForce() throws IOException {
        write("a.yaml", rule("one", "^x"));
        RuleLibrary library = open(false);

        Files.move(home.resolve("rules"), home.resolve("elsewhere"));
        library.refresh();
        assertThat(type(library, "x")).isEqualTo("one");
        assertThat(library.problems()).singleElement().asString().contains("is not there any more");

        Files.move(home.resolve("elsewhere"), home.resolve("rules"));
        library.refresh();
        assertThat(library.problems()).isEmpty();
    }

    @Test
    void fileThatIsPutIsInTheFolderAndInForce() throws IOException {
        RuleLibrary library = open(false);

        library.put("api.yaml", rule("one", "^x"));

        assertThat(type(library, "x")).isEqualTo("one");
        assertThat(home.resolve("rules/api.yaml")).hasContent(rule("one", "^x"));
        assertThat(home.resolve("rules"))
                .isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
        write("other.yaml", "rules: []");
        assertThat(Files.getPosixFilePermissions(home.resolve("rules/api.yaml")))
                .as("whoever may read other files may read this one")
                .isEqualTo(Files.getPosixFilePermissions(home.resolve("rules/other.yaml")));
        Files.delete(home.resolve("rules/other.yaml"));
        library.refresh();
        assertThat(library.files()).hasSize(1);
        assertThat(type(open(false), "x")).as("after a restart").isEqualTo("one");
    }

    @Test
    void badFileThatIsPutChangesNothing() throws IOException {
        RuleLibrary library = open(false);
        library.put("api.yaml", rule("one", "^x"));

        assertThatThrownBy(() -> library.put("api.yaml", rule("two", "("))).hasMessageStartingWith("api.yaml:3: ");
        assertThatThrownBy(() -> library.put("b.yaml", rule("one", "y")))
                .hasMessageStartingWith("b.yaml:2: the name one");
        assertThatThrownBy(() -> library.put("../a.yaml", rule("a", "y")))
                .hasMessageStartingWith("file=../a.yaml is no name");
        assertThatThrownBy(() -> library.put("c.yaml", "#".repeat(RuleLibrary.MAX_FILE + 1)))
                .hasMessageContaining("octets exceed");

        assertThat(type(library, "x")).isEqualTo("one");
        assertThat(home.resolve("rules/api.yaml")).hasContent(rule("one", "^x"));
        assertThat(library.files()).hasSize(1);
    }

    @Test
    void fileThatCannotBeWrittenIsNotInForce() throws IOException {
        Files.writeString(home.resolve("rules"), "a file, and no folder");
        RuleLibrary library = RuleLibrary.open(home.resolve("rules/below"), false, rule -> {});

        assertThatThrownBy(() -> library.put("api.yaml", rule("one", "^x"))).isInstanceOf(IOException.class);

        assertThat(type(library, "x")).isEqualTo("unknown");
        assertThat(library.files()).isEmpty();
    }

    @Test
    void ruleThatIsDisabledComesBackWithItsFileAndOthersStayDisabled() throws IOException {
        write("a.yaml", rule("slow", "(x+x+)+y"));
        write("b.yaml", rule("other", "^z"));
        RuleLibrary library = open(false);
        String line = "x".repeat(5_000) + " y";
        for (int i = 0; i < RuleHealth.MAX_OFFENCES; i++) {
            library.rules().parseAll(line, 0);
        }
        assertThat(library.rules().disabled()).hasSize(1);

        write("b.yaml", rule("another", "^z"));
        library.refresh();
        assertThat(library.rules().disabled()).as("its own file is as it was").hasSize(1);

        write("a.yaml", rule("slow", "x+y"));
        library.refresh();
        assertThat(library.rules().disabled()).isEmpty();
    }
}
