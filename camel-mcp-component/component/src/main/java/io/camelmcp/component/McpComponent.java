package io.camelmcp.component;

import io.camelmcp.component.server.LateAnswers;
import io.camelmcp.component.session.SessionListener;
import io.camelmcp.component.session.directory.DeviceDirectory;
import io.camelmcp.component.session.directory.FrozenClients;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.jspecify.annotations.Nullable;

/**
 * The scheme {@code mcp:}. It holds what endpoints share: the servers of this context, one for each {@code host:port}, the
 * connections of clients, and the event loops of both.
 */
@Component("mcp")
public class McpComponent extends HealthCheckComponent implements SSLContextParametersAware {

    /** Name of the directory in the registry. */
    static final String DIRECTORY = "mcpDirectory";

    /** Name of the frozen clients in the registry. */
    static final String FROZEN = "mcpFrozenClients";

    private static final int TOKEN_THREADS = 4;

    /** Logins of clients that wait for a thread; further ones fail, and are tried again. */
    private static final int MOST_TOKENS_ASKED_FOR = 1_000;

    @Metadata(description = "Options that all endpoints of the component begin with.")
    private McpConfiguration configuration = new McpConfiguration();

    @Metadata(
            label = "security",
            defaultValue = "false",
            description = "Whether endpoints without sslContextParameters use the ones of the CamelContext.")
    private boolean useGlobalSslContextParameters;

    @Metadata(
            label = "advanced",
            defaultValue = "0",
            description = "Event loops for connections. 0 for twice the number of processors.")
    private int workerCount;

    @Metadata(
            label = "advanced",
            defaultValue = "false",
            description =
                    "Whether to use the native transport of the platform (epoll, kqueue) instead of NIO. Its native library must be on the class path, e.g. io.netty:netty-transport-native-epoll with the classifier linux-x86_64; without it NIO is used, and a warning logged.")
    private boolean nativeTransport;

    private final SharedServers servers = new SharedServers();
    private static final String BEAN = "#bean:";

    /** Options that are a text, and may name a bean that the component looks up itself. */
    private static final List<String> BEAN_OPTIONS = List.of("bank", "sessionStore", "tags");

    private final SessionStores sessionStores = new SessionStores();
    private @Nullable SessionEvents sessionEvents;
    private @Nullable LateAnswerSender lateAnswers;
    private @Nullable ExecutorService tokenThreads;
    private final ContextDirectory directory = new ContextDirectory(servers);
    private FrozenClients frozenClients = new FrozenClients();
    private final ManagedDirectory managedDirectory = new ManagedDirectory(directory, this::getFrozenClients);
    private final SharedClients clients = new SharedClients();
    private final EventLoops eventLoops = new EventLoops();

    public McpComponent() {}

    public McpComponent(CamelContext context) {
        super(context);
    }

