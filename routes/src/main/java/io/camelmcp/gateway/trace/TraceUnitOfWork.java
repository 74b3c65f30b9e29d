package io.camelmcp.gateway.trace;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.camel.spi.UnitOfWork;
import org.jspecify.annotations.Nullable;

/** The unit of work of an exchange, which knows its trace id: a property would cost each exchange a map. */
final class TraceUnitOfWork extends DefaultUnitOfWork {

    private @Nullable String traceId;

    TraceUnitOfWork(Exchange exchange) {
        this(exchange, exchange.getContext());
    }

    private TraceUnitOfWork(Exchange exchange, CamelContext context) {
        super(
                exchange,
                context.getInflightRepository(),
                context.isAllowUseOriginalMessage(),
                context.isUseBreadcrumb());
    }

    String traceId(Exchange exchange) {
        String id = traceId;
        if (id == null) {
            id = TraceIds.find(exchange);
            traceId = id;
        }
        return id;
    }

    @Override
    public UnitOfWork createChildUnitOfWork(Exchange child) {
        TraceUnitOfWork part = new TraceUnitOfWork(child);
        part.setParentUnitOfWork(this);
        part.traceId = traceId; // parts of a message have its trace
        return part;
    }

    @Override
    public void reset() {
        super.reset();
        traceId = null;
    }
}
