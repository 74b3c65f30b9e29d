package io.camelmcp.component.session.store.file;

import io.camelmcp.component.session.store.PushShelf;
import io.camelmcp.component.session.store.QueuedPush;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** The requests of a file. */
record PushEntries(MVMap<String, QueuedPush> map) implements PushShelf.Entries {

    @Override
    public @Nullable String higherKey(String key) {
        return map.higherKey(key);
    }

    @Override
    public @Nullable QueuedPush get(String key) {
        return map.get(key);
    }

    @Override
    public void put(String key, QueuedPush push) {
        map.put(key, push);
    }

    @Override
    public void remove(String key) {
        map.remove(key);
    }
}
