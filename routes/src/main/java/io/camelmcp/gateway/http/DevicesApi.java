package io.camelmcp.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.camelmcp.component.session.directory.DeviceDirectory;
import io.camelmcp.component.session.directory.DeviceInfo;
import io.camelmcp.component.session.directory.Freeze;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The devices that have logged in. */
final class DevicesApi {

    /** Name of the {@link DeviceDirectory} in the registry. */
    static final String DIRECTORY = "mcpDirectory";

    // enough to tell sessions apart, too little to resume one
    private static final int SHOWN_OF_A_SESSION_ID = 6;

    private static final JsonFactory JSON = new JsonFactory();

    private final CamelContext context;

    DevicesApi(CamelContext context) {
        this.context = context;
    }

    void list(RoutingContext request) {
        request.vertx()
                .executeBlocking(this::json, false)
                .onSuccess(json -> HttpDoor.json(request, 200, json))
                .onFailure(request::fail);
    }

    void disconnect(RoutingContext request) {
        String clientId = request.pathParam("clientId");
        request.vertx()
                .executeBlocking(() -> disconnect(clientId), false)
                .onSuccess(was -> {
                    if (was) {
                        request.response().setStatusCode(204).end();
                    } else {
                        HttpDoor.refuse(request, 404, "offline", "no device of this name has a session");
                    }
                })
                .onFailure(request::fail);
    }

    private boolean disconnect(String clientId) {
        DeviceDirectory directory = directory();
        return directory != null && directory.disconnect(clientId);
    }

    private @Nullable DeviceDirectory directory() {
        return context.getRegistry().lookupByNameAndType(DIRECTORY, DeviceDirectory.class);
    }

    private String json() throws IOException {
        DeviceDirectory directory = directory();
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (DeviceInfo device : directory == null ? List.<DeviceInfo>of() : directory.devices()) {
                write(json, device);
            }
            json.writeEndArray();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, DeviceInfo device) throws IOException {
        json.writeStartObject();
        json.writeStringField("clientId", device.clientId());
        json.writeStringField("sessionId", shortened(device.sessionId()));
        json.writeStringField("state", device.state());
        json.writeArrayFieldStart("groups");
        for (String group : new TreeSet<>(device.groups())) {
            json.writeString(group);
        }
        json.writeEndArray();
        json.writeStringField("remoteAddress", device.remoteAddress());
        json.writeStringField("protocol", device.protocol());
        json.writeStringField("since", device.since().toString());
        json.writeStringField("lastFrame", device.lastFrame().toString());
        Double rtt = device.rttMillis();
        if (rtt == null || rtt.isNaN()) {
            json.writeNullField("rttMillis");
        } else {
            json.writeNumberField("rttMillis", Math.round(rtt * 1_000) / 1_000.0);
        }
        json.writeNumberField("epoch", device.epoch());
        json.writeNumberField("received", device.received());
        json.writeNumberField("duplicates", device.duplicates());
        json.writeNumberField("pushed", device.pushed());
        json.writeNumberField("queued", device.queued());
        Freeze frozen = device.frozen();
        if (frozen == null) {
            json.writeNullField("frozen");
        } else {
            json.writeObjectFieldStart("frozen");
            json.writeStringField("since", frozen.since().toString());
            json.writeStringField("until", frozen.until().toString());
            json.writeStringField("reason", frozen.reason());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static String shortened(String sessionId) {
        return sessionId.length() <= SHOWN_OF_A_SESSION_ID
                ? sessionId
                : sessionId.substring(0, SHOWN_OF_A_SESSION_ID) + "...";
    }
}
