package io.camelmcp.gateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** The MDC has the trace id of an exchange wherever something of it is said, and nowhere else. */
class TracingTest {

    private static final String ID = "0af7651916cd43dd8448eb211c80319c";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        Tracing.install(context);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class)
                        .handled(true)
                        .process(e -> seen.add("failed " + MDC.get("traceId")));
                from("direct:a")
                        .process(e -> seen.add("first " + MDC.get("traceId")))
                        .process(new Elsewhere())
                        .process(e -> seen.add("later " + MDC.get("traceId")))
                        .split(body().tokenize(" "))
                        .process(e -> seen.add("part " + TraceIds.of(e)))
                        .end()
                        .to("direct:b");
                from("direct:b").process(e -> seen.add("b " + MDC.get("traceId")));
                from("direct:fails").process(e -> {
                    throw new IllegalStateException("x");
                });
                from("direct:fails-later").process(new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        exchange.setException(new IllegalStateException("x"));
                        elsewhere.execute(() -> callback.done(false));
                        return false;
                    }
                });
                from("direct:outer").process(e -> {
                    template.sendBodyAndHeader("direct:b", "", "traceId", ID.replace('0', '1'));
                    seen.add("outer " + MDC.get("traceId"));
                });
            }
        });
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        context.stop();
        elsewhere.shutdown();
    }

    @Test
    void otherTraceEndsWithWhatIsDoneWithinIt() {
        MDC.put("traceId", ID);
        try {
            assertThat(Tracing.<String>within("other", () -> MDC.get("traceId")))
                    .isEqualTo("other");
            assertThat(Tracing.<String>within("", () -> MDC.get("traceId"))).isEqualTo(ID);
            assertThat(MDC.get("traceId")).isEqualTo(ID);
        } finally {
            MDC.remove("traceId");
        }
    }

    private final class Elsewhere extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            elsewhere.execute(() -> callback.done(false));
            return false;
        }
    }

    @Test
    void eachStepHasItOnWhateverThreadItRunsAndThreadsForgetIt() throws Exception {
        template.sendBodyAndHeader("direct:a", "x y", "traceId", ID);
        assertThat(seen).containsExactly("first " + ID, "later " + ID, "part " + ID, "part " + ID, "b " + ID);
        assertThat(MDC.get("traceId")).isNull();
        CompletableFuture<String> there = CompletableFuture.supplyAsync(() -> "" + MDC.get("traceId"), elsewhere);
        assertThat(there.get(10, TimeUnit.SECONDS)).isEqualTo("null");
    }

    @Test
    void failureIsToldWithIt() {
        template.sendBodyAndHeader("direct:fails", "", "traceId", ID);
        template.sendBodyAndHeader("direct:fails-later", "", "traceId", ID);
        assertThat(seen).containsExactly("failed " + ID, "failed " + ID);
    }

    @Test
    void exchangeWithinAnotherGivesItBack() {
        template.sendBodyAndHeader("direct:outer", "", "traceId", ID);
        assertThat(seen).containsExactly("b " + ID.replace('0', '1'), "outer " + ID);
    }
}
