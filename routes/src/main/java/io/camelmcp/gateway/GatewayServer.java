package io.camelmcp.gateway;

import io.camelmcp.component.session.directory.FrozenClients;
import io.camelmcp.gateway.broker.BrokerHealthCheck;
import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.config.AboveTheFile;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.DataDirectory;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.config.Ports;
import io.camelmcp.gateway.events.RecentEvents;
import io.camelmcp.gateway.format.EventFormatter;
import io.camelmcp.gateway.fraud.Fraud;
import io.camelmcp.gateway.fraud.FraudSettings;
import io.camelmcp.gateway.frozen.FrozenFile;
import io.camelmcp.gateway.http.HttpDoor;
import io.camelmcp.gateway.logs.Logs;
import io.camelmcp.gateway.output.OutputEndpoint;
import io.camelmcp.gateway.output.Outputs;
import io.camelmcp.gateway.push.PushAnswerWriter;
import io.camelmcp.gateway.push.PushCommandReader;
import io.camelmcp.gateway.routes.BrokenRouteFileException;
import io.camelmcp.gateway.routes.RouteFolder;
import io.camelmcp.gateway.routes.RouteFolderHealthCheck;
import io.camelmcp.gateway.routes.RouteFolderWatch;
import io.camelmcp.gateway.trace.Tracing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.util.ObjectHelper;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.connection.CachingConnectionFactory;

