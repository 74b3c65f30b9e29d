package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.BrokerSettings;
import io.camelmcp.gateway.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/** The few sessions that send for all threads. A client's events go through the same one, so they keep their order. */
final class EventSenders {

    // two windows of an event loop; bounds what the broker owes us acknowledgements for
    private static final int CONFIRMATION_WINDOW = 1024 * 1024;
    // a send is never cut in pieces, which would wait; the broker itself stores it as a large message if needed
    private static final int LARGE_MESSAGE = 8 * 1024 * 1024;

    private final EmbeddedBroker broker;
    private final ServerLocator locator;
    private final Semaphore inFlight;
    private final int maxInFlight;
    private final List<EventSender> senders = new ArrayList<>();
    private final Map<String, KnownIds> ids = new HashMap<>();

    private EventSenders(EmbeddedBroker broker, int maxInFlight) {
        this.broker = broker;
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
                senders.senders.add(new EventSender(senders.locator));
            }
            return senders;
        } catch (Exception e) {
            senders.close();
            throw e;
        }
    }

    /**
     * The ids of the events that an address has taken.
     *
     * @throws IOException if their files cannot be read or written
     */
    synchronized KnownIds knownIds(String address) throws IOException {
        KnownIds known = ids.get(address);
        if (known == null) {
            BrokerSettings settings = broker.settings();
            Path file = settings.directory().resolve("ids").resolve(URLEncoder.encode(address, StandardCharsets.UTF_8));
            known = KnownIds.open(file, settings.duplicateIds());
            ids.put(address, known);
        }
        return known;
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

    /** The session for a client; the same one always, so that its events keep their order. */
    EventSender forClient(String clientId) {
        int hash = clientId.hashCode();
        return senders.get(((hash ^ (hash >>> 16)) & Integer.MAX_VALUE) % senders.size());
    }

    synchronized void close() {
        senders.forEach(EventSender::close);
        ids.values().forEach(KnownIds::close);
        locator.close();
    }
}
