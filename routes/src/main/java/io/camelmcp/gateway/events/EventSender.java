package io.camelmcp.gateway.events;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.jspecify.annotations.Nullable;

/**
 * One session that sends. A session may be used by one thread at a time, and nobody may wait for it: who comes while it
 * is in use leaves the event in line, and who uses it sends that too. So order is the order of coming.
 */
final class EventSender {

    private final Queue<PendingSend> line = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Set<PendingSend> unanswered = ConcurrentHashMap.newKeySet();
    private final Semaphore inFlight;
    private final ClientSessionFactory factory;
    private final ClientSession session;
    private final ClientProducer producer;
    private volatile @Nullable Exception broken;

    EventSender(ServerLocator locator, Semaphore inFlight) throws Exception {
        this.inFlight = inFlight;
        this.factory = locator.createSessionFactory();
        this.session = factory.createSession(true, true);
        this.producer = session.createProducer();
        session.addFailureListener(new FailureListener(this::fail));
    }

    ClientSession session() {
        return session;
    }

    /** Why this session cannot send any more, or null if it can. */
    @Nullable
    Exception broken() {
        return broken;
    }

    /** Sends, now or through whoever is sending now. The caller holds a permit, given back when the send is answered. */
    void send(PendingSend send) {
        unanswered.add(send);
        line.add(send);
        if (waiting.getAndIncrement() != 0) {
            return;
        }
        do {
            PendingSend next = line.poll();
            if (next != null) {
                sendNow(next);
            }
        } while (waiting.decrementAndGet() != 0);
    }

    private void sendNow(PendingSend send) {
        Exception why = broken;
        if (why != null) {
            send.fail(why);
            return;
        }
        try {
            producer.send(SimpleString.of(send.address), send.message, send);
        } catch (ActiveMQException | RuntimeException e) {
            send.fail(e);
        }
    }

    void forget(PendingSend send) {
        if (unanswered.remove(send)) {
            inFlight.release();
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
        unanswered.forEach(send -> send.fail(why));
    }
}
