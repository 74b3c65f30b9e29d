package io.camelmcp.gateway.output;

import java.util.Collection;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The kinds of outputs that this gateway has, by their names. */
public final class OutputTypes {

    private final Map<String, OutputType> byName = new TreeMap<>();

    OutputTypes(Iterable<OutputType> types) {
        for (OutputType type : types) {
            OutputType other = byName.putIfAbsent(type.name(), type);
            if (other != null) {
                throw new IllegalStateException(
                        other.getClass() + " and " + type.getClass() + " are both " + type.name());
            }
        }
    }

    /** Those on the class path. */
    public static OutputTypes found() {
        return new OutputTypes(ServiceLoader.load(OutputType.class, OutputTypes.class.getClassLoader()));
    }

    @Nullable
    OutputType find(String name) {
        return byName.get(name);
    }

    Set<String> names() {
        return byName.keySet();
    }

    /** All of them, by name. */
    public Collection<OutputType> all() {
        return byName.values();
    }
}
