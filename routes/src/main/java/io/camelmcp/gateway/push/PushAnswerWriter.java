package io.camelmcp.gateway.push;

import io.camelmcp.component.McpConstants;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Makes what became of a push a JSON text; in routes {@code process: ref: pushAnswer} behind a {@code doTry} with the push, and in
 * the route that {@code answerTo} names. Of the headers only {@code JMSCorrelationID} is left: that of the command, else its {@code JMSMessageID}.
 */
public final class PushAnswerWriter implements Processor {

    private static final String CORRELATION = "JMSCorrelationID";

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        PushAnswer answer = answer(exchange, message);
        String correlation = message.getHeader(CORRELATION, String.class);
        if (correlation == null) {
            correlation = message.getHeader("JMSMessageID", String.class);
        }
        message.removeHeaders("*");
        if (correlation != null) {
            message.setHeader(CORRELATION, correlation);
        }
        message.setBody(answer.json());
    }

    private static PushAnswer answer(Exchange exchange, Message message) {
        PushCommand command = exchange.getProperty(PushCommandReader.COMMAND, PushCommand.class);
        @Nullable Throwable failure = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
        if (command == null && failure == null && message.getHeader(McpConstants.PUSH_STATUS) != null) {
            return PushAnswer.late(message.getHeader(PushCommandReader.ID, String.class), message);
        }
        if (command == null) {
            return PushAnswer.of(
                    null, null, failure == null ? new BadPushException("pushCommand has not read it") : failure);
        }
        return failure == null
                ? PushAnswer.of(command.id(), command.target(), message)
                : PushAnswer.of(command.id(), command.target(), failure);
    }
}
