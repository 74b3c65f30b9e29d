package io.camelmcp.gateway.routes;

import io.camelmcp.gateway.events.EventsEndpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.NamedNode;
import org.apache.camel.Predicate;
import org.apache.camel.Route;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * Tries a route file in a throw-away context: it is parsed, its endpoints and processors are made, nothing is started.
 * So a file is known to be good before the routes it replaces are touched.
 */
final class RouteValidator {

    private final CamelContext running;

    RouteValidator(CamelContext running) {
        this.running = running;
    }

    /**
     * Checks a file.
     *
     * @param taken  route ids of the other files
     * @param inputs what the other files read that only one route can read, with the file that does
     * @return what this file reads that only one route can read
     * @throws BrokenRouteFileException if the file cannot run
     */
    Set<String> check(RouteFile file, Set<String> taken, Map<String, Path> inputs) throws BrokenRouteFileException {
        DefaultCamelContext scratch = new DefaultCamelContext(new SharedBeans(running.getRegistry()));
        try {
            scratch.getCamelContextExtension().setName(running.getName() + "-check");
            scratch.setSourceLocationEnabled(true);
            runningPropertiesOnly(scratch);
            scratch.getPropertiesComponent().addPropertiesSource(new SharedProperties(running));
            scratch.setClassResolver(running.getClassResolver());
            scratch.init();
            parse(scratch, file);
            List<RouteDefinition> routes = new ArrayList<>(scratch.getRouteDefinitions());
            if (routes.isEmpty()) {
                requireContent(scratch, file);
            }
            requireOwnIds(file, routes, taken);
            for (RouteDefinition route : List.copyOf(routes)) {
                if (!isOn(scratch, file, route)) {
                    routes.remove(route);
                }
            }
            for (RouteDefinition route : routes) {
                requireEndpoints(scratch, file, route);
            }
            Map<String, Path> read = new HashMap<>(inputs);
            for (RouteDefinition route : routes) {
                Route made = requireProcessors(scratch, file, route);
                requireConsumer(file, route, made.getEndpoint(), read);
            }
            read.keySet().removeAll(inputs.keySet());
            return read.keySet();
        } finally {
            scratch.stop();
        }
    }

