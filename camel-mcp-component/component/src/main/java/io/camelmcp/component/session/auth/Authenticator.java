package io.camelmcp.component.session.auth;

/** Decides who a device is. One instance serves all connections of a port, from many threads. */
@FunctionalInterface
public interface Authenticator {

    /**
     * Looks at what a device shows.
     *
     * @return who it is; the client id of the LOGIN, if it has one, must be the same
     * @throws AuthenticationException    if it is refused
     * @throws UndecidedLoginException    if that cannot be found out now: the device is told to try again later, and nothing is held
     *                                    against it. Any other unchecked exception means the same
     */
    Identity authenticate(Credentials credentials) throws AuthenticationException;

    /** Whether {@link #authenticate} may wait for something; it is then called on a thread that may be kept waiting. */
    default boolean mayBlock() {
        return true;
    }
}
