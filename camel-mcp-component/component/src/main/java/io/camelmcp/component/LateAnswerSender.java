package io.camelmcp.component;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpError;
import io.camelmcp.component.server.LateAnswers;
import io.camelmcp.component.server.PushFailure;
import io.camelmcp.component.session.store.QueuedPush;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the answers of requests that have waited for their device to the endpoint that wants them ({@code answerTo}). They are made of
 * what the store has kept, also when no process has been restarted: an answer looks the same in both cases.
 */
final class LateAnswerSender implements LateAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(LateAnswerSender.class);

    private static final int THREADS = 2;
    private static final int MOST_HEADERS = 64;
    private static final int MOST_HEADER_LENGTH = 1_024;

    /** What lets somebody in does not belong in a file. */
    private static final Set<String> NEVER_KEPT =
            caseless("Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-API-Key");

    private final CamelContext context;
    private final ExecutorService threads;
    private final ProducerTemplate template;

    LateAnswerSender(CamelContext context) {
        this.context = context;
        // what can wait here is what waited for devices: pushQueue bounds it for each of them
        this.threads = RouteThreads.newPool(context, this, "McpLateAnswers", THREADS, THREADS, -1);
        this.template = context.createProducerTemplate();
    }

    private static Set<String> caseless(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(Set.of(names));
        return set;
    }

    /** Of the headers of a request those that an answer can carry: texts, numbers and truth values, as texts. */
    static Map<String, String> kept(Map<String, Object> headers) {
        Map<String, String> kept = new HashMap<>();
        headers.forEach((name, value) -> {
            if ((value instanceof String || value instanceof Number || value instanceof Boolean)
                    && value.toString().length() <= MOST_HEADER_LENGTH
                    && name.length() <= MOST_HEADER_LENGTH
                    && kept.size() < MOST_HEADERS
                    && !NEVER_KEPT.contains(name)) {
                kept.put(name, value.toString());
            }
        });
        return kept;
    }

    @Override
    public void answered(QueuedPush push, byte[] body, Runnable passedOn) {
        send(push, "ok", null, body, passedOn);
    }

    @Override
    public void failed(QueuedPush push, PushFailure failure, Runnable passedOn) {
        McpError error = failure.error();
        send(
                push,
                Broadcast.status(failure),
                error == null ? null : error.code(),
                error == null ? failure.text() : error.text(),
                passedOn);
    }

    private void send(QueuedPush push, String status, @Nullable Integer code, Object body, Runnable passedOn) {
        if (push.answerTo().isEmpty()) {
            passedOn.run();
            return;
        }
        try {
            threads.execute(() -> sendNow(push, status, code, body, passedOn));
        } catch (RejectedExecutionException e) {
            // the context stops; the next one that opens the store asks the device again
            LOG.debug("event=late-answer-left clientId={} number={}", push.clientId(), push.number());
        }
    }

    private void sendNow(QueuedPush push, String status, @Nullable Integer code, Object body, Runnable passedOn) {
        Exception failure;
        try {
            Exchange sent = template.send(push.answerTo(), answer -> {
                push.headers().forEach(answer.getMessage()::setHeader);
                answer.getMessage().setHeader(McpConstants.CLIENT_ID, push.clientId());
                answer.getMessage().setHeader(McpConstants.COMMAND, push.command());
                answer.getMessage().setHeader(McpConstants.PUSH_STATUS, status);
                if (code != null) {
                    answer.getMessage().setHeader(McpConstants.PUSH_CODE, code);
                }
                answer.getMessage().setBody(body);
            });
            failure = sent.getException();
        } catch (RuntimeException e) {
            failure = e;
        }
        if (failure == null) {
            passedOn.run();
        } else if (context.isStopping() || context.isStopped()) {
            LOG.debug("event=late-answer-left clientId={} number={}", push.clientId(), push.number());
        } else {
            // its route has had its redeliveries; asking the device again would not mend it
            LOG.warn(
                    "event=late-answer-failed clientId={} command={} status={} cause=\"{}\"",
                    push.clientId(),
                    McpCommand.name(push.command()),
                    status,
                    failure.toString());
            passedOn.run();
        }
    }

    void stop() {
        context.getExecutorServiceManager().shutdownGraceful(threads);
        template.stop();
    }
}
