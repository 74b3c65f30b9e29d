package io.camelmcp.component.session.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemorySessionStoreTest extends SessionStoreContract {

    @Override
    protected SessionStore create() {
        return new MemorySessionStore(clock::get);
    }

    @Test
    void expiredSessionsDoNotPileUp() {
        MemorySessionStore memory = (MemorySessionStore) store;
        int most = 0;
        for (int n = 0; n < 10_000; n++) {
            SessionRecord shortLived = new SessionRecord("C" + n, SESSION, "tag", 1, "node", 0, 0, in(100));
            assertThat(replace(null, shortLived)).isTrue();
            clock.addAndGet(1_000);
            most = Math.max(most, memory.size());
        }
        assertThat(most).as("100 of them live at a time").isBetween(100, 200);
    }

    @Test
    void stagesAreCompleteAtOnce() {
        assertThat(store.find("C1").toCompletableFuture()).isCompletedWithValue(null);
        assertThat(store.replace(null, record(1)).toCompletableFuture()).isCompletedWithValue(true);
        assertThat(store.reserve(record(2)).toCompletableFuture()).isCompletedWithValue(false);
    }
}
