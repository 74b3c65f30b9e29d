package io.camelmcp.component.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The answer to a request, or why there is none. */
final class Reply<A> extends CompletableFuture<A> implements AnswerHandler<A> {

    static final Duration LONG = Duration.ofSeconds(30);

    static <A> Reply<A> to(DeviceClient client, ClientRequest<A> request) throws ClientFailure {
        return to(client, request, LONG);
    }

    static <A> Reply<A> to(DeviceClient client, ClientRequest<A> request, Duration timeout) throws ClientFailure {
        Reply<A> reply = new Reply<>();
        client.send(request, timeout, reply);
        return reply;
    }

    @Override
    public void answered(A answer) {
        complete(answer);
    }

    @Override
    public void failed(ClientFailure failure) {
        completeExceptionally(failure);
    }

    A answer() throws Exception {
        return get(20, TimeUnit.SECONDS);
    }

    ClientFailure failure() throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("answered with " + get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return (ClientFailure) e.getCause();
        }
    }
}
