package io.camelmcp.component.session.auth;

/** Whether a device is who it says it is cannot be found out now: a key server, a directory, a database is away. */
public class UndecidedLoginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UndecidedLoginException(String message) {
        super(message);
    }
}
