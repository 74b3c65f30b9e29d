package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.component.session.store.MemorySessionStore;
import io.camelmcp.component.session.store.SessionRecord;
import io.camelmcp.component.session.store.SessionStore;
import io.camelmcp.component.session.store.SessionStoreException;
import io.camelmcp.component.session.store.file.MvSessionStore;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionStoresTest {

    private static final SessionRecord RECORD =
            new SessionRecord("C1", "AAAAAAAAAAAAAAAAAAAAAA", "tag", 1, "n", 0, 0, Long.MAX_VALUE);

    @TempDir
    private Path directory;

    private final CamelContext context = new DefaultCamelContext();
    private final SessionStores stores = new SessionStores();

    @Test
    void eachPortHasAMemoryOfItsOwn() {
        SessionStore one = stores.open(context, "memory");
        SessionStore other = stores.open(context, "memory");

        assertThat(join(one.replace(null, RECORD))).isTrue();

        assertThat(join(other.find("C1"))).isNull();
    }

    @Test
    void portsThatNameTheSameDirectoryShareItsFileUntilTheLastOneIsGone() {
        SessionStore one = stores.open(context, "file:" + directory);
        SessionStore other = stores.open(context, "file:" + directory.resolve("x/.."));
        assertThat(join(one.replace(null, RECORD))).isTrue();

        one.close();
        one.close();
        assertThat(join(other.find("C1"))).isEqualTo(RECORD);
        assertThat(join(other.reserve(RECORD.withMarks(8, 0)))).isTrue();
        other.refresh(List.of(RECORD));
        other.close();

        try (MvSessionStore file = MvSessionStore.open(directory)) {
            assertThat(join(file.find("C1"))).isEqualTo(RECORD.withMarks(8, 0));
        }
        SessionStore again = stores.open(context, "file:" + directory);
        again.remove(RECORD);
        assertThat(join(again.find("C1"))).isNull();
        again.close();
    }

    @Test
    void beanIsUsedAndLeftOpen() {
        MemorySessionStore bean = new MemorySessionStore();
        context.getRegistry().bind("mine", bean);
        for (String option : List.of("#mine", "#bean:mine")) {
            SessionStore store = stores.open(context, option);
            join(store.replace(null, RECORD));
            store.close();
            assertThat(join(bean.find("C1"))).isEqualTo(RECORD);
        }
    }

    @Test
    void optionThatMeansNoStoreIsNamed() {
        for (String option : List.of("disk", "file:", "")) {
            assertThatThrownBy(() -> stores.open(context, option))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("sessionStore=" + option
                            + " is not possible; use memory, file:DIR, or #name of a SessionStore in the registry");
        }
        assertThatThrownBy(() -> stores.open(context, "#nobody"))
                .hasMessage("sessionStore=#nobody: the registry has no SessionStore nobody; bind one");
    }

    @Test
    void fileThatCannotBeOpenedIsNamedWithTheOption() throws Exception {
        Files.write(directory.resolve(MvSessionStore.FILE), new byte[100_000]);

        assertThatThrownBy(() -> stores.open(context, "file:" + directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasCauseInstanceOf(SessionStoreException.class)
                .hasMessageStartingWith(
                        "sessionStore=file:" + directory + ": " + directory + "/sessions.mv.db: damaged (");
    }

    @Test
    void fileWithoutItsLibrarySaysWhichOneIsMissing() throws Exception {
        URL[] classes = {
            SessionStores.class.getProtectionDomain().getCodeSource().getLocation()
        };
        try (URLClassLoader withoutH2 =
                new URLClassLoader(classes, new ClassLoader(getClass().getClassLoader()) {
                    @Override
                    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                        if (name.startsWith("org.h2.") || name.startsWith("io.camelmcp.")) {
                            throw new ClassNotFoundException(name);
                        }
                        return super.loadClass(name, resolve);
                    }
                })) {
            Class<?> type = withoutH2.loadClass(SessionStores.class.getName());
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method open = type.getDeclaredMethod("open", CamelContext.class, String.class);
            open.setAccessible(true);
            Object elsewhere = constructor.newInstance();

            assertThat(open.invoke(elsewhere, context, "memory")).isNotNull();
            assertThatThrownBy(() -> open.invoke(elsewhere, context, "file:" + directory))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessage("sessionStore=file:" + directory
                            + " needs com.h2database:h2-mvstore on the class path; add this dependency");
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
