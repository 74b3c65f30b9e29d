package io.camelmcp.gateway.events;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;

/**
 * Several events in one message of the broker: what the broker does for a message costs many times what an event costs.
 *
 * <p>The body is, for each event: received at (8 octets), then message id, client id, command and JSON, each as its length
 * (4 octets) and its UTF-8. The property {@value #EVENTS} says how many there are; a message without it is not a packet.
 */
final class Packet {

    /** Number of events in a message. */
    static final String EVENTS = "CamelMcpPacketEvents";

    private Packet() {}

    static ClientMessage pack(ClientSession session, List<Event> events) {
        ClientMessage message = session.createMessage(Message.BYTES_TYPE, true);
        message.putIntProperty(EVENTS, events.size());
        ActiveMQBuffer out = message.getBodyBuffer();
        for (Event event : events) {
            out.writeLong(event.receivedAt());
            write(out, event.messageId().getBytes(StandardCharsets.UTF_8));
            write(out, event.clientId().getBytes(StandardCharsets.UTF_8));
            write(out, event.command().getBytes(StandardCharsets.UTF_8));
            write(out, event.json());
        }
        return message;
    }

    static boolean isPacket(ClientMessage message) {
        return message.containsProperty(EVENTS);
    }

    static List<Event> unpack(ClientMessage message) throws ActiveMQException {
        int count = message.getIntProperty(EVENTS);
        List<Event> events = new ArrayList<>();
        ActiveMQBuffer in = body(message);
        for (int i = 0; i < count; i++) {
            long receivedAt = in.readLong();
            String messageId = new String(read(in), StandardCharsets.UTF_8);
            String clientId = new String(read(in), StandardCharsets.UTF_8);
            String command = new String(read(in), StandardCharsets.UTF_8);
            events.add(new Event(messageId, clientId, command, receivedAt, read(in)));
        }
        return events;
    }

    /** Octets that an event takes in a packet. */
    static int sizeOf(Event event) {
        // ids are ASCII nearly always; this only decides when a packet is full
        return 24
                + event.messageId().length()
                + event.clientId().length()
                + event.command().length()
                + event.json().length;
    }

    /** Line feeds as spaces, which mean the same between the tokens of JSON and cannot be inside of them. */
    static byte[] oneLine(byte[] json) {
        byte[] line = json;
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n' || json[i] == '\r') {
                if (line == json) {
                    line = json.clone(); // the route may go on with its own
                }
                line[i] = ' ';
            }
        }
        return line;
    }

    private static ActiveMQBuffer body(ClientMessage message) throws ActiveMQException {
        if (!message.isLargeMessage()) {
            return message.getBodyBuffer();
        }
        return ActiveMQBuffers.wrappedBuffer(largeBody(message));
    }

    /** The body of a large message. */
    static byte[] largeBody(ClientMessage message) throws ActiveMQException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.saveToOutputStream(out);
        return out.toByteArray();
    }

    private static void write(ActiveMQBuffer out, byte[] octets) {
        out.writeInt(octets.length);
        out.writeBytes(octets);
    }

    private static byte[] read(ActiveMQBuffer in) {
        byte[] octets = new byte[in.readInt()];
        in.readBytes(octets);
        return octets;
    }
}
