package io.camelmcp.component.server;

import io.camelmcp.component.session.DeviceSession;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** What connections and sessions say in the log about their states: {@code FROM CAUSE TO}, in order. */
final class StateLog extends AbstractAppender implements AutoCloseable {

    private static final List<String> LOGGERS =
            List.of(DeviceConnection.class.getName(), DeviceSession.class.getName());
    private static final Pattern LINE =
            Pattern.compile("event=(connection|session)-state .* from=(\\w+) cause=(\\w+) to=(\\w+)");

    final List<String> connections = new ArrayList<>();
    final List<String> sessions = new ArrayList<>();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

    StateLog() {
        super("states", null, null, true, Property.EMPTY_ARRAY);
        start();
        for (String name : LOGGERS) {
            LoggerConfig logger = new LoggerConfig(name, Level.DEBUG, false);
            logger.addAppender(this, Level.DEBUG, null);
            context.getConfiguration().addLogger(name, logger);
        }
        context.updateLoggers();
    }

    @Override
    public void append(LogEvent event) {
        Matcher line = LINE.matcher(event.getMessage().getFormattedMessage());
        if (line.matches()) {
            (line.group(1).equals("session") ? sessions : connections)
                    .add(line.group(2) + " " + line.group(3) + " " + line.group(4));
        }
    }

    @Override
    public void close() {
        LOGGERS.forEach(context.getConfiguration()::removeLogger);
        context.updateLoggers();
        stop();
    }
}
