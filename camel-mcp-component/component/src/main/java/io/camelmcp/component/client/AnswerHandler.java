package io.camelmcp.component.client;

/**
 * Told once how a request ended, on the event loop of its connection: it must not wait for anything.
 *
 * @param <A> what the request is answered with
 */
public interface AnswerHandler<A> {

    void answered(A answer);

    void failed(ClientFailure failure);
}