    private static void runningPropertiesOnly(CamelContext scratch) {
        PropertiesComponent properties = (PropertiesComponent) scratch.getPropertiesComponent();
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_NEVER);
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
    }

    private static void parse(CamelContext scratch, RouteFile file) throws BrokenRouteFileException {
        try {
            PluginHelper.getRoutesLoader(scratch).loadRoutes(file.resource());
        } catch (Exception e) {
            MarkedYamlEngineException marked = ObjectHelper.getException(MarkedYamlEngineException.class, e);
            if (marked == null) {
                throw new BrokenRouteFileException(file.path(), 0, message(e), e);
            }
            Optional<Mark> mark = marked.getProblemMark();
            String problem = marked.getProblem() == null ? message(marked) : marked.getProblem();
            throw new BrokenRouteFileException(
                    file.path(), mark.map(m -> m.getLine() + 1).orElse(0), problem, e);
        }
    }

    // Camel takes a text that is no list of routes for a file without routes, and says nothing
    private static void requireContent(DefaultCamelContext scratch, RouteFile file) throws BrokenRouteFileException {
        boolean other = !scratch.getRouteConfigurationDefinitions().isEmpty()
                || !scratch.getRouteTemplateDefinitions().isEmpty()
                || !scratch.getRestDefinitions().isEmpty()
                || hasBeans(file);
        if (!other) {
            IllegalArgumentException e = new IllegalArgumentException("there is no route in it");
            throw new BrokenRouteFileException(file.path(), 0, message(e), e);
        }
    }

    private static boolean hasBeans(RouteFile file) {
        Object document = new Load(LoadSettings.builder().build()).loadFromString(file.text());
        return document instanceof List<?> list
                && list.stream().anyMatch(item -> item instanceof Map<?, ?> map && map.containsKey("beans"));
    }

    // a route that is off is not made at the start either: what it names need not be there
    private static boolean isOn(CamelContext scratch, RouteFile file, RouteDefinition route)
            throws BrokenRouteFileException {
        if (route.getPrecondition() == null) {
            return true;
        }
        try {
            Predicate precondition = scratch.resolveLanguage("simple")
                    .createPredicate(scratch.resolvePropertyPlaceholders(route.getPrecondition()));
            precondition.init(scratch);
            return precondition.matches(new DefaultExchange(scratch));
        } catch (Exception e) {
            throw new BrokenRouteFileException(file.path(), line(route), message(RouteFolder.root(e)), e);
        }
    }

    private static void requireOwnIds(RouteFile file, List<RouteDefinition> routes, Set<String> taken)
            throws BrokenRouteFileException {
        Set<String> seen = new HashSet<>(taken);
        for (RouteDefinition route : routes) {
            if (route.getRouteId() != null && !seen.add(route.getRouteId())) {
                IllegalArgumentException e = new IllegalArgumentException(
                        "the route id " + route.getRouteId() + " is used twice; give each route an id of its own");
                throw new BrokenRouteFileException(file.path(), line(route), message(e), e);
            }
        }
    }

    // one by one before the route is made, because only so it is known which line the bad one stands in
    private static void requireEndpoints(CamelContext scratch, RouteFile file, RouteDefinition route)
            throws BrokenRouteFileException {
        requireEndpoint(scratch, file, route.getInput(), route.getInput().getEndpointUri());
        for (ProcessorDefinition<?> node :
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), ProcessorDefinition.class)) {
            if (node instanceof EndpointRequiredDefinition to && !(node instanceof ToDynamicDefinition)) {
                requireEndpoint(scratch, file, node, to.getEndpointUri());
            }
        }
    }

    private static void requireEndpoint(CamelContext scratch, RouteFile file, NamedNode node, @Nullable String uri)
            throws BrokenRouteFileException {
        if (uri == null) {
            return;
        }
        try {
            scratch.getEndpoint(uri);
        } catch (Exception e) {
            throw new BrokenRouteFileException(file.path(), node.getLineNumber(), message(e), e);
        }
    }

    private static Route requireProcessors(DefaultCamelContext scratch, RouteFile file, RouteDefinition route)
            throws BrokenRouteFileException {
        try {
            RouteDefinitionHelper.forceAssignIds(scratch, List.of(route));
            RouteDefinitionHelper.prepareRoute(scratch, route);
            route.markPrepared();
            return scratch.getModelReifierFactory().createRoute(scratch, route);
        } catch (Exception e) {
            throw new BrokenRouteFileException(file.path(), line(route), message(RouteFolder.root(e)), e);
        }
    }

    // made and never started: so it opens and takes nothing, but says what a start would say after the old one is gone
    private static void requireConsumer(
            RouteFile file, RouteDefinition route, Endpoint endpoint, Map<String, Path> read)
            throws BrokenRouteFileException {
        int line = line(route.getInput(), route);
        try {
            endpoint.createConsumer(exchange -> {});
        } catch (Exception e) {
            throw new BrokenRouteFileException(file.path(), line, message(e), e);
        }
        String input = soleInput(endpoint);
        Path reader = input == null ? null : read.putIfAbsent(input, file.path());
        if (reader != null) {
            IllegalArgumentException e = new IllegalArgumentException(input + " is read by another route of " + reader
                    + "; give each route something of its own to read");
            throw new BrokenRouteFileException(file.path(), line, message(e), e);
        }
    }

    // two readers of one queue would share its events, and neither output would have them all
    private static @Nullable String soleInput(Endpoint endpoint) {
        if (endpoint instanceof EventsEndpoint events) {
            return "events:" + events.getAddress() + "?queue=" + events.getQueue();
        }
        boolean many = endpoint instanceof MultipleConsumersSupport multiple && multiple.isMultipleConsumersSupported();
        return many ? null : endpoint.getEndpointUri();
    }

    private static int line(NamedNode node, RouteDefinition route) {
        return node.getLineNumber() > 0 ? node.getLineNumber() : line(route);
    }

    private static int line(RouteDefinition route) {
        return route.getLineNumber() > 0
                ? route.getLineNumber()
                : route.getInput().getLineNumber();
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
