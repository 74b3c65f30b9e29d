package io.camelmcp.gateway.output.jms;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.RefusedEvent;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message for each event; a batch is one transaction. */
final class JmsOutput implements Output {

    // Artemis drops a message whose id it has seen lately; others take it for a property like any other
    private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    private final ConnectionFactory factory;
    private final JmsTarget target;
    private @Nullable Connection connection;

    JmsOutput(ConnectionFactory factory, JmsTarget target) {
        this.factory = factory;
        this.target = target;
    }

    @Override
    public List<RefusedEvent> write(List<Event> events) throws IOException {
        try {
            Connection open = connection();
            try {
                sendInOneTransaction(open, events);
            } catch (JMSException e) {
                if (!saysDuplicate(e)) {
                    throw e;
                }
                // Artemis takes a transaction with a repeat in it back as a whole; outside of one it drops the repeat
                sendOneByOne(open, events);
            }
            return List.of();
        } catch (JMSException | RuntimeException e) {
            close();
            throw new IOException("jms: " + target.description() + ": " + reason(e), e);
        }
    }

    private void sendInOneTransaction(Connection open, List<Event> events) throws JMSException {
        try (Session session = open.createSession(true, Session.SESSION_TRANSACTED)) {
            send(session, events);
            session.commit();
        }
    }

    private void sendOneByOne(Connection open, List<Event> events) throws JMSException {
        try (Session session = open.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            send(session, events);
        }
    }

    private void send(Session session, List<Event> events) throws JMSException {
        try (MessageProducer producer = session.createProducer(
                target.topic() ? session.createTopic(target.name()) : session.createQueue(target.name()))) {
            for (Event event : events) {
                producer.send(message(session, event));
            }
        }
    }

    private Message message(Session session, Event event) throws JMSException {
        Message message;
        if (target.bytes()) {
            BytesMessage octets = session.createBytesMessage();
            octets.writeBytes(event.json());
            message = octets;
        } else {
            message = session.createTextMessage(new String(event.json(), UTF_8));
        }
        message.setStringProperty("messageId", event.messageId());
        message.setStringProperty("clientId", event.clientId());
        message.setStringProperty("command", event.command());
        message.setLongProperty("receivedAt", event.receivedAt());
        String traceId = event.traceId();
        if (!traceId.isEmpty()) {
            message.setStringProperty("traceId", traceId);
        }
        if (!event.messageId().isEmpty()) {
            message.setStringProperty(DUPLICATE_ID, event.messageId());
        }
        if (target.groups() && !event.clientId().isEmpty()) {
            message.setStringProperty("JMSXGroupID", event.clientId());
        }
        return message;
    }

    private Connection connection() throws JMSException {
        Connection open = connection;
        if (open == null) {
            String user = target.user();
            open = user == null ? factory.createConnection() : factory.createConnection(user, target.password());
            connection = open;
        }
        return open;
    }

    private static boolean saysDuplicate(JMSException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause.getClass().getSimpleName().equals("ActiveMQDuplicateIdException")) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause.getCause() instanceof InterruptedException)) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? e.getMessage() : cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message.replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (JMSException e) {
                // it is gone, and the broker takes back what was not committed
            }
        }
    }
}
