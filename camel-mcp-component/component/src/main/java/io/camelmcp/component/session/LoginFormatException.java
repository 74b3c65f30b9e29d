package io.camelmcp.component.session;

/**
 * The body of a LOGIN, or of its answer, is not what section 5 of docs/protocol.md says: it is no JSON object, or a field has the
 * wrong type or a value out of range. The message names the field and the value; it never holds a token.
 */
public class LoginFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    public LoginFormatException(String message) {
        super(message);
    }

    public LoginFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
