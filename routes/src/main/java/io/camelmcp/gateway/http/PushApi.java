package io.camelmcp.gateway.http;

import io.camelmcp.component.McpOfflineException;
import io.camelmcp.gateway.push.BadPushException;
import io.camelmcp.gateway.push.PushAnswer;
import io.camelmcp.gateway.push.PushCommand;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/** Sends a request to devices. Nothing waits for their answers; so many requests may be under way, more are refused. */
final class PushApi implements Handler<RoutingContext> {

    static final int MOST_UNDER_WAY = 1_024;

    private final CamelContext context;
    private final ProducerTemplate template;
    private final Supplier<List<String>> ports;
    private final Semaphore places = new Semaphore(MOST_UNDER_WAY);

    PushApi(CamelContext context, ProducerTemplate template, Supplier<List<String>> ports) {
        this.context = context;
        this.template = template;
        this.ports = ports;
    }

    @Override
    public void handle(RoutingContext request) {
        PushCommand command;
        try {
            command = PushCommand.parse(
                    request.body().buffer() == null
                            ? new byte[0]
                            : request.body().buffer().getBytes());
        } catch (BadPushException e) {
            HttpDoor.answer(request, PushAnswer.of(null, null, e));
            return;
        }
        if (!places.tryAcquire()) {
            request.response().putHeader("Retry-After", "1");
            HttpDoor.refuse(request, 503, "busy", MOST_UNDER_WAY + " requests are under way already; try again later");
            return;
        }
        Context loop = request.vertx().getOrCreateContext();
        request.vertx()
                .executeBlocking(() -> send(command), false)
                .onSuccess(sent -> sent.whenComplete((result, failure) -> {
                    places.release();
                    PushAnswer answer = answer(command, result, failure);
                    loop.runOnContext(done -> HttpDoor.answer(request, answer));
                }))
                .onFailure(failure -> {
                    places.release();
                    HttpDoor.answer(request, PushAnswer.of(command.id(), command.target(), failure));
                });
    }

    // on a worker: the first one makes the producer, which may take a moment
    private CompletableFuture<Exchange> send(PushCommand command) {
        List<String> uris = ports.get();
        return command.isForOne() ? sendToOneOf(uris.iterator(), command) : sendToAll(uris, command);
    }

    private CompletableFuture<Exchange> sendTo(String uri, PushCommand command) {
        Exchange exchange = new DefaultExchange(context, ExchangePattern.InOut);
        command.applyTo(exchange.getMessage());
        return template.asyncSend(uri, exchange);
    }

    private CompletableFuture<Exchange> sendToOneOf(Iterator<String> uris, PushCommand command) {
        return sendTo(uris.next(), command)
                .thenCompose(result -> result.getException() instanceof McpOfflineException && uris.hasNext()
                        ? sendToOneOf(uris, command) // nothing was sent; it may be connected to another port
                        : CompletableFuture.completedFuture(result));
    }

    /** Ends with the answers of all in one list, or the first failure. */
    private CompletableFuture<Exchange> sendToAll(List<String> uris, PushCommand command) {
        List<CompletableFuture<Exchange>> sent =
                uris.stream().map(uri -> sendTo(uri, command)).toList();
        return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).thenApply(done -> {
            Exchange whole = sent.get(0).join();
            List<Object> answers = new ArrayList<>();
            for (CompletableFuture<Exchange> one : sent) {
                Exchange result = one.join();
                if (result.getMessage().getBody() instanceof List<?> devices) {
                    answers.addAll(devices);
                    result.getMessage().setBody(answers);
                    whole = result;
                } else if (!(result.getException() instanceof McpOfflineException)) {
                    return result;
                }
            }
            return whole;
        });
    }

    private static PushAnswer answer(PushCommand command, @Nullable Exchange result, @Nullable Throwable failure) {
        Throwable problem = failure != null ? failure : result == null ? null : result.getException();
        if (problem != null || result == null) {
            return PushAnswer.of(
                    command.id(), command.target(), problem == null ? new IllegalStateException("no result") : problem);
        }
        return PushAnswer.of(command.id(), command.target(), result.getMessage());
    }
}
