package io.camelmcp.component.session;

/** Told what happens to the sessions of a port. Called on event loops: it must not wait, and must not throw. */
@FunctionalInterface
public interface SessionListener {

    /** Does nothing. */
    SessionListener NONE = change -> {};

    void changed(SessionChange change);
}
