package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.broker.QueueDepth;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@code events:} component: all endpoints of a context share its broker and its few sessions for sending. */
@Component("events")
public class EventsComponent extends DefaultComponent {

    private static final Logger LOG = LoggerFactory.getLogger(EventsComponent.class);

    @Metadata(label = "advanced", autowired = true, description = "The broker that holds the queues.")
    private @Nullable EmbeddedBroker broker;

    @Metadata(
            label = "producer,advanced",
            description = "Number of sessions that send. 0 is one for each processor, at most 8.")
    private int senders;

    @Metadata(
            label = "producer",
            defaultValue = "20000",
            description =
                    "Events on their way to the disk, of all endpoints together. What comes above is refused as busy.")
    private int maxInFlight = 20_000;

    // a reload takes an output away and brings it back, which is nothing to warn of
    private static final long GRACE_SECONDS = 3;

    private @Nullable EventSenders pool;
    private int users;
    private Set<String> unread = Set.of();

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getCamelContext().addStartupListener((context, alreadyStarted) -> lookForUnreadQueues());
    }

    /** Warns, a little later, of queues that fill because no output reads them any more. */
    void lookForUnreadQueues() {
        EmbeddedBroker from = broker;
        if (from != null) {
            CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS).execute(() -> warnOfUnread(from));
        }
    }

    private synchronized void warnOfUnread(EmbeddedBroker from) {
        if (!getCamelContext().isStarted()) {
            return;
        }
        Set<String> now = new HashSet<>();
        for (QueueDepth queue : from.queues()) {
            if (queue.isUnread() && now.add(queue.queue()) && !unread.contains(queue.queue())) {
                LOG.warn(
                        "queue={} state={} messages={} octets={}: {}",
                        queue.queue(),
                        queue.isDeadLetters() ? "dead-letters" : "unread",
                        queue.messages(),
                        queue.octets(),
                        queue.isDeadLetters()
                                ? "gateway dlq list shows them with their reasons, dlq replay gives them back"
                                : "add a route that reads it, or drop it while the gateway is stopped");
            }
        }
        unread = now;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        EventsEndpoint endpoint = new EventsEndpoint(uri, this);
        endpoint.setAddress(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** The senders, started for the first producer that asks. Each call needs one of {@link #releaseSenders()}. */
    synchronized EventSenders acquireSenders() throws Exception {
        if (pool == null) {
            int count = senders > 0 ? senders : Math.min(8, Runtime.getRuntime().availableProcessors());
            pool = EventSenders.open(requireBroker(), count, maxInFlight);
        }
        users++;
        return pool;
    }

    synchronized void releaseSenders() {
        users--;
        if (users == 0 && pool != null) {
            pool.close();
            pool = null;
        }
    }

    EmbeddedBroker requireBroker() {
        if (broker == null) {
            broker = getCamelContext().getRegistry().findSingleByType(EmbeddedBroker.class);
        }
        return Objects.requireNonNull(broker, "events: no broker; bind an EmbeddedBroker or set the option broker");
    }

    public @Nullable EmbeddedBroker getBroker() {
        return broker;
    }

    public void setBroker(EmbeddedBroker broker) {
        this.broker = broker;
    }

    public int getSenders() {
        return senders;
    }

    public void setSenders(int senders) {
        this.senders = senders;
    }

    public int getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }
}
