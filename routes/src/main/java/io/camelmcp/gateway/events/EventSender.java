package io.camelmcp.gateway.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session that sends. Events wait in a line, and while one packet is on its way
 * to the disk the next one gathers: a lone event leaves at once, under load many share a flush.
 *
 * <p>A session may be used by one thread at a time, and nobody may wait for it: who comes while it is in use leaves the
 * event in line, and who uses it sends that too. So order is the order of coming.
 */
final class EventSender {

    private static final Logger LOG = LoggerFactory.getLogger(EventSender.class);

    private static final int MAX_EVENTS = 1_000;
    // well below the journal's buffer of 490 KiB, from which on the broker keeps a message in a file of its own
    private static final int MAX_OCTETS = 256 * 1024;

    private final Queue<PendingSend> line = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<@Nullable PacketSend> onItsWay = new AtomicReference<>();
    private final ClientSessionFactory factory;
    private final ClientSession session;
    private final ClientProducer producer;
    private volatile @Nullable Exception broken;

    EventSender(ServerLocator locator) throws Exception {
        this.factory = locator.createSessionFactory();
        this.session = factory.createSession(true, true);
        this.producer = session.createProducer();
        session.addFailureListener(new FailureListener(this::fail));
    }

    /** Sends, now or through whoever is sending now. The caller holds a permit, given back when the send has ended. */
    void send(PendingSend send) {
        line.add(send);
        sendWhatWaits();
    }

    private void sendWhatWaits() {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            while (onItsWay.get() == null && !line.isEmpty()) {
                sendNow(next());
            }
            seen = calls.addAndGet(-seen);
        } while (seen != 0);
    }

    private PacketSend next() {
        List<PendingSend> sends = new ArrayList<>();
        String address = "";
        int octets = 0;
        for (PendingSend first = line.peek();
                first != null && sends.size() < MAX_EVENTS && octets < MAX_OCTETS;
                first = line.peek()) {
            int size = Packet.sizeOf(first.event);
            if (!sends.isEmpty() && (!first.address.equals(address) || octets + size > MAX_OCTETS)) {
                break;
            }
            address = first.address;
            octets += size;
            sends.add(first);
            line.poll();
        }
        return new PacketSend(address, sends, this);
    }

    private void sendNow(PacketSend packet) {
        onItsWay.set(packet);
        Exception why = broken;
        if (why != null) {
            packet.fail(why);
            return;
        }
        try {
            List<Event> events = packet.sends.stream().map(send -> send.event).toList();
            producer.send(SimpleString.of(packet.address), Packet.pack(session, events), packet);
        } catch (ActiveMQException | RuntimeException e) {
            packet.fail(e);
        } catch (Error e) { // the sender goes on, or all who come after would wait for it
            LOG.error("address={} state=not-sent events={}", packet.address, packet.sends.size(), e);
            packet.fail(new EventsException(e.toString()));
        }
    }

    void ended(PacketSend packet, @Nullable Exception failure) {
        onItsWay.compareAndSet(packet, null);
        sendWhatWaits();
        KnownIds ids = packet.sends.get(0).ids;
        if (failure == null) {
            ids.taken(packet.sends);
        } else {
            packet.sends.forEach(ids::refused);
        }
        for (PendingSend send : packet.sends) {
            try {
                send.end(failure);
            } catch (RuntimeException e) {
                LOG.error("address={} messageId={} state=route-failed", send.address, send.event.messageId(), e);
            }
        }
    }

    void close() {
        fail(new IllegalStateException("the gateway is stopping"));
        try {
            session.close();
        } catch (ActiveMQException e) {
            // the broker drops it with the connection
        }
        factory.close();
    }

    private void fail(Exception why) {
        broken = why;
        PacketSend packet = onItsWay.get();
        if (packet != null) {
            packet.fail(why);
        }
        sendWhatWaits();
    }
}
