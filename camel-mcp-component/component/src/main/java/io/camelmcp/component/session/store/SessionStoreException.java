package io.camelmcp.component.session.store;

import org.jspecify.annotations.Nullable;

/** A store cannot be opened, read or written. The message names the store and the way out. */
public class SessionStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SessionStoreException(String message) {
        super(message);
    }

    public SessionStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