    /** Camel would put {@code toString()} of the bean into an option that is a text. */
    private static void keepBeanNames(Map<String, Object> parameters) {
        for (String option : BEAN_OPTIONS) {
            parameters.computeIfPresent(
                    option,
                    (name, value) -> value instanceof String text && text.startsWith(BEAN)
                            ? "#" + text.substring(BEAN.length())
                            : value);
        }
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        McpConfiguration own = configuration.copy();
        if (own.getSslContextParameters() == null) {
            own.setSslContextParameters(retrieveGlobalSslContextParameters());
        }
        McpEndpoint endpoint = new McpEndpoint(uri, this, own);
        URI address = parseAddress(uri, remaining);
        endpoint.setHost(address.getHost());
        endpoint.setPort(address.getPort());
        endpoint.setExplicitOptions(Set.copyOf(parameters.keySet()));
        keepBeanNames(parameters);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /**
     * An endpoint that no route names, to connect to a Modbus device.
     *
     * @param options as a URI would say them
     * @throws IllegalArgumentException if an option is unknown or not possible
     */
    McpEndpoint deviceEndpoint(String host, int port, McpProtocol protocol, Map<String, Object> options) {
        String address = host + ":" + port;
        Map<String, Object> parameters = new LinkedHashMap<>(options);
        parameters.put("protocol", protocol.name());
        McpEndpoint endpoint;
        try {
            endpoint = (McpEndpoint) createEndpoint("mcp:" + address, address, parameters);
        } catch (Exception e) {
            throw new IllegalArgumentException("mcp:" + address + ": " + e.getMessage(), e);
        }
        if (!parameters.isEmpty()) {
            throw new IllegalArgumentException("mcp:" + address + ": unknown options " + parameters.keySet());
        }
        return endpoint;
    }

    private static URI parseAddress(String uri, String remaining) {
        String authority = remaining.startsWith("//") ? remaining.substring(2) : remaining;
        try {
            URI address = new URI("mcp://" + authority);
            if (address.getHost() != null && address.getPort() >= 0 && address.getPort() <= 65_535) {
                return address;
            }
        } catch (java.net.URISyntaxException e) {
            // told below, together with what parses but has no host and port
        }
        throw new IllegalArgumentException(
                uri + ": " + remaining + " is not host:port with a port of 0..65535, as in mcp:0.0.0.0:502");
    }

    /** The servers of this context. */
    SharedServers servers() {
        return servers;
    }

    SessionStores sessionStores() {
        return sessionStores;
    }

    /** Told what happens to sessions: it tells the listeners of the registry and of Camel. */
    synchronized SessionListener sessionListener() {
        SessionEvents events = sessionEvents;
        if (events == null) {
            events = new SessionEvents(getCamelContext());
            sessionEvents = events;
        }
        return events;
    }

    /** Where suppliers of tokens are asked. */
    synchronized Executor tokenThreads() {
        ExecutorService threads = tokenThreads;
        if (threads == null) {
            threads = RouteThreads.newPool(
                    getCamelContext(), this, "McpToken", TOKEN_THREADS, TOKEN_THREADS, MOST_TOKENS_ASKED_FOR);
            tokenThreads = threads;
        }
        return threads;
    }

    /** Sends answers that come after their exchange has ended. */
    synchronized LateAnswers lateAnswers() {
        LateAnswerSender sender = lateAnswers;
        if (sender == null) {
            sender = new LateAnswerSender(getCamelContext());
            lateAnswers = sender;
        }
        return sender;
    }

    /** The devices that have logged in at the ports of this context; in the registry it is called {@code mcpDirectory}. */
    public DeviceDirectory getDirectory() {
        return directory;
    }

    /**
     * The clients whose requests the ports of this context refuse with ERROR 6: the bean {@code mcpFrozenClients} of the registry, which the
     * application may bind before, else one that forgets them with the context.
     */
    public FrozenClients getFrozenClients() {
        return frozenClients;
    }

    /** The clients of this context. */
    SharedClients clients() {
        return clients;
    }

    /** Event loops that endpoints without their own use. */
    EventLoops eventLoops() {
        return eventLoops;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        eventLoops.configure(workerCount, nativeTransport);
        if (getCamelContext().getRegistry().lookupByName(DIRECTORY) == null) {
            getCamelContext().getRegistry().bind(DIRECTORY, directory);
        }
        FrozenClients kept = getCamelContext().getRegistry().lookupByNameAndType(FROZEN, FrozenClients.class);
        if (kept == null) {
            getCamelContext().getRegistry().bind(FROZEN, frozenClients);
        } else {
            frozenClients = kept;
        }
        getCamelContext().addStartupListener(managedDirectory);
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        managedDirectory.unregister(getCamelContext());
        synchronized (this) {
            SessionEvents events = sessionEvents;
            sessionEvents = null;
            if (events != null) {
                events.stop();
            }
            LateAnswerSender sender = lateAnswers;
            lateAnswers = null;
            if (sender != null) {
                sender.stop();
            }
            ExecutorService threads = tokenThreads;
            tokenThreads = null;
            if (threads != null) {
                getCamelContext().getExecutorServiceManager().shutdownNow(threads);
            }
        }
        eventLoops.shutdown();
    }

    public McpConfiguration getConfiguration() {
        return configuration;
    }

    public void setConfiguration(McpConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public int getWorkerCount() {
        return workerCount;
    }

    public void setWorkerCount(int workerCount) {
        this.workerCount = workerCount;
    }

    public boolean isNativeTransport() {
        return nativeTransport;
    }

    public void setNativeTransport(boolean nativeTransport) {
        this.nativeTransport = nativeTransport;
    }
}
