package io.camelmcp.gateway.fraud;

import io.camelmcp.component.McpConstants;
import io.camelmcp.gateway.format.EventFormatter;
import io.camelmcp.gateway.trace.TraceIds;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;

/** Puts alerts into the durable queue, as events of their own. */
final class AlertSender implements Alert.Sink {

    private static final String QUEUE = "events:mcp.events";

    private final CamelContext context;
    private final ProducerTemplate template;
    private final EventFormatter format = new EventFormatter();

    AlertSender(CamelContext context) {
        this.context = context;
        this.template = context.createProducerTemplate();
    }

    @Override
    public void send(Alert alert) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        Message message = exchange.getMessage();
        message.setHeader(McpConstants.MESSAGE_ID, alert.messageId());
        message.setHeader(McpConstants.CLIENT_ID, alert.clientId());
        message.setHeader(McpConstants.COMMAND_NAME, FraudService.COMMAND);
        message.setHeader(McpConstants.RECEIVED_AT, alert.at());
        if (alert.traceId() != null) {
            message.setHeader(TraceIds.KEY, alert.traceId());
        }
        message.setBody(alert.json());
        format.process(exchange);
        template.send(QUEUE, exchange);
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
    }
}
