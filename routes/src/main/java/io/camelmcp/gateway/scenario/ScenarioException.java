package io.camelmcp.gateway.scenario;

/** A scenario cannot be run: no gateway, too few file descriptors. The message says what to do. */
public final class ScenarioException extends Exception {

    private static final long serialVersionUID = 1;

    ScenarioException(String message) {
        super(message);
    }

    ScenarioException(String message, Throwable cause) {
        super(message, cause);
    }
}
