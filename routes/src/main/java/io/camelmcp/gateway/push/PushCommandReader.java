package io.camelmcp.gateway.push;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes a JSON {@link PushCommand} the message that {@code mcp:…?mode=server} sends; in routes {@code process: ref: pushCommand}.
 * Fails with {@link BadPushException} if it cannot be read.
 */
public final class PushCommandReader implements Processor {

    static final String COMMAND = "gateway.push";

    /** Header with the id of the command: headers come back with an answer that is late, even after a restart. */
    static final String ID = "GatewayPushId";

    @Override
    public void process(Exchange exchange) throws BadPushException {
        byte[] json = exchange.getMessage().getBody(byte[].class);
        if (json == null) {
            throw new BadPushException("the message has no body that could be JSON");
        }
        PushCommand command = PushCommand.parse(json);
        exchange.setProperty(COMMAND, command);
        command.applyTo(exchange.getMessage());
        if (command.id() == null) {
            exchange.getMessage().removeHeader(ID);
        } else {
            exchange.getMessage().setHeader(ID, command.id());
        }
    }
}
