package io.camelmcp.component.session;

import java.util.Set;

/** The session of a connection without login: it begins and ends with the connection, and stays in its first epoch. */
public final class AnonymousSession extends Session {

    /** A session whose client id is {@code ~} and 8 random characters. */
    public AnonymousSession() {
        super("~" + random(), random());
    }

    @Override
    public String sessionId() {
        return "";
    }

    @Override
    public Set<String> groups() {
        return Set.of();
    }

    @Override
    public long epoch() {
        return 1;
    }
}
