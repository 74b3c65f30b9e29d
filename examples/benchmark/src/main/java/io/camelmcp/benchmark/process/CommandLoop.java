package io.camelmcp.benchmark.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The other side of {@link ChildProcess}: answers lines of standard input until it ends. */
public final class CommandLoop {

    static final String FAILED = "failed: ";

    private static final ObjectMapper JSON = new ObjectMapper();

    private CommandLoop() {}

    /** Does what a line asks for. */
    @FunctionalInterface
    public interface Commands {
        /** @return what to answer, something that Jackson can write */
        Object run(String command, List<String> arguments) throws Exception;
    }

    /** Runs until standard input ends. Nobody else can write to standard output from then on. */
    public static void run(Commands commands) throws IOException {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            List<String> words = List.of(line.split(" ", -1));
            answers.println(answer(commands, words));
        }
    }

    private static String answer(Commands commands, List<String> words) {
        try {
            return JSON.writeValueAsString(commands.run(words.get(0), words.subList(1, words.size())));
        } catch (Exception e) {
            return FAILED + String.valueOf(e).replace('\n', ' ');
        }
    }
}
