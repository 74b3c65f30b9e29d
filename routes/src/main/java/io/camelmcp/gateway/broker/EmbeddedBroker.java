package io.camelmcp.gateway.broker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.postoffice.QueueBinding;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.invm.TransportConstants;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.jspecify.annotations.Nullable;

/**
 * The durable queue inside the gateway: an Artemis broker with its journal on disk that only this process can reach.
 *
 * <p>A message counts as taken when the journal has it on disk. Addresses are bounded: what does not fit into memory is
 * paged to disk, and what does not fit there is refused, never dropped.
 */
public final class EmbeddedBroker implements AutoCloseable {

    /** Where a message goes that its reader gave up on. */
    public static final String DEAD_LETTERS = "mcp.dead";

    // every in-VM broker of a process needs an id of its own
    private static final AtomicInteger IDS = new AtomicInteger();

    private final int id = IDS.getAndIncrement();
    private final BrokerSettings settings;
    private final QueueBindings bindings = new QueueBindings();
    private final ActiveMQServer server;
    private volatile @Nullable String failure;

    private EmbeddedBroker(BrokerSettings settings) throws Exception {
        this.settings = settings;
        this.server = ActiveMQServers.newActiveMQServer(configuration(), null, true);
        server.registerIOCriticalErrorListener((code, message, file) -> failure = message);
    }

    /**
     * Starts a broker and waits until it takes messages.
     *
     * @throws Exception if its directory cannot be used or its journal not be read
     */
    public static EmbeddedBroker start(BrokerSettings settings) throws Exception {
        EmbeddedBroker broker = new EmbeddedBroker(settings);
        broker.server.start();
        if (!broker.server.waitForActivation(30, TimeUnit.SECONDS)) {
            broker.close();
            throw new IllegalStateException("the broker in " + settings.directory() + " did not start within 30 s");
        }
        broker.declareDeadLetters();
        return broker;
    }

    /** What it was started with. */
    public BrokerSettings settings() {
        return settings;
    }

    /** The settings that the running broker really has, for checks and health; not for changing anything. */
    public Configuration effectiveConfiguration() {
        return server.getConfiguration();
    }

    /** The limits that hold for an address of the running broker. */
    public AddressSettings effectiveAddressSettings(String address) {
        return server.getAddressSettingsRepository().getMatch(address);
    }

    /** The URL that a JMS client in this process connects to. */
    public String vmUrl() {
        return "vm://" + id;
    }

    /** A locator for core clients in this process; the caller closes it. */
    public ServerLocator newLocator() {
        return ActiveMQClient.createServerLocatorWithoutHA(
                new TransportConfiguration(InVMConnectorFactory.class.getName(), inVm()));
    }

    /**
     * Makes sure that a durable queue hangs on a multicast address: from now on it gets a copy of each message.
     *
     * @return the queue's name in the broker
     */
    public String declareQueue(String address, String queue) throws Exception {
        // queue names are unique in a broker, and jms:queue:file must not be the queue of an output called file
        String name = address + "." + queue;
        server.createQueue(
                QueueConfiguration.of(name)
                        .setAddress(address)
                        .setRoutingType(RoutingType.MULTICAST)
                        .setDurable(true)
                        .setAutoCreateAddress(true)
                        .setAutoDelete(false),
                true);
        return name;
    }

    /** Whether a message sent to the address would be kept by someone. */
    public boolean hasDurableQueue(String address) {
        return bindings.hasDurableQueue(address);
    }

    /** Why the broker takes nothing at the moment, or null if it does. Cheap: asked for every message. */
    public @Nullable String refusal() {
        if (!server.isStarted()) {
            String why = failure;
            return "the broker is stopped" + (why == null ? "" : ": " + why);
        }
        if (server.getPagingManager().isDiskFull()) {
            return "less than " + settings.minDiskFreeBytes() / (1024 * 1024) + " MiB free on the disk of "
                    + settings.directory();
        }
        return null;
    }

    /**
     * The addresses that are full, each in one line with the queue that holds most of it. The rest of the addresses take
     * events as ever.
     */
    public List<String> fullAddresses() {
        List<String> full = new ArrayList<>();
        List<QueueDepth> queues = queues();
        for (String address :
                queues.stream().map(QueueDepth::address).distinct().toList()) {
            if (isFull(address)) {
                queues.stream()
                        .filter(queue -> queue.address().equals(address))
                        .max(Comparator.comparingLong(QueueDepth::octets))
                        .ifPresent(most -> full.add(address + " is full: its events are refused; " + most.describe()));
            }
        }
        return full;
    }

    private boolean isFull(String address) {
        try {
            PagingStore store = server.getPagingManager().getPageStore(SimpleString.of(address));
            return store != null && store.isPageFull();
        } catch (Exception e) {
            return false; // it stops, which refusal() tells
        }
    }

