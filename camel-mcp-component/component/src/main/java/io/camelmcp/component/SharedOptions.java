package io.camelmcp.component;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Options that several endpoints have in common: what one sets goes for all, what two set differently is refused. */
final class SharedOptions {

    private record Option<T>(Function<McpConfiguration, T> get, BiConsumer<McpConfiguration, T> set) {
        void copy(McpConfiguration from, McpConfiguration to) {
            set.accept(to, get.apply(from));
        }
    }

    private final Map<String, Option<?>> options = new LinkedHashMap<>();
    private final String ofAnother;
    private final String madeByAnother;

    /**
     * Without any option yet.
     *
     * @param ofAnother     whose value is contradicted: {@code of another consumer of this port}
     * @param madeByAnother what cannot be changed any more: {@code with which another consumer of this port has opened it}
     */
    SharedOptions(String ofAnother, String madeByAnother) {
        this.ofAnother = ofAnother;
        this.madeByAnother = madeByAnother;
    }

    <T> void add(String name, Function<McpConfiguration, T> get, BiConsumer<McpConfiguration, T> set) {
        options.put(name, new Option<>(get, set));
    }

    boolean contains(String name) {
        return options.containsKey(name);
    }

    /**
     * Checks what an endpoint says.
     *
     * @param others which are there already
     * @param fixed  what cannot be changed any more; {@code null} while all can
     * @throws IllegalArgumentException if it contradicts one of these; it names the option and both values
     */
    void check(McpEndpoint endpoint, List<McpEndpoint> others, @Nullable McpConfiguration fixed) {
        options.forEach((name, option) -> {
            if (says(endpoint, name)) {
                check(name, option.get(), endpoint, others, fixed);
            }
        });
    }

    private void check(
            String name,
            Function<McpConfiguration, ?> get,
            McpEndpoint endpoint,
            List<McpEndpoint> others,
            @Nullable McpConfiguration fixed) {
        Object value = get.apply(endpoint.getConfiguration());
        for (McpEndpoint other : others) {
            Object theirs = get.apply(other.getConfiguration());
            if (says(other, name) && !Objects.equals(value, theirs)) {
                throw new IllegalArgumentException(endpoint.address() + ": " + shown(name, value) + " contradicts "
                        + shown(name, theirs) + " " + ofAnother + "; give both the same value or remove one");
            }
        }
        if (fixed != null && !Objects.equals(value, get.apply(fixed))) {
            throw new IllegalArgumentException(endpoint.address() + ": " + shown(name, value) + " contradicts "
                    + shown(name, get.apply(fixed)) + ", " + madeByAnother + "; stop all of them to change it");
        }
    }

    private static String shown(String name, @Nullable Object value) {
        return name + "=" + (name.equals("jwtSecret") ? "..." : value);
    }

    /** What all of them say; the first one's value where nobody says anything. */
    McpConfiguration merge(List<McpEndpoint> endpoints) {
        McpConfiguration sum = endpoints.get(0).getConfiguration().copy();
        for (McpEndpoint endpoint : endpoints) {
            options.forEach((name, option) -> {
                if (says(endpoint, name)) {
                    option.copy(endpoint.getConfiguration(), sum);
                }
            });
        }
        return sum;
    }

    /** {@link #merge(List)}, with one more. */
    McpConfiguration merge(List<McpEndpoint> endpoints, McpEndpoint last) {
        List<McpEndpoint> all = new ArrayList<>(endpoints);
        all.add(last);
        return merge(all);
    }

    private static boolean says(McpEndpoint endpoint, String option) {
        return endpoint.explicitOptions().contains(option);
    }
}
