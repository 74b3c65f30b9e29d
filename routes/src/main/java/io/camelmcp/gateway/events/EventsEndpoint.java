package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.EndpointServiceLocation;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Keep events in the durable queue of the gateway, and read them in batches.
 *
 * <p>{@code to("events:mcp.events")} finishes when the event is on disk, without holding a thread meanwhile.
 * {@code from("events:mcp.events?queue=file")} declares a durable queue of that name, which from then on gets every
 * event of the address, and gives them to the route in batches: one exchange with an {@link EventBatch}. The batch
 * leaves the queue when the route has finished well; when it has failed, the same events come again, in order, after a
 * growing delay.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "events",
        title = "Events",
        syntax = "events:address",
        category = {Category.MESSAGING},
        headersClass = EventsConstants.class)
// no AsyncEndpoint: that only marks the documentation, and the generator sees it or not depending on what was built
// before
public class EventsEndpoint extends DefaultEndpoint implements EndpointServiceLocation {

    @UriPath(description = "Where events are sent to. Every queue of the address gets a copy of each.")
    @Metadata(required = true)
    private String address = "";

    @UriParam(label = "consumer", description = "Name of this output's durable queue. Required for a consumer.")
    private @Nullable String queue;

    @UriParam(label = "consumer", defaultValue = "1000", description = "Most events of a batch, 1 to 10000.")
    private int batchSize = 1_000;

    @UriParam(
            label = "consumer",
            defaultValue = "20",
            javaType = "java.time.Duration",
            description = "How long a batch that is not full waits for more events. 0 takes what is there.")
    private long batchWait = 20;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "4194304",
            description = "Octets from which on a batch is full, so that large events do not fill the memory.")
    private int batchBytes = 4 * 1024 * 1024;

    @UriParam(
            label = "consumer",
            defaultValue = "500",
            javaType = "java.time.Duration",
            description = "Delay before a failed batch is tried again. Doubles with each failure.")
    private long redeliveryDelay = 500;

    @UriParam(
            label = "consumer",
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description = "Longest delay before a failed batch is tried again.")
    private long maxRedeliveryDelay = 30_000;

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            description = "After so many failures in a row the events are tried one by one, and each one that fails"
                    + " alone goes to the queue mcp.dead. 0 tries for ever: nothing overtakes, nothing is put aside.")
    private int deadLetterAfter;

    private final EventsComponent component;

    public EventsEndpoint(String uri, EventsComponent component) {
        super(uri, component);
        this.component = component;
    }

    @Override
    public Producer createProducer() {
        return new EventsProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (queue == null || queue.isBlank()) {
            throw new IllegalArgumentException(
                    getEndpointUri() + ": queue is required for from(), e.g. events:" + address + "?queue=file");
        }
        requireRange("batchSize", batchSize, 1, 10_000);
        requireRange("batchBytes", batchBytes, 1, Integer.MAX_VALUE);
        requireRange("batchWait", batchWait, 0, Integer.MAX_VALUE);
        requireRange("redeliveryDelay", redeliveryDelay, 1, Integer.MAX_VALUE);
        requireRange("maxRedeliveryDelay", maxRedeliveryDelay, redeliveryDelay, Integer.MAX_VALUE);
        requireRange("deadLetterAfter", deadLetterAfter, 0, Integer.MAX_VALUE);
        EventsConsumer consumer = new EventsConsumer(this, processor, queue);
        configureConsumer(consumer);
        return consumer;
    }

    private void requireRange(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    getEndpointUri() + ": " + option + "=" + value + " is not in " + min + ".." + max);
        }
    }

    @Override
    public EventsComponent getComponent() {
        return component;
    }

    EmbeddedBroker broker() {
        return component.requireBroker();
    }

    @Override
    public String getServiceUrl() {
        EmbeddedBroker broker = component.getBroker();
        return (broker == null ? "vm" : broker.vmUrl()) + "/" + address;
    }

    @Override
    public String getServiceProtocol() {
        return "artemis";
    }

    public String getAddress() {
        return address;
    }

    public void setAddress(String address) {
        this.address = address;
    }

    public @Nullable String getQueue() {
        return queue;
    }

    public void setQueue(String queue) {
        this.queue = queue;
    }

    public int getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(int batchSize) {
        this.batchSize = batchSize;
    }

    public long getBatchWait() {
        return batchWait;
    }

    public void setBatchWait(long batchWait) {
        this.batchWait = batchWait;
    }

    public int getBatchBytes() {
        return batchBytes;
    }

    public void setBatchBytes(int batchBytes) {
        this.batchBytes = batchBytes;
    }

    public long getRedeliveryDelay() {
        return redeliveryDelay;
    }

    public void setRedeliveryDelay(long redeliveryDelay) {
        this.redeliveryDelay = redeliveryDelay;
    }

    public long getMaxRedeliveryDelay() {
        return maxRedeliveryDelay;
    }

    public void setMaxRedeliveryDelay(long maxRedeliveryDelay) {
        this.maxRedeliveryDelay = maxRedeliveryDelay;
    }

    public int getDeadLetterAfter() {
        return deadLetterAfter;
    }

    public void setDeadLetterAfter(int deadLetterAfter) {
        this.deadLetterAfter = deadLetterAfter;
    }
}
