package io.camelmcp.component;

import io.camelmcp.component.session.store.MemorySessionStore;
import io.camelmcp.component.session.store.PushQueue;
import io.camelmcp.component.session.store.SessionRecord;
import io.camelmcp.component.session.store.SessionStore;
import io.camelmcp.component.session.store.file.MvSessionStore;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The session stores of a Camel context, by the option {@code sessionStore}: {@code memory}, one for each port;
 * {@code file:DIR}, one for all ports that name the same directory; {@code #bean}, a {@link SessionStore} of the registry. Whoever
 * opens a store closes it: a file is closed with its last user, a bean is left open for its owner.
 */
final class SessionStores {

    static final String MEMORY = "memory";
    private static final String FILE = "file:";
    private static final String BEAN = "bean:";

    private final Map<Path, Shared> files = new HashMap<>();

    /**
     * The store for a port.
     *
     * @param option value of the option {@code sessionStore}
     * @throws IllegalArgumentException if the option means no store, or the store cannot be opened; the message begins with
     *                                  {@code sessionStore=}
     */
    SessionStore open(CamelContext context, String option) {
        if (option.equals(MEMORY)) {
            return new MemorySessionStore();
        }
        if (option.startsWith(FILE) && option.length() > FILE.length()) {
            return file(option);
        }
        if (option.startsWith("#")) {
            return bean(context, option);
        }
        throw new IllegalArgumentException("sessionStore=" + option
                + " is not possible; use memory, file:DIR, or #name of a SessionStore in the registry");
    }

    private static SessionStore bean(CamelContext context, String option) {
        String name = option.substring(1);
        name = name.startsWith(BEAN) ? name.substring(BEAN.length()) : name;
        SessionStore bean = context.getRegistry().lookupByNameAndType(name, SessionStore.class);
        if (bean == null) {
            throw new IllegalArgumentException(
                    "sessionStore=" + option + ": the registry has no SessionStore " + name + "; bind one");
        }
        return new Handle(bean, () -> {});
    }

    private synchronized SessionStore file(String option) {
        try {
            Path directory =
                    Path.of(option.substring(FILE.length())).toAbsolutePath().normalize();
            Shared shared = files.get(directory);
            if (shared == null) {
                shared = new Shared(MvSessionStore.open(directory));
                files.put(directory, shared);
            }
            shared.users++;
            return new Handle(shared.store, () -> release(directory));
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "sessionStore=" + option
                            + " needs com.h2database:h2-mvstore on the class path; add this dependency",
                    e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("sessionStore=" + option + ": " + e.getMessage(), e);
        }
    }

    private synchronized void release(Path directory) {
        Shared shared = files.get(directory);
        if (shared != null && --shared.users == 0) {
            files.remove(directory);
            shared.store.close();
        }
    }

    private static final class Shared {
        final SessionStore store;
        int users;

        Shared(SessionStore store) {
            this.store = store;
        }
    }

    /** One user's part in a store: to close it is to leave it to the others. */
    private static final class Handle implements SessionStore {
        private final SessionStore store;
        private final Runnable release;
        private final AtomicBoolean closed = new AtomicBoolean();

        Handle(SessionStore store, Runnable release) {
            this.store = store;
            this.release = release;
        }

        @Override
        public CompletionStage<@Nullable SessionRecord> find(String clientId) {
            return store.find(clientId);
        }

        @Override
        public CompletionStage<Boolean> replace(@Nullable SessionRecord expected, SessionRecord next) {
            return store.replace(expected, next);
        }

        @Override
        public CompletionStage<Boolean> reserve(SessionRecord marks) {
            return store.reserve(marks);
        }

        @Override
        public void refresh(Collection<SessionRecord> sessions) {
            store.refresh(sessions);
        }

        @Override
        public void remove(SessionRecord session) {
            store.remove(session);
        }

        @Override
        public PushQueue pushes() {
            return store.pushes();
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release.run();
            }
        }
    }
}
