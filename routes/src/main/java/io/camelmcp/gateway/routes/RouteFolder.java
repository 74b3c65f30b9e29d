package io.camelmcp.gateway.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of YAML route files, and what of it runs.
 *
 * <p>A changed file replaces its own routes and no others, and only when it is known to be good: until then its old
 * routes run on. A file that is gone takes its routes with it; a folder that is gone takes nothing.
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
    private final Map<Path, RouteFile> loaded = new TreeMap<>();
    private final Map<Path, Broken> broken = new ConcurrentSkipListMap<>();

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
            if (!file.isBlank()) {
                validator.check(file, idsOfOthers(path));
                try {
                    PluginHelper.getRoutesLoader(context).loadRoutes(file.resource());
                } catch (Exception e) {
                    throw new BrokenRouteFileException(path, 0, String.valueOf(e.getMessage()), e);
                }
            }
            loaded.put(path, file);
        }
    }

    /** Looks at the folder, and brings what runs in line with it. Never throws: what is wrong is in {@link #problems()}. */
    public synchronized void refresh() {
        List<Path> paths;
        try {
            paths = list();
            repaired(folder);
        } catch (IOException e) {
            report(folder, null, folder + ": cannot be read; its routes run on");
            return;
        }
        Set<Path> gone = new HashSet<>(loaded.keySet());
        gone.addAll(broken.keySet());
        paths.forEach(gone::remove);
        gone.forEach(this::remove);
        paths.forEach(this::update);
    }

    /** What is wrong at the moment: one line for each file, naming it. Empty if all files run. */
    public List<String> problems() {
        return broken.values().stream().map(Broken::problem).toList();
    }

    /** Number of files whose routes run. */
    public synchronized int files() {
        return loaded.size();
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
        RouteFile running = loaded.get(path);
        Broken known = broken.get(path);
        if (known != null && known.file() != null && known.file().hasContentOf(file)) {
            return;
        }
        if (running != null && running.hasContentOf(file)) {
            repaired(path); // put back to what it was
            return;
        }
        try {
            if (!file.isBlank()) {
                validator.check(file, idsOfOthers(path));
            }
            replace(path, running, file);
            loaded.put(path, file);
            repaired(path);
            LOG.info("file={} state={}", path, running == null ? "added" : "reloaded");
        } catch (BrokenRouteFileException e) {
            report(path, file, String.valueOf(e.getMessage()));
        }
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
            throw new BrokenRouteFileException(path, 0, "does not start: " + e.getMessage(), e);
        }
    }

    private void load(RouteFile file) throws Exception {
        if (!file.isBlank()) {
            PluginHelper.getRoutesLoader(context).loadRoutes(file.resource());
        }
    }

    private void remove(Path path) {
        if (path.equals(folder)) {
            return;
        }
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
    }

    private List<RouteDefinition> routesOf(Path path) {
        String location = "file:" + path;
        return context.getRouteDefinitions().stream()
                .filter(route -> route.getResource() != null
                        && location.equals(route.getResource().getLocation()))
                .toList();
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
