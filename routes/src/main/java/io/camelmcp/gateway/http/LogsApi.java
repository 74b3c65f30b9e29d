package io.camelmcp.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.events.RecentEvents;
import io.camelmcp.gateway.format.PayloadField;
import io.camelmcp.logs.LogRecords;
import io.camelmcp.logs.LogRules;
import io.camelmcp.logs.RuleFile;
import io.camelmcp.logs.RuleInfo;
import io.camelmcp.logs.RuleLibrary;
import io.camelmcp.logs.camel.LogRulesFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last events, and the rules of logs: read, changed and tried. All work is done on worker threads, of which it takes few. */
final class LogsApi {

    /** Lines of a request, at most. */
    static final int MAX_LINES = 10_000;

    /** Requests that are worked on or wait for it, at most. */
    static final int MOST_UNDER_WAY = 16;

    /** File of a request that names none. */
    static final String DEFAULT_FILE = "api.yaml";

    private static final int DEFAULT_LIMIT = 100;
    private static final Logger LOG = LoggerFactory.getLogger(LogsApi.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CamelContext context;
    private final Semaphore places = new Semaphore(MOST_UNDER_WAY);

    LogsApi(CamelContext context) {
        this.context = context;
    }

    /** A request that cannot be served as it is. */
    private static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final int status;

        RefusedException(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }
    }

    void recent(RoutingContext request) {
        answer(request, () -> recentEvents(request));
    }

    void parse(RoutingContext request) {
        answer(request, () -> events(library().rules(), body(request)));
    }

