package io.camelmcp.gateway.trace;

import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.engine.DefaultUnitOfWorkFactory;
import org.apache.camel.processor.DefaultInternalProcessorFactory;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.spi.InternalProcessorFactory;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.spi.UnitOfWorkFactory;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Gives each exchange of a context a trace id, and has it in the MDC of whatever thread works on the exchange, for as long as it does.
 *
 * <p>Not Camel's own MDC logging: that has no trace, and leaves its entries on the threads that began an exchange.
 */
public final class Tracing {

    private Tracing() {}

    /** Before the context has routes. */
    public static void install(CamelContext context) {
        var extension = context.getCamelContextExtension();
        extension.addContextPlugin(UnitOfWorkFactory.class, new Factory());
        extension.addContextPlugin(InternalProcessorFactory.class, new Routes());
        extension.addInterceptStrategy(new Steps());
    }

    private static final class Factory extends DefaultUnitOfWorkFactory {
        @Override
        public UnitOfWork createUnitOfWork(Exchange exchange) {
            return new TraceUnitOfWork(exchange);
        }
    }

    /** All of a route that runs on the thread it began on: its steps, and what the error handler says of them. */
    private static final class Routes extends DefaultInternalProcessorFactory {
        @Override
        public InternalProcessor addUnitOfWorkProcessorAdvice(CamelContext context, Processor steps, Route route) {
            return super.addUnitOfWorkProcessorAdvice(context, new WholeRoute(steps), route);
        }
    }

    private static final class WholeRoute extends DelegateAsyncProcessor {
        WholeRoute(Processor steps) {
            super(steps);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String id = TraceIds.of(exchange);
            String before = begin(id);
            try {
                return super.process(exchange, callback);
            } finally {
                end(id, before);
            }
        }
    }

    /** A step that Camel runs later, as within another exchange, and what follows one that ends on another thread. */
    private static final class Steps implements InterceptStrategy {
        @Override
        public Processor wrapProcessorInInterceptors(
                CamelContext context, NamedNode definition, Processor target, Processor next) {
            return target instanceof AsyncProcessor step ? new Step(step) : target;
        }
    }

    private static final class Step extends DelegateAsyncProcessor {
        Step(AsyncProcessor step) {
            super(step);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String id = TraceIds.of(exchange);
            String before = begin(id);
            try {
                return super.process(exchange, doneSync -> {
                    if (doneSync) {
                        callback.done(true);
                        return;
                    }
                    String there = begin(id);
                    try {
                        callback.done(false);
                    } finally {
                        end(id, there);
                    }
                });
            } finally {
                end(id, before);
            }
        }
    }

    /**
     * Does something with another trace id in the MDC: that of one of the many things an exchange is about.
     *
     * @param id null or empty to leave the one that is there
     */
    public static <T> T within(@Nullable String id, Supplier<T> work) {
        if (id == null || id.isEmpty()) {
            return work.get();
        }
        String before = begin(id);
        try {
            return work.get();
        } finally {
            end(id, before);
        }
    }

    private static @Nullable String begin(String id) {
        String before = MDC.get(TraceIds.KEY);
        if (!id.equals(before)) {
            MDC.put(TraceIds.KEY, id);
        }
        return before;
    }

    private static void end(String id, @Nullable String before) {
        if (before == null) {
            MDC.remove(TraceIds.KEY);
        } else if (!id.equals(before)) {
            MDC.put(TraceIds.KEY, before);
        }
    }
}
