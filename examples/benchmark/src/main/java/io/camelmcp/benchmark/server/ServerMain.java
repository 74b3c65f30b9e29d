package io.camelmcp.benchmark.server;

import io.camelmcp.benchmark.process.CommandLoop;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** The process of one subject. Arguments: subject, then the components of {@link SubjectOptions}. */
public final class ServerMain {

    private final Subject subject;
    private @Nullable Recording recording;

    private ServerMain(Subject subject) {
        this.subject = subject;
    }

    public static void main(String[] arguments) throws Exception {
        SubjectOptions options = new SubjectOptions(
                Integer.parseInt(arguments[1]), arguments[2], Path.of(arguments[3]), Path.of(arguments[4]));
        try (Subject subject = Subjects.create(arguments[0], options)) {
            CommandLoop.run(new ServerMain(subject)::run);
        }
        // threads that a library left behind must not keep the process
        System.exit(0);
    }

    private Object run(String command, List<String> arguments) throws Exception {
        return switch (command) {
            case "start" -> new ServerInfo(subject.start(), System.getProperty("java.version"), collectors());
            case "sample" -> ServerSample.take();
            case "delivered" -> subject.delivered();
            case "record" -> record();
            case "dump" -> dump(Path.of(String.join(" ", arguments)));
            default -> throw new IllegalArgumentException("unknown command " + command);
        };
    }

    private static String collectors() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .collect(Collectors.joining(", "));
    }

    private boolean record() throws Exception {
        Recording started = new Recording(Configuration.getConfiguration("profile"));
        started.start();
        Recording before = recording;
        recording = started;
        if (before != null) {
            before.close();
        }
        return true;
    }

    private boolean dump(Path file) throws Exception {
        Recording running = recording;
        recording = null;
        if (running == null) {
            return false;
        }
        running.stop();
        running.dump(file);
        running.close();
        return true;
    }
}
