package io.camelmcp.benchmark.server;

/** Something that answers frames on a port. */
public interface Subject extends AutoCloseable {

    /**
     * Opens the port on the loopback address.
     *
     * @return the port
     */
    int start() throws Exception;

    /** Events that its second output has delivered so far; {@code -1} if it has none. */
    default long delivered() throws Exception {
        return -1;
    }

    @Override
    void close() throws Exception;
}
