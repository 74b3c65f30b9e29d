package io.camelmcp.benchmark.server;

/** Something that answers frames on a port. */
public interface Subject extends AutoCloseable {

    /**
     * Opens the port on the loopback address.
     *
     * @return the port
     */
    int start() throws Exception;

    @Override
    void close() throws Exception;
}
