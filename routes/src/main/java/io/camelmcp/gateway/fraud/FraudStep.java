package io.camelmcp.gateway.fraud;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** A step of a route that gives transactions to the rule. Its alerts go out of the context of the first exchange. */
abstract class FraudStep implements Processor {

    final FraudService service;
    private @Nullable AlertSender sender;

    FraudStep(FraudService service) {
        this.service = service;
    }

    final synchronized AlertSender sender(Exchange exchange) {
        AlertSender known = sender;
        if (known == null) {
            known = new AlertSender(exchange.getContext());
            sender = known;
        }
        return known;
    }
}