    /**
     * Drops a queue that nobody reads, with what waits in it.
     *
     * @return what it was then
     * @throws IllegalArgumentException if there is no such queue, or somebody reads it
     */
    public QueueDepth dropQueue(String name) throws Exception {
        QueueDepth queue = queue(name);
        if (queue == null) {
            throw new IllegalArgumentException(name + ": no such queue in " + settings.directory() + "; there are "
                    + queues().stream().map(QueueDepth::queue).sorted().toList());
        }
        if (name.equals(DEAD_LETTERS)) {
            throw new IllegalArgumentException(
                    name + ": holds the dead letters; look at them with dlq list, then dlq replay or dlq drop");
        }
        if (queue.consumers() > 0) {
            throw new IllegalArgumentException(
                    name + ": " + queue.consumers() + " read it; take the route that reads it away first");
        }
        server.destroyQueue(SimpleString.of(name), null, true);
        return queue;
    }

    /** What outputs could not take. */
    public DeadLetters deadLetters() {
        return new DeadLetters(server);
    }

    public boolean isStarted() {
        return server.isStarted();
    }

    /** All durable queues with what waits in them. */
    public List<QueueDepth> queues() {
        List<QueueDepth> depths = new ArrayList<>();
        if (server.isStarted()) {
            server.getPostOffice().getAllBindings().forEach(binding -> {
                if (binding instanceof QueueBinding q && q.getQueue().isDurable()) {
                    depths.add(depth(q.getQueue()));
                }
            });
        }
        return depths;
    }

    /** What waits in one queue, or null if there is no such queue. */
    public @Nullable QueueDepth queue(String name) {
        Queue queue = server.isStarted() ? server.locateQueue(SimpleString.of(name)) : null;
        return queue == null ? null : depth(queue);
    }

    /** Stops it; what is in its queues stays on disk. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the broker in " + settings.directory() + " did not stop well", e);
        }
    }

    private static QueueDepth depth(Queue queue) {
        return new QueueDepth(
                queue.getAddress().toString(),
                queue.getName().toString(),
                queue.getMessageCount(),
                queue.getPersistentSize(),
                queue.getConsumerCount());
    }

    private void declareDeadLetters() throws Exception {
        server.createQueue(
                QueueConfiguration.of(DEAD_LETTERS)
                        .setRoutingType(RoutingType.ANYCAST)
                        .setDurable(true)
                        .setAutoCreateAddress(true)
                        .setAutoDelete(false),
                true);
    }

    private Map<String, Object> inVm() {
        return Map.of(TransportConstants.SERVER_ID_PROP_NAME, id);
    }

    private Configuration configuration() throws Exception {
        Configuration c = new ConfigurationImpl();
        c.setName("gateway");
        c.setBrokerInstance(settings.directory().toFile());
        c.setJournalDirectory(folder("journal"));
        c.setBindingsDirectory(folder("bindings"));
        c.setPagingDirectory(folder("paging"));
        c.setLargeMessagesDirectory(folder("large-messages"));
        c.setNodeManagerLockDirectory(folder("journal"));

        c.setPersistenceEnabled(true);
        c.setJournalType(settings.journalType());
        c.setJournalDatasync(true);
        c.setJournalSyncTransactional(true);
        c.setJournalSyncNonTransactional(true);
        c.setJournalBufferTimeout_NIO(settings.journalBufferNanos());
        c.setJournalBufferTimeout_AIO(settings.journalBufferNanos());
        c.setJournalMinFiles(settings.journalFiles());
        c.setJournalPoolFiles(settings.journalFiles());
        c.setMinDiskFree(settings.minDiskFreeBytes());
        c.setMaxDiskUsage(-1);
        c.setDiskScanPeriod(1_000);
        c.setIDCacheSize(settings.duplicateIds());
        c.setPersistIDCache(true);

        c.setSecurityEnabled(false);
        c.setJMXManagementEnabled(false);
        c.setMessageExpiryScanPeriod(-1);
        c.setAcceptorConfigurations(Set.of(new TransportConfiguration(InVMAcceptorFactory.class.getName(), inVm())));
        c.registerBrokerPlugin(bindings);

        c.addAddressSetting("#", limits().setMaxDeliveryAttempts(10).setRedeliveryDelay(1_000));
        // outputs keep the order themselves: the reader waits and asks again, the broker must not put events behind
        // others
        c.addAddressSetting(
                "mcp.#",
                limits().setMaxDeliveryAttempts(-1)
                        .setRedeliveryDelay(0)
                        .setAutoCreateQueues(false)
                        .setAutoCreateAddresses(false));
        return c;
    }

    private AddressSettings limits() {
        int pageSize = (int) Math.min(10 * 1024 * 1024L, settings.addressMemoryBytes());
        return new AddressSettings()
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setMaxSizeBytes(settings.addressMemoryBytes())
                .setPageSizeBytes(pageSize)
                .setPageLimitBytes(settings.addressDiskBytes())
                .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(60_000)
                .setDeadLetterAddress(SimpleString.of(DEAD_LETTERS))
                .setExpiryDelay(-1L)
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false)
                .setIDCacheSize(settings.duplicateIds());
    }

    private String folder(String name) {
        return settings.directory().resolve(name).toString();
    }
}
