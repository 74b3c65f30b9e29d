package io.camelmcp.gateway.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceAware;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of YAML route files, and what of it runs.
 *
 * <p>A changed file replaces its own routes and no others, and only when it is known to be good: until then its old
 * routes run on. A file that is gone takes its routes with it; a folder that is gone or empty takes nothing.
 *
 * <p>Not Camel's own reload: with a broken file that removes all routes, says UP, and cannot load any other file until
 * the broken one is repaired.
 */
public final class RouteFolder {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFolder.class);

    // an editor may be in the middle of writing, and half a file can be a good one
    private static final long SETTLE_MILLIS = 300;

    private final Path folder;
    private final long settleMillis;
    private final ModelCamelContext context;
    private final RouteValidator validator;
    private final Map<Path, Loaded> loaded = new TreeMap<>();
    // with its placeholders resolved, which a context whose start has failed does no more
    private final Map<RouteDefinition, String> inputsAtStart = new LinkedHashMap<>();
    private final Map<Path, Long> missingSince = new HashMap<>();
    // read by the health page, which must not wait until a route has stopped
    private volatile int files;
    private final Map<Path, Broken> broken = new ConcurrentSkipListMap<>();

    /** @param inputs what the file reads that only one route can read */
    private record Loaded(RouteFile file, Set<String> inputs) {}

    private record Broken(@Nullable RouteFile file, String problem) {}

    public RouteFolder(Path folder, CamelContext context) {
        this(folder, context, SETTLE_MILLIS);
    }

    RouteFolder(Path folder, CamelContext context, long settleMillis) {
        this.settleMillis = settleMillis;
        this.folder = folder.toAbsolutePath().normalize();
        this.context = (ModelCamelContext) context;
        this.validator = new RouteValidator(context);
    }

    /**
     * Loads all files, or none.
     *
     * @throws BrokenRouteFileException if one cannot run
     * @throws IOException              if the folder cannot be read
     */
    public synchronized void loadAll() throws BrokenRouteFileException, IOException {
        for (Path path : list()) {
            RouteFile file = RouteFile.read(path);
            Set<String> inputs = check(file);
            try {
                load(file);
            } catch (Exception e) {
                throw new BrokenRouteFileException(path, 0, String.valueOf(e.getMessage()), e);
            }
            loaded.put(path, new Loaded(file, inputs));
        }
        files = loaded.size();
        for (RouteDefinition route : context.getRouteDefinitions()) {
            String uri = context.resolvePropertyPlaceholders(route.getInput().getEndpointUri());
            inputsAtStart.put(route, uri.replaceFirst("\\?.*", ""));
        }
    }

    /**
     * Why a route of a folder does not start, as one line with its file and line.
     *
     * @param id the route's
     * @return null if that is not a route of a file
     */
    public synchronized @Nullable String startProblem(@Nullable String id, Throwable e) {
        RouteDefinition route = id == null ? null : context.getRouteDefinition(id);
        Throwable why = root(e);
        // a port is bound when all routes are up, and what is said then names the port and not the route
        for (Throwable t = e; route == null && t != null; t = t.getCause() == t ? null : t.getCause()) {
            route = routeThatReads(String.valueOf(t.getMessage()));
            why = t;
        }
        if (route == null || route.getResource() == null) {
            return null;
        }
        String location = route.getResource().getLocation().replaceFirst("^file:", "");
        int line = route.getInput().getLineNumber();
        return location + (line > 0 ? ":" + line : "") + ": the route " + route.getRouteId() + " does not start: "
                + (why.getMessage() == null ? why : why.getMessage())
                + "; correct the file, or take it out of the folder";
    }

    private @Nullable RouteDefinition routeThatReads(String message) {
        RouteDefinition found = null;
        for (Map.Entry<RouteDefinition, String> input : inputsAtStart.entrySet()) {
            if (message.contains(input.getValue())) {
                found = input.getKey(); // the last one: if two are at odds, it is the one that came too late
            }
        }
        return found;
    }

    static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /** Looks at the folder, and brings what runs in line with it. Never throws: what is wrong is in {@link #problems()}. */
    public synchronized void refresh() {
        List<Path> paths;
        try {
            paths = list();
        } catch (IOException e) {
            report(folder, null, folder + ": cannot be read; its routes run on");
            return;
        }
        if (paths.isEmpty() && !loaded.isEmpty()) {
            // far more often a mount that is not there than the wish for a gateway without routes
            report(folder, null, folder + ": has no route files any more; their routes run on");
            return;
        }
        repaired(folder);
        Set<Path> gone = new HashSet<>(loaded.keySet());
        gone.addAll(broken.keySet());
        paths.forEach(gone::remove);
        missingSince.keySet().retainAll(gone);
        gone.stream().filter(this::isSettledAsGone).forEach(this::remove);
        paths.forEach(this::update);
        files = loaded.size();
    }

    /** What is wrong at the moment: one line for each file, naming it. Empty if all files run. */
    public List<String> problems() {
        return broken.values().stream().map(Broken::problem).toList();
    }

    /** Number of files whose routes run. */
    public int files() {
        return files;
    }

    // some editors and copies take a file away for a moment and put the new one there
    private boolean isSettledAsGone(Path path) {
        long now = System.nanoTime();
        Long since = missingSince.putIfAbsent(path, now);
        return since != null && now - since >= TimeUnit.MILLISECONDS.toNanos(settleMillis);
    }

    private void update(Path path) {
        RouteFile file;
        try {
            long age =
                    System.currentTimeMillis() - Files.getLastModifiedTime(path).toMillis();
            if (age >= 0 && age < settleMillis) {
                return; // the next refresh will see it
            }
            file = RouteFile.read(path);
        } catch (IOException e) {
            report(path, null, path + ": cannot be read (" + e.getMessage() + ")");
            return;
        }
        Loaded old = loaded.get(path);
        RouteFile running = old == null ? null : old.file();
        Broken known = broken.get(path);
        if (known != null && known.file() != null && known.file().hasContentOf(file)) {
            return;
        }
        if (running != null && running.hasContentOf(file)) {
            repaired(path); // put back to what it was
            return;
        }
        try {
            Set<String> inputs = check(file);
            replace(path, running, file);
            loaded.put(path, new Loaded(file, inputs));
            repaired(path);
            LOG.info("file={} state={}", path, running == null ? "added" : "reloaded");
        } catch (BrokenRouteFileException e) {
            report(path, file, String.valueOf(e.getMessage()));
        }
    }

    private Set<String> check(RouteFile file) throws BrokenRouteFileException {
        if (file.isBlank()) {
            return Set.of();
        }
        Map<String, Path> inputs = new HashMap<>();
        loaded.forEach((path, other) -> {
            if (!path.equals(file.path())) {
                other.inputs().forEach(input -> inputs.put(input, path));
            }
        });
        return validator.check(file, idsOfOthers(file.path()), inputs);
    }

    private void replace(Path path, @Nullable RouteFile old, RouteFile file) throws BrokenRouteFileException {
        removeRoutes(path);
        try {
            load(file);
        } catch (Exception e) {
            removeRoutes(path);
            if (old != null) {
                try {
                    load(old);
                } catch (Exception again) {
                    e.addSuppressed(again);
                    LOG.error("file={} state=lost: neither the new nor the old routes start", path, e);
                }
            }
            throw new BrokenRouteFileException(path, 0, "does not start: " + root(e).getMessage(), e);
        }
    }

    private void load(RouteFile file) throws Exception {
        if (file.isBlank()) {
            return;
        }
        List<RouteConfigurationDefinition> before = List.copyOf(context.getRouteConfigurationDefinitions());
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(file.resource());
        } finally {
            // unlike routes, these do not know where they come from
            context.getRouteConfigurationDefinitions().stream()
                    .filter(configuration -> !before.contains(configuration))
                    .forEach(configuration -> configuration.setResource(file.resource()));
        }
    }

    private void remove(Path path) {
        if (path.equals(folder)) {
            return;
        }
        missingSince.remove(path);
        if (loaded.remove(path) != null) {
            removeRoutes(path);
            LOG.info("file={} state=removed", path);
        }
        broken.remove(path);
    }

    private void removeRoutes(Path path) {
        for (RouteDefinition route : routesOf(path)) {
            try {
                context.getRouteController().stopRoute(route.getRouteId());
                context.removeRoute(route.getRouteId());
                context.removeRouteDefinition(route);
            } catch (Exception e) {
                LOG.warn("route={} state=not-removed reason={}", route.getRouteId(), e.getMessage());
            }
        }
        for (RouteConfigurationDefinition configuration : List.copyOf(context.getRouteConfigurationDefinitions())) {
            if (isOf(path, configuration)) {
                try {
                    context.removeRouteConfiguration(configuration);
                } catch (Exception e) {
                    LOG.warn(
                            "routeConfiguration={} state=not-removed reason={}", configuration.getId(), e.getMessage());
                }
            }
        }
    }

    private List<RouteDefinition> routesOf(Path path) {
        return context.getRouteDefinitions().stream()
                .filter(route -> isOf(path, route))
                .toList();
    }

    private static boolean isOf(Path path, ResourceAware definition) {
        Resource resource = definition.getResource();
        return resource != null && resource.getLocation().equals("file:" + path);
    }

    private Set<String> idsOfOthers(Path path) {
        Set<RouteDefinition> own = Set.copyOf(routesOf(path));
        return context.getRouteDefinitions().stream()
                .filter(route -> !own.contains(route) && route.hasCustomIdAssigned())
                .map(RouteDefinition::getRouteId)
                .collect(Collectors.toSet());
    }

    private void report(Path path, @Nullable RouteFile file, String problem) {
        Broken before = broken.put(path, new Broken(file, problem));
        if (before == null || !before.problem().equals(problem)) {
            LOG.warn("state=broken {}; {}", problem, loaded.containsKey(path) ? "its old routes run on" : "not loaded");
        }
    }

    private void repaired(Path path) {
        if (broken.remove(path) != null) {
            LOG.info("file={} state=repaired", path);
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(path -> {
                        String name = path.getFileName().toString();
                        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
                    })
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }
}
