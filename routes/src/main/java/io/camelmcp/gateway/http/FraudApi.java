package io.camelmcp.gateway.http;

import io.camelmcp.gateway.fraud.FraudDesk;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** What the fraud rule has frozen, and its end. */
final class FraudApi {

    private final CamelContext context;

    FraudApi(CamelContext context) {
        this.context = context;
    }

    void frozen(RoutingContext request) {
        FraudDesk desk = desk(request);
        if (desk != null) {
            answer(request, desk::frozen);
        }
    }

    void unfreeze(RoutingContext request) {
        FraudDesk desk = desk(request);
        Buffer body = request.body().buffer();
        byte[] octets = body == null ? new byte[0] : body.getBytes();
        if (desk != null) {
            answer(request, () -> "{\"unfrozen\":" + desk.unfreeze(octets) + "}");
        }
    }

    private @Nullable FraudDesk desk(RoutingContext request) {
        FraudDesk desk = context.getRegistry().lookupByNameAndType(FraudDesk.BEAN, FraudDesk.class);
        if (desk == null) {
            HttpDoor.refuse(request, 404, "off", "the fraud rule is off; set FRAUD_REDIS (docs/fraud.md)");
        }
        return desk;
    }

    // Redis and the disk are asked, which may take a moment
    private static void answer(RoutingContext request, Callable<String> ask) {
        request.vertx()
                .executeBlocking(ask, false)
                .onSuccess(json -> HttpDoor.json(request, 200, json))
                .onFailure(failure -> {
                    if (failure instanceof IllegalArgumentException) {
                        HttpDoor.refuse(request, 400, "bad request", String.valueOf(failure.getMessage()));
                    } else {
                        request.fail(failure);
                    }
                });
    }
}
