package io.camelmcp.component.session.auth;

/** A device is not who it says it is, or cannot prove it. The message goes to the log, never to the device. */
public class AuthenticationException extends Exception {

    private static final long serialVersionUID = 1L;

    public AuthenticationException(String message) {
        super(message);
    }

    public AuthenticationException(String message, Throwable cause) {
        super(message, cause);
    }
}
