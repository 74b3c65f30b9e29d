package io.camelmcp.gateway.routes;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
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
     * @param taken route ids of the other files
     * @throws BrokenRouteFileException if the file cannot run
     */
    void check(RouteFile file, Set<String> taken) throws BrokenRouteFileException {
        DefaultCamelContext scratch = new DefaultCamelContext(new SharedBeans(running.getRegistry()));
        try {
            scratch.getCamelContextExtension().setName(running.getName() + "-check");
            scratch.setSourceLocationEnabled(true);
            scratch.getPropertiesComponent().addPropertiesSource(new SharedProperties(running));
            scratch.setClassResolver(running.getClassResolver());
            scratch.init();
            parse(scratch, file);
            List<RouteDefinition> routes = scratch.getRouteDefinitions();
            if (routes.isEmpty()) {
                requireContent(scratch, file);
            }
            requireOwnIds(file, routes, taken);
            for (RouteDefinition route : routes) {
                requireEndpoints(scratch, file, route);
            }
            for (RouteDefinition route : routes) {
                requireProcessors(scratch, file, route);
            }
        } finally {
            scratch.stop();
        }
    }

    private static void parse(CamelContext scratch, RouteFile file) throws BrokenRouteFileException {
        try {
            PluginHelper.getRoutesLoader(scratch).loadRoutes(file.resource());
        } catch (Exception e) {
            MarkedYamlEngineException marked = find(e, MarkedYamlEngineException.class);
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
                || file.text().contains("beans:");
        if (!other) {
            IllegalArgumentException e = new IllegalArgumentException("there is no route in it");
            throw new BrokenRouteFileException(file.path(), 0, message(e), e);
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

    private static void requireProcessors(DefaultCamelContext scratch, RouteFile file, RouteDefinition route)
            throws BrokenRouteFileException {
        try {
            RouteDefinitionHelper.forceAssignIds(scratch, List.of(route));
            RouteDefinitionHelper.prepareRoute(scratch, route);
            route.markPrepared();
            scratch.getModelReifierFactory().createRoute(scratch, route);
        } catch (Exception e) {
            Throwable root = e;
            while (root.getCause() != null && root.getCause() != root) {
                root = root.getCause();
            }
            throw new BrokenRouteFileException(file.path(), line(route), message(root), e);
        }
    }

    private static int line(RouteDefinition route) {
        return route.getLineNumber() > 0
                ? route.getLineNumber()
                : route.getInput().getLineNumber();
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static <T extends Throwable> @Nullable T find(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause() == t ? null : t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
