package io.camelmcp.gateway.routes;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/** The running context's beans, for the throw-away one; not its components, which would change hands with it. */
record SharedBeans(Registry registry) implements BeanRepository {

    @Override
    public @Nullable Object lookupByName(String name) {
        return allowed(registry.lookupByName(name));
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
        return allowed(registry.lookupByNameAndType(name, type));
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        return registry.findByTypeWithName(type).entrySet().stream()
                .filter(entry -> allowed(entry.getValue()) != null)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return registry.findByType(type).stream()
                .filter(bean -> allowed(bean) != null)
                .collect(Collectors.toSet());
    }

    private static <T> @Nullable T allowed(@Nullable T bean) {
        return bean instanceof Component || bean instanceof Endpoint ? null : bean;
    }
}
