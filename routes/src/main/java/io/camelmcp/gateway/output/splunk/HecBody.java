package io.camelmcp.gateway.output.splunk;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.format.OctetBuffer;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.fields.EventMapper;
import io.camelmcp.gateway.output.fields.FieldTable;
import java.io.IOException;

/** Writes events as the collector takes them: JSON objects one behind the other. For one thread. */
final class HecBody {

    private final EventMapper mapper = new EventMapper(FieldTable.cim());
    private final String host;
    private final byte[] common;

    HecBody(OutputSettings settings) {
        host = settings.text("host");
        OctetBuffer out = new OctetBuffer(128);
        for (String name : new String[] {"index", "sourcetype", "source"}) {
            if (!settings.text(name).isEmpty()) {
                out.append(",\"")
                        .append(name)
                        .append("\":\"")
                        .appendEscaped(settings.text(name))
                        .append('"');
            }
        }
        common = out.toArray();
    }

    /** @throws IOException if the event is not one JSON object; then nothing has been appended */
    void append(Event event, OctetBuffer out) throws IOException {
        int mark = out.length();
        long millis = Math.max(0, event.receivedAt());
        out.append("{\"time\":").append(millis / 1000).append('.').appendPadded((int) (millis % 1000), 3);
        String from = host.isEmpty() ? event.clientId() : host;
        if (!from.isEmpty()) {
            out.append(",\"host\":\"").appendEscaped(from).append('"');
        }
        out.append(common);
        if (!event.messageId().isEmpty()) {
            out.append(",\"fields\":{\"event_id\":\"")
                    .appendEscaped(event.messageId())
                    .append("\"}");
        }
        out.append(",\"event\":");
        try {
            mapper.append(event, out);
        } catch (IOException e) {
            out.truncate(mark);
            throw e;
        }
        out.append('}').append('\n');
    }
}
