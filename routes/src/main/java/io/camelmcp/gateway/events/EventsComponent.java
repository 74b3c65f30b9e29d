package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** The {@code events:} component: all endpoints of a context share its broker and its few sessions for sending. */
@Component("events")
public class EventsComponent extends DefaultComponent {

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

    private @Nullable EventSenders pool;
    private int users;

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
