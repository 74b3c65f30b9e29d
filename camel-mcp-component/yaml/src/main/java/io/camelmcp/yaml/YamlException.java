package io.camelmcp.yaml;

/** What is wrong in a YAML file: {@code tags.yaml:12: what, and what to do}. */
public final class YamlException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * An error.
     *
     * @param line from 1
     */
    public YamlException(String file, int line, String message) {
        super(file + ":" + line + ": " + message);
        this.line = line;
    }

    /** Line of the file, from 1. */
    public int line() {
        return line;
    }
}
