package io.camelmcp.gateway.config;

/** What the operator configured cannot work. The message is one line: the thing, its value, and the way out. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigurationException(String line) {
        super(line.replaceAll("\\s*\\R\\s*", " "));
    }

    public ConfigurationException(String line, Throwable cause) {
        this(line);
        initCause(cause);
    }
}
