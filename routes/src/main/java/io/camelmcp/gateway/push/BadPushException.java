package io.camelmcp.gateway.push;

/** A push that cannot be read. The message says to whoever wrote it what is wrong, and what would be right. */
public final class BadPushException extends Exception {

    private static final long serialVersionUID = 1L;

    public BadPushException(String message) {
        super(message);
    }
}
