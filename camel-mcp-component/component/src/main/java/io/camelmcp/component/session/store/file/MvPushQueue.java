package io.camelmcp.component.session.store.file;

import io.camelmcp.component.session.store.PushQueue;
import io.camelmcp.component.session.store.QueuedPush;
import io.camelmcp.component.session.store.SessionRecord;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** The queue of a {@link MvSessionStore}: in the same file, so that one fsync is for both. */
final class MvPushQueue implements PushQueue {

    private static final Runnable NOTHING = () -> {};

    private final SessionWriter writer;
    private final LongSupplier clock;

    MvPushQueue(SessionWriter writer, LongSupplier clock) {
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Appended> append(QueuedPush push, String node, int most) {
        return writer.ask(file -> file.pushes().append(push, node, most, clock.getAsLong()));
    }

    @Override
    public CompletionStage<List<QueuedPush>> list(SessionRecord session) {
        return writer.ask(file -> file.pushes().list(session));
    }

    // at once, though nobody waits for it: the device may have it in a moment
    @Override
    public void sent(QueuedPush push, long number) {
        writer.submit(new SessionWriter.Task(file -> file.pushes().sent(push, number), NOTHING, failure -> {}));
    }

    @Override
    public void remove(QueuedPush push) {
        writer.submitLater(file -> file.pushes().remove(push));
    }

    @Override
    public CompletionStage<List<QueuedPush>> orphans(int most) {
        return writer.ask(file -> file.pushes().orphans(most, clock.getAsLong()));
    }
}
