package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/** The few sessions that send for all threads. A client's events go through the same one, so they keep their order. */
final class EventSenders {

    // two windows of an event loop; bounds what the broker owes us acknowledgements for
    private static final int CONFIRMATION_WINDOW = 1024 * 1024;
    // an event goes in one packet, so that a send never waits; the broker itself stores it as a large message if needed
    private static final int LARGE_MESSAGE = 8 * 1024 * 1024;

    private final ServerLocator locator;
    private final Semaphore inFlight;
    private final int maxInFlight;
    private final List<EventSender> senders = new ArrayList<>();

    private EventSenders(EmbeddedBroker broker, int maxInFlight) {
        this.maxInFlight = maxInFlight;
        this.inFlight = new Semaphore(maxInFlight);
        this.locator = broker.newLocator()
                .setConfirmationWindowSize(CONFIRMATION_WINDOW)
                .setProducerWindowSize(-1) // with a window, send would wait for credits: on an event loop
                .setBlockOnDurableSend(false)
                .setBlockOnNonDurableSend(false)
                .setBlockOnAcknowledge(false)
                .setMinLargeMessageSize(LARGE_MESSAGE)
                .setReconnectAttempts(0)
                .setCallTimeout(10_000);
    }

    static EventSenders open(EmbeddedBroker broker, int count, int maxInFlight) throws Exception {
        EventSenders senders = new EventSenders(broker, maxInFlight);
        try {
            for (int i = 0; i < count; i++) {
                senders.senders.add(new EventSender(senders.locator, senders.inFlight));
            }
            return senders;
        } catch (Exception e) {
            senders.close();
            throw e;
        }
    }

    /** Takes the right to send one event; given back when the send is answered. */
    boolean tryAcquire() {
        return inFlight.tryAcquire();
    }

    /** Gives the right back unused. */
    void release() {
        inFlight.release();
    }

    int inFlight() {
        return maxInFlight - inFlight.availablePermits();
    }

    /** The session for a key; equal keys always get the same. */
    EventSender forKey(int key) {
        int spread = key ^ (key >>> 16);
        return senders.get((spread & Integer.MAX_VALUE) % senders.size());
    }

    void close() {
        senders.forEach(EventSender::close);
        locator.close();
    }
}