/** A running gateway: the queue, Camel with the routes of the folder, and the health page. */
public final class GatewayServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
    private static final String EVENTS = "mcp.events";
    private static final String CAMEL_LOGGER = "org.apache.camel";

    private final GatewaySettings settings;
    // what has been started, the last one first
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final FrozenClients frozen = new FrozenClients();
    private @Nullable RouteFolder folder;
    private int mcpPort;
    private int httpPort;

    private GatewayServer(GatewaySettings settings) {
        this.settings = settings;
    }

    /**
     * Starts a gateway and returns when it serves.
     *
     * @throws ConfigurationException if what is configured cannot work; nothing is left running
     * @throws Exception              if it cannot start for another reason
     */
    public static GatewayServer start(GatewaySettings settings) throws Exception {
        GatewayServer server = new GatewayServer(settings);
        Level level = LogManager.getLogger(CAMEL_LOGGER).getLevel();
        // a start that fails is told in one line, by the exception; Camel would tell it in three stack traces before
        Configurator.setLevel(CAMEL_LOGGER, Level.OFF);
        try {
            server.startAll();
            return server;
        } catch (Exception e) {
            server.close();
            throw configurationProblem(e);
        } finally {
            Configurator.setLevel(CAMEL_LOGGER, level);
        }
    }

    /** The line that tells whoever started the process where it serves. */
    public String readyLine() {
        return "ready mcp=" + Ports.inUri(settings.mcpHost()) + ":" + mcpPort + " http="
                + Ports.inUri(settings.httpHost()) + ":" + httpPort
                + " data=" + settings.data();
    }

    public int mcpPort() {
        return mcpPort;
    }

    public int httpPort() {
        return httpPort;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.warn("state=stopping reason={}", e.getMessage());
            }
        }
    }

    private void startAll() throws Exception {
        if (!Files.isDirectory(settings.routes())) {
            throw new ConfigurationException("GATEWAY_ROUTES=" + settings.routes()
                    + ": no such folder; create it, or set GATEWAY_ROUTES to the folder of the YAML route files");
        }
        if (settings.mcpPort() != 0 && settings.mcpPort() == settings.httpPort()) {
            throw new ConfigurationException("GATEWAY_HTTP_PORT=" + settings.httpPort()
                    + ": MCP_PORT is the same; set one of them to another port (0: any free one)");
        }
        Outputs outputs = Outputs.open(settings.source(), settings.data());
        started.push(outputs);
        Logs logs = Logs.open(settings);
        mcpPort = Ports.requireFree("MCP_PORT", settings.mcpHost(), settings.mcpPort());
        httpPort = Ports.requireFree("GATEWAY_HTTP_PORT", settings.httpHost(), settings.httpPort());
        DataDirectory data = DataDirectory.lock(settings.data());
        started.push(data);
        Path sessions = settings.ownSessions();
        if (sessions != null) {
            DataDirectory.closeToOthers(sessions);
        }
        FraudSettings fraudSettings = FraudSettings.load(settings.source());
        started.push(FrozenFile.open(settings.data().resolve("frozen"), frozen));
        Fraud fraud = null;
        if (fraudSettings != null) {
            fraud = Fraud.open(fraudSettings, settings.data().resolve("fraud"), frozen);
            started.push(fraud);
        }
        EmbeddedBroker broker = EmbeddedBroker.start(settings.broker());
        started.push(broker);
        CachingConnectionFactory jms = jms(broker);
        started.push(jms::destroy);
        startCamel(broker, jms, outputs, FraudSettings.placeholders(fraudSettings), fraud, logs);
        data.tellHttp(Ports.inUri(Ports.reachable(settings.httpHost())) + ":" + httpPort);
    }

    private void startCamel(
            EmbeddedBroker broker,
            CachingConnectionFactory jms,
            Outputs outputs,
            Map<String, String> fraudPlaceholders,
            @Nullable Fraud fraud,
            Logs logs)
            throws Exception {
        Main main = new Main();
        // the gateway has a shutdown hook; the one of Main's own strategy would run beside it, and wait a minute for it
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setPropertyPlaceholderLocations("file:" + settings.properties() + ";optional=true");
        properties().forEach(main::addOverrideProperty);
        outputs.placeholders().forEach(main::addOverrideProperty);
        fraudPlaceholders.forEach(main::addOverrideProperty);
        main.bind("outputs", outputs);
        if (fraud != null) {
            fraud.beans().forEach(main::bind);
        }
        main.bind("broker", broker);
        main.bind("connectionFactory", jms);
        main.bind("mcpFrozenClients", frozen);
        main.bind("eventFormat", new EventFormatter());
        logs.beans().forEach(main::bind);
        main.bind(RecentEvents.BEAN, new RecentEvents());
        main.bind("pushCommand", new PushCommandReader());
        main.bind("pushAnswer", new PushAnswerWriter());
        PortDefaults ports = new PortDefaults(Ports.inUri(settings.mcpHost()), mcpPort, settings.ofPorts());
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport configured) {
                checkedSettingsFirst(configured.getCamelContext());
            }

            @Override
            public void afterConfigure(BaseMainSupport configured) {
                configured.getCamelContext().addLifecycleStrategy(ports);
                Tracing.install(configured.getCamelContext());
                prepare(configured.getCamelContext(), broker, logs);
                if (fraud != null) {
                    HealthCheckRegistry.get(configured.getCamelContext()).register(fraud.health());
                }
            }
        });
        started.push(main::stop);
        try {
            main.start();
        } catch (Exception e) {
            throw startProblem(e, ports);
        }
        CamelContext camel = main.getCamelContext();
        HttpDoor door = HttpDoor.open(camel, settings.httpHost(), httpPort, settings.apiToken(), () -> pushUris(camel));
        started.push(door);
        if (!BoundPort.all(camel).contains(ownPort())) {
            LOG.warn(
                    "event=port-unused detail=\"no route takes devices at {}, which the ready line names\" wayOut=\"add one, or set MCP_HOST and MCP_PORT to that of the route\"",
                    ownPort());
        }
        warnOfWhatGoesNowhere(camel, broker, outputs);
    }

    private void warnOfWhatGoesNowhere(CamelContext camel, EmbeddedBroker broker, Outputs outputs) {
        Set<String> used = camel.getEndpoints().stream()
                .filter(OutputEndpoint.class::isInstance)
                .map(endpoint -> ((OutputEndpoint) endpoint).getName())
                .collect(Collectors.toSet());
        for (String name : outputs.unused(used)) {
            LOG.warn(
                    "event=output-unused output={} detail=\"no route goes to it\" wayOut=\"add a route file with to: output:{} to {}\"",
                    name,
                    name,
                    settings.routes());
        }
        if (!broker.hasDurableQueue(EVENTS)) {
            LOG.warn(
                    "event=no-output detail=\"every output is off: what devices send is refused (ERROR 9)\" wayOut=\"set one up (docs/outputs.md)\"");
        }
    }

    private static void checkedSettingsFirst(CamelContext camel) {
        PropertiesComponent properties = (PropertiesComponent) camel.getPropertiesComponent();
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        properties.addPropertiesSource(new AboveTheFile(System.getenv()));
    }

    private void prepare(CamelContext camel, EmbeddedBroker broker, Logs logs) {
        DefaultErrorHandlerDefinition errors = new DefaultErrorHandlerDefinition();
        RedeliveryPolicyDefinition policy = new RedeliveryPolicyDefinition();
        policy.setLogStackTrace("false"); // one line for each failure, as everywhere in this log
        policy.setLogExhaustedMessageHistory("false");
        errors.setRedeliveryPolicy(policy);
        camel.getCamelContextExtension().setErrorHandlerFactory(errors);

        RouteFolder routes = new RouteFolder(settings.routes(), camel);
        folder = routes;
        try {
            routes.loadAll();
            camel.addService(new RouteFolderWatch(camel, routes));
            logs.watch(camel);
        } catch (BrokenRouteFileException e) {
            throw new ConfigurationException(e.getMessage() + "; correct the file, or take it out of the folder", e);
        } catch (Exception e) {
            throw new ConfigurationException("GATEWAY_ROUTES=" + settings.routes() + ": cannot be read: " + e, e);
        }
        HealthCheckRegistry health = HealthCheckRegistry.get(camel);
        health.register(new RouteFolderHealthCheck(routes));
        health.register(new BrokerHealthCheck(broker));
    }

    private Map<String, String> properties() {
        return Map.ofEntries(
                Map.entry("mcp.host", Ports.inUri(settings.mcpHost())),
                Map.entry("mcp.port", Integer.toString(mcpPort)),
                Map.entry("gateway.data", settings.data().toString()),
                Map.entry("gateway.routes", settings.routes().toString()),
                Map.entry("camel.health.exposure-level", "full"),
                Map.entry("camel.management.enabled", "true"),
                Map.entry("camel.management.host", settings.httpHost()),
                Map.entry("camel.management.port", Integer.toString(httpPort)),
                Map.entry("camel.management.health-check-enabled", "true"),
                Map.entry("camel.management.health-path", "/observe/health"));
    }

    private String ownPort() {
        return "mcp:" + Ports.inUri(settings.mcpHost()) + ":" + mcpPort;
    }

    /** Where devices can be, the gateway's own port first. */
    private List<String> pushUris(CamelContext camel) {
        Set<String> ports = new LinkedHashSet<>(List.of(ownPort()));
        ports.addAll(BoundPort.ofSessions(camel));
        return ports.stream().map(port -> port + "?mode=server").toList();
    }

    // camel-jms sends on a session that it opens for each message; without the cache that is a connection each
    private static CachingConnectionFactory jms(EmbeddedBroker broker) {
        CachingConnectionFactory caching = new CachingConnectionFactory(new ActiveMQConnectionFactory(broker.vmUrl()));
        caching.setSessionCacheSize(64);
        caching.setCacheConsumers(false);
        return caching;
    }

    /** What Camel says of a route that does not start, as one line with the file that it stands in. */
    private Exception startProblem(Exception e, PortDefaults ports) {
        if (folder == null || ObjectHelper.getException(ConfigurationException.class, e) != null) {
            return e;
        }
        String setting = ports.problem(e);
        if (setting != null) {
            return new ConfigurationException(setting, e);
        }
        FailedToStartRouteException start = ObjectHelper.getException(FailedToStartRouteException.class, e);
        FailedToCreateRouteException create = ObjectHelper.getException(FailedToCreateRouteException.class, e);
        String id = start != null ? start.getRouteId() : create != null ? create.getRouteId() : null;
        String line = folder.startProblem(id, e);
        return line == null ? e : new ConfigurationException(line, e);
    }

    private static Exception configurationProblem(Exception e) {
        ConfigurationException configuration = ObjectHelper.getException(ConfigurationException.class, e);
        return configuration == null ? e : configuration;
    }
}
