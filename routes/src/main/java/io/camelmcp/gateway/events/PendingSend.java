package io.camelmcp.gateway.events;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An event on its way to the disk. */
final class PendingSend {

    final String address;
    final KnownIds ids;
    final Event event;
    /** What is the same when the event is sent again, and only then; empty if the sender gave no id. */
    final String key;

    private final Consumer<@Nullable Exception> whenEnded;
    private final Runnable permit;
    private @Nullable List<PendingSend> followers;
    private boolean ended;

    /**
     * @param contentHash tells events of one id apart, which a route makes when it splits a frame or sends twice
     * @param whenEnded   is told once, with what has gone wrong or null
     * @param permit      gives back the right to send
     */
    PendingSend(
            String address,
            KnownIds ids,
            Event event,
            long contentHash,
            Consumer<@Nullable Exception> whenEnded,
            Runnable permit) {
        this.address = address;
        this.ids = ids;
        this.event = event;
        this.key = event.messageId().isEmpty() ? "" : event.messageId() + ' ' + Long.toString(contentHash, 36);
        this.whenEnded = whenEnded;
        this.permit = permit;
    }

    /** Lets another send of the same event end with this one; {@code false} if this has ended already. */
    synchronized boolean follow(PendingSend other) {
        if (ended) {
            return false;
        }
        if (followers == null) {
            followers = new ArrayList<>();
        }
        followers.add(other);
        return true;
    }

    /** Tells whoever waits, and those that follow; called once. */
    void end(@Nullable Exception failure) {
        List<PendingSend> with;
        synchronized (this) {
            ended = true;
            with = followers;
        }
        permit.run();
        try {
            whenEnded.accept(failure);
        } finally {
            if (with != null) {
                with.forEach(follower -> follower.end(failure));
            }
        }
    }
}
