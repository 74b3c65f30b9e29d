package io.camelmcp.component.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import org.jspecify.annotations.Nullable;

/** How requests and answers of one protocol look on the wire. Belongs to one connection. */
interface Wire {

    /** What an answer turned out to be for the request it belongs to. */
    sealed interface Outcome {

        record Answered(Object answer) implements Outcome {}

        /** @param inStep whether the connection can be used on */
        record Failed(ClientFailure failure, boolean inStep) implements Outcome {}

        /** Not its answer, to be dropped. */
        record NotIts() implements Outcome {}
    }

    Outcome NOT_ITS = new Outcome.NotIts();

    /** Adds what turns octets into frames. */
    void addDecoder(ChannelPipeline pipeline);

    /** Where requests of the peer go; {@code null} where it cannot send any. */
    default @Nullable PeerInbox inbox() {
        return null;
    }

    /** Whether anybody answers this request. */
    default boolean isAnswered(ClientRequest<?> request) {
        return true;
    }

    /** Writes a request behind what {@code out} holds. */
    void write(ClientRequest<?> request, int number, ByteBuf out);

    /** Number of the request that a frame answers; not asked where answers are not numbered. */
    int numberOf(Object frame);

    /**
     * From now on drops what arrives until the channel is quiet, where answers carry no number: a late one must not be taken for
     * the next. {@code channelReadComplete} tells when that is over.
     *
     * @return whether that can be done; if not, the channel must be replaced
     */
    default boolean quarantine() {
        return false;
    }

    /** Whether a request may be sent now as far as earlier ones go. */
    default boolean isClear() {
        return true;
    }

    /** Whether an answer has begun and not ended. */
    default boolean isMidFrame() {
        return false;
    }

    /** Whether anything that is not told by {@link #read} has come since this was asked last. */
    default boolean hasHeard() {
        return false;
    }

    /** Answers dropped in a quarantine. From any thread. */
    default long lateAnswers() {
        return 0;
    }

    /** Reads the answer to a request. */
    Outcome read(ClientRequest<?> request, Object frame);
}
