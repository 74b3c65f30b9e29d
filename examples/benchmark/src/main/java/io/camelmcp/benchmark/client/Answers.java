package io.camelmcp.benchmark.client;

import io.netty.buffer.ByteBuf;

/** Finds the answers in what a connection receives, with as little work as possible. Belongs to one connection. */
interface Answers {

    /** Told of each answer. */
    interface Sink {
        void acknowledged(int seq);

        /** @param code of the ERROR frame, or of the Modbus exception */
        void refused(int seq, int code);
    }

    /**
     * Takes all whole answers from the buffer.
     *
     * @throws IllegalStateException if what comes is no answer to our requests
     */
    void parse(ByteBuf in, Sink sink);
}
