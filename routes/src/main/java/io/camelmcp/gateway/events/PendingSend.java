package io.camelmcp.gateway.events;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** An exchange whose event is on its way to the disk. */
final class PendingSend {

    final String address;
    final KnownIds ids;
    final Event event;
    /** What is the same when the event is sent again, and only then; empty if the sender gave no id. */
    final String key;

    private final Exchange exchange;
    private final AsyncCallback callback;
    private final Runnable permit;
    private @Nullable List<PendingSend> followers;
    private boolean ended;

    /**
     * @param contentHash tells events of one id apart, which a route makes when it splits a frame or sends twice
     * @param permit      gives back the right to send
     */
    PendingSend(
            String address,
            KnownIds ids,
            Event event,
            long contentHash,
            Exchange exchange,
            AsyncCallback callback,
            Runnable permit) {
        this.address = address;
        this.ids = ids;
        this.event = event;
        this.key = event.messageId().isEmpty() ? "" : event.messageId() + ' ' + Long.toString(contentHash, 36);
        this.exchange = exchange;
        this.callback = callback;
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

    /** Ends the exchange, and those that follow; called once. */
    void end(@Nullable Exception failure) {
        List<PendingSend> with;
        synchronized (this) {
            ended = true;
            with = followers;
        }
        permit.run();
        if (failure != null) {
            exchange.setException(failure);
        }
        try {
            callback.done(false);
        } finally {
            if (with != null) {
                with.forEach(follower -> follower.end(failure));
            }
        }
    }
}