    void rules(RoutingContext request) {
        String file = request.request().getParam("file");
        if (file == null) {
            answer(request, this::listing);
            return;
        }
        work(request, () -> text(file), text -> request.response()
                .putHeader("Content-Type", "application/yaml; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(text));
    }

    void put(RoutingContext request) {
        String file = request.request().getParam("file", DEFAULT_FILE);
        answer(request, () -> {
            try {
                RuleFile taken = library().put(file, body(request));
                return JSON.createObjectNode()
                        .put("file", taken.name())
                        .put("rules", taken.size())
                        .toString();
            } catch (IllegalArgumentException e) {
                throw new RefusedException(400, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                LOG.warn("event=log-rules-not-written file={} reason=\"{}\"", file, e.toString());
                throw new RefusedException(
                        500, "the file cannot be written to " + library().folder() + "; its old rules stay in force");
            }
        });
    }

    void test(RoutingContext request) {
        answer(request, () -> {
            String body = body(request);
            return body.stripLeading().startsWith("{") ? testOf(body) : test(body, null);
        });
    }

    private String testOf(String body) {
        JsonNode asked;
        try {
            asked = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new RefusedException(400, "not JSON: " + e.getOriginalMessage());
        }
        for (String name : (Iterable<String>) asked::fieldNames) {
            if (!name.equals("rules") && !name.equals("lines")) {
                throw new RefusedException(400, name + " is no field of the request; there are rules and lines");
            }
        }
        StringJoiner lines = new StringJoiner("\n");
        for (JsonNode line : asked.path("lines")) {
            if (!line.isTextual()) {
                throw new RefusedException(400, "lines must be texts");
            }
            lines.add(line.textValue());
        }
        if (asked.hasNonNull("rules") && !asked.get("rules").isTextual()) {
            throw new RefusedException(400, "rules must be the text of a file of rules, in YAML");
        }
        String rules = asked.path("rules").textValue();
        return rules == null ? passed(library().rules(), lines.toString()) : test(rules, lines.toString());
    }

    private static String test(String yaml, @Nullable String lines) {
        try {
            LogRules rules = LogRules.of(List.of(RuleFile.read("test.yaml", yaml)), rule -> {});
            return passed(rules, lines == null ? "" : lines);
        } catch (IllegalArgumentException e) {
            return JSON.createObjectNode()
                    .put("ok", false)
                    .put("problem", e.getMessage())
                    .toString();
        }
    }

    private static String passed(LogRules rules, String lines) {
        return "{\"ok\":true,\"rules\":" + rules.list().size() + ",\"events\":" + events(rules, lines) + "}";
    }

    private static String events(LogRules rules, String text) {
        long now = System.currentTimeMillis();
        return rules.parsing(parser -> {
            StringJoiner events = new StringJoiner(",", "[", "]");
            LogRecords records = new LogRecords(text);
            for (int n = 0; records.hasNext(); n++) {
                if (n == MAX_LINES) {
                    throw new RefusedException(413, "the request has more than " + MAX_LINES + " lines; send fewer");
                }
                events.add(new String(parser.parse(records.next(), now).toJson(), UTF_8));
            }
            return events.toString();
        });
    }

    private String listing() {
        RuleLibrary library = library();
        ObjectNode root = JSON.createObjectNode();
        root.put("folder", String.valueOf(library.folder()));
        library.problems().forEach(root.putArray("problems")::add);
        ArrayNode files = root.putArray("files");
        library.files().forEach(file -> files.addObject()
                .put("file", file.name())
                .put("order", file.order())
                .put("rules", file.size()));
        ArrayNode rules = root.putArray("rules");
        for (RuleInfo rule : library.rules().list()) {
            ObjectNode one = rules.addObject()
                    .put("name", rule.name())
                    .put("type", rule.type())
                    .put("file", rule.file())
                    .put("line", rule.line())
                    .put("pattern", rule.pattern());
            rule.literals().forEach(one.putArray("literals")::add);
            one.put("matched", rule.matched()).put("disabled", rule.disabled());
        }
        return root.toString();
    }

    private String text(String file) {
        return library().files().stream()
                .filter(known -> known.name().equals(file))
                .map(RuleFile::text)
                .findFirst()
                .orElseThrow(() -> new RefusedException(404, "there is no file " + file + " of rules in force"));
    }

    private String recentEvents(RoutingContext request) throws IOException {
        RecentEvents recent = context.getRegistry().lookupByNameAndType(RecentEvents.BEAN, RecentEvents.class);
        int limit = limit(request.request().getParam("limit"));
        StringJoiner shown = new StringJoiner(",", "[", "]");
        int count = 0;
        for (Event event : recent == null ? List.<Event>of() : recent.newestFirst()) {
            if (count < limit && isAskedFor(request, event)) {
                shown.add(new String(event.json(), UTF_8));
                count++;
            }
        }
        return shown.toString();
    }

    private static boolean isAskedFor(RoutingContext request, Event event) throws IOException {
        if (!isNullOr(request.request().getParam("command"), event.command())
                || !isNullOr(request.request().getParam("clientId"), event.clientId())) {
            return false;
        }
        String type = request.request().getParam("type");
        String severity = request.request().getParam("severity");
        if (type == null && severity == null) {
            return true;
        }
        JsonNode body = JSON.readTree(event.json()).path("body");
        return isNullOr(type, body.path("event_type").asText())
                && isNullOr(severity, body.path("severity").asText());
    }

    private static boolean isNullOr(@Nullable String asked, String value) {
        return asked == null || asked.equals(value);
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!text.matches("\\d{1,4}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > RecentEvents.MAX_EVENTS) {
            throw new RefusedException(400, "limit is not a number in 1.." + RecentEvents.MAX_EVENTS);
        }
        return Integer.parseInt(text);
    }

    private RuleLibrary library() {
        LogRulesFormat rules = context.getRegistry().lookupByNameAndType("logRules", LogRulesFormat.class);
        return Objects.requireNonNull(rules, "no bean logRules").library();
    }

    private static String body(RoutingContext request) {
        Buffer buffer = request.body().buffer();
        byte[] octets = buffer == null ? new byte[0] : buffer.getBytes();
        if (octets.length == 0) {
            throw new RefusedException(400, "the request has no body");
        }
        if (!PayloadField.isUtf8(octets)) {
            throw new RefusedException(400, "the request is not text in UTF-8");
        }
        return new String(octets, UTF_8);
    }

    private void answer(RoutingContext request, Callable<String> work) {
        work(request, work, json -> HttpDoor.json(request, 200, json));
    }

    private interface Answer {
        void with(String text);
    }

    private void work(RoutingContext request, Callable<String> work, Answer answer) {
        if (!places.tryAcquire()) {
            request.response().putHeader("Retry-After", "1");
            HttpDoor.refuse(request, 503, "busy", MOST_UNDER_WAY + " requests are under way already; try again later");
            return;
        }
        request.vertx()
                .executeBlocking(work, false)
                .onComplete(done -> places.release())
                .onSuccess(answer::with)
                .onFailure(failure -> {
                    if (failure instanceof RefusedException bad) {
                        HttpDoor.refuse(request, bad.status, status(bad.status), String.valueOf(bad.getMessage()));
                    } else {
                        request.fail(failure);
                    }
                });
    }

    private static String status(int status) {
        return switch (status) {
            case 404 -> "not found";
            case 413 -> "too large";
            case 500 -> "failed";
            default -> "bad request";
        };
    }
}
