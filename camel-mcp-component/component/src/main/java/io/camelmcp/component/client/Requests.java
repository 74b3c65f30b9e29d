package io.camelmcp.component.client;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection: those that wait, and those that were sent. They outlive the channels of that connection, and
 * are confined to its event loop.
 */
interface Requests {

    void add(Call<?> call);

    /** A channel can be used from now on. */
    default void connected() {}

    /** Sends as much as the window and the channel take, with one flush. */
    void send(Channel channel);

    /** A frame that answers something has come. */
    void receive(Object frame);

    /** Whether an answer may come on the present channel. */
    boolean isAnythingInFlight();

    /** No answer can come on this channel any more. */
    void connectionLost(String why, @Nullable Throwable cause);

    /** Fails all that was not sent; what was sent too if there is no way to get its answer. */
    void failWaiting(ClientFailure failure);

    /** Fails everything, in the words of {@link #connectionLost} what was sent. */
    void failAll(ClientFailure failure);

    /** Answers that came after their request had been given up. From any thread. */
    long lateAnswers();

    /** Ends the timers; only when nothing will be added any more. */
    void close();
}
