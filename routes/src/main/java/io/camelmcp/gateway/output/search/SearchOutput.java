package io.camelmcp.gateway.output.search;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.format.OctetBuffer;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.OutputSettings;
import io.camelmcp.gateway.output.RefusedEvent;
import io.camelmcp.gateway.output.fields.EventMapper;
import io.camelmcp.gateway.output.fields.FieldTable;
import io.camelmcp.gateway.output.http.Halves;
import io.camelmcp.gateway.output.http.HttpAnswer;
import io.camelmcp.gateway.output.http.HttpTarget;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ContentType;

/**
 * Posts batches to {@code /_bulk}, each event as {@code create} with its message id as {@code _id}: a repeat is answered
 * 409, which counts as done.
 */
final class SearchOutput implements Output {

    private static final String ONLY =
            "/_bulk?filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by";
    private static final ContentType NDJSON = ContentType.create("application/x-ndjson");
    private static final long FIRST_PAUSE_MILLIS = 100;

    private final HttpTarget target;
    private final IndexName index;
    private final String path;
    private final int itemRetries;
    private final Map<String, String> headers;
    private final EventMapper mapper = new EventMapper(FieldTable.ecs());
    private final OctetBuffer body = new OctetBuffer(1024 * 1024);

    SearchOutput(OutputSettings settings, IndexName index, HttpTarget target) {
        this.target = target;
        this.index = index;
        this.itemRetries = (int) settings.number("itemRetries");
        String pipeline = settings.text("pipeline");
        this.path =
                pipeline.isEmpty() ? ONLY : ONLY + "&pipeline=" + URLEncoder.encode(pipeline, StandardCharsets.UTF_8);
        this.headers = authorization(settings);
    }

    private static Map<String, String> authorization(OutputSettings settings) {
        if (settings.isSet("apiKey")) {
            return Map.of("Authorization", "ApiKey " + settings.text("apiKey"));
        }
        if (settings.isSet("user")) {
            byte[] pair = (settings.text("user") + ":" + settings.text("password")).getBytes(StandardCharsets.UTF_8);
            return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return Map.of();
    }

    @Override
    public List<RefusedEvent> write(List<Event> events) throws IOException, InterruptedException {
        Halves halves = new Halves(events);
        int retries = 0;
        for (List<Event> part = halves.next(); part != null; part = halves.next()) {
            List<Event> batch = encode(part, halves);
            if (batch.isEmpty()) {
                continue;
            }
            HttpAnswer answer = target.post(path, NDJSON, body, headers);
            if (answer.status() == 413 || isOfAnEvent(answer)) {
                halves.halve(batch, answer.line());
                continue;
            }
            if (answer.status() != 200) {
                throw new IOException(target.line(answer.line() + wayOut(answer.status())));
            }
            Again again = look(batch, answer, halves);
            if (!again.events().isEmpty()) {
                if (retries == itemRetries) {
                    throw new IOException(target.line(
                            again.events().size() + " of " + batch.size() + " events not taken: " + again.why()));
                }
                TimeUnit.MILLISECONDS.sleep(FIRST_PAUSE_MILLIS << Math.min(retries, 6));
                retries++;
                halves.again(again.events());
            }
        }
        return halves.refused();
    }

    // an id that is too long; any other 400 of a whole request comes from whoever stands between, or is of the request
    private static boolean isOfAnEvent(HttpAnswer answer) {
        return answer.status() == 400 && answer.line().contains("action_request_validation_exception");
    }

    private static String wayOut(int status) {
        return switch (status) {
            case 401, 403 -> "; check user and password, or apiKey, and that they may write to the index";
            case 400, 404, 405 -> "; check endpoint";
            default -> "";
        };
    }

    private static String wayOutOfItem(int status) {
        return switch (status) {
            case 401, 403 ->
                "; check that the user, or apiKey, may write to the index, and that the index is not read-only";
            case 404 -> "; create the index, or let the engine create it";
            default -> "";
        };
    }

    private List<Event> encode(List<Event> events, Halves halves) {
        body.truncate(0);
        List<Event> batch = new ArrayList<>(events.size());
        for (Event event : events) {
            int mark = body.length();
            try {
                body.append("{\"create\":{\"_index\":\"")
                        .appendEscaped(index.at(event.receivedAt()))
                        .append('"');
                if (!event.messageId().isEmpty()) {
                    body.append(",\"_id\":\"").appendEscaped(event.messageId()).append('"');
                }
                body.append("}}\n");
                mapper.append(event, body);
                body.append('\n');
                batch.add(event);
            } catch (IOException e) {
                body.truncate(mark);
                halves.refuse(event, EventMapper.problem(e));
            }
        }
        return batch;
    }

    /** What is to be sent again, and the first reason. */
    private record Again(List<Event> events, String why) {}

    private Again look(List<Event> batch, HttpAnswer answer, Halves halves) throws IOException {
        List<BulkAnswer.Item> items;
        try {
            items = BulkAnswer.read(answer.body());
        } catch (IOException e) {
            throw new IOException(target.line("an answer that is not that of _bulk: " + answer.line()), e);
        }
        if (items.size() != batch.size()) {
            throw new IOException(
                    target.line(items.size() + " results for " + batch.size() + " events: " + answer.line()));
        }
        List<Event> again = new ArrayList<>();
        String why = "";
        for (int i = 0; i < items.size(); i++) {
            BulkAnswer.Item item = items.get(i);
            if (item.isDone()) {
                continue;
            }
            String line = item.status() + " " + item.error();
            if (item.isRefused()) {
                halves.refuse(batch.get(i), line);
            } else {
                again.add(batch.get(i));
                why = why.isEmpty() ? line + wayOutOfItem(item.status()) : why;
            }
        }
        return new Again(again, why);
    }

    @Override
    public void close() {
        target.close();
    }
}
