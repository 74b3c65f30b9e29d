package io.camelmcp.gateway.http;

import io.camelmcp.gateway.config.Ports;
import io.camelmcp.gateway.push.PushAnswer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api} on the port of the health page:
 *
 * <pre>
 * GET    /api/devices             the devices that have logged in
 * DELETE /api/devices/{clientId}  ends the session of one
 * POST   /api/push                sends a request to devices, and answers with theirs
 * GET    /api/dead-letters        what outputs could not take; ?queue=, ?messageId=, ?limit=
 * DELETE /api/dead-letters        drops them
 * POST   /api/dead-letters/replay gives them back to the queues that they come from
 * GET    /api/fraud/frozen        the accounts and devices that are frozen
 * POST   /api/fraud/unfreeze      ends a freeze
 * GET    /api/events              the last events; ?type=, ?severity=, ?command=, ?clientId=, ?limit=
 * POST   /api/logs/parse          lines of a log, as events; nothing is kept
 * GET    /api/rules               the rules of logs and what is wrong with them; ?file= one file
 * PUT    /api/rules               puts a file of rules in force; ?file=
 * POST   /api/rules/test          tries a file of rules, and lines on it
 * GET    /api/openapi.json        all this as an OpenAPI 3 document
 * </pre>
 */
public final class HttpDoor implements AutoCloseable {

    /** Below so many characters a token is said to be guessable. */
    private static final int GOOD_TOKEN = 16;

    /** Octets of a request, at most. */
    static final int MAX_BODY = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);

    private final ProducerTemplate template;

    private HttpDoor(ProducerTemplate template) {
        this.template = template;
    }

    /**
     * Opens it on the management server of a context that has been started.
     *
     * @param host    address that the server listens on
     * @param port    its port
     * @param token   what clients must show; null for none, then the address must be a loopback one
     * @param ports   endpoints that requests to devices are sent to, one for each port that has devices; asked each time
     */
    public static HttpDoor open(
            CamelContext context, String host, int port, @Nullable String token, Supplier<List<String>> ports) {
        Router router = VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
        if (router == null) {
            throw new IllegalStateException("no HTTP server on port " + port);
        }
        if (token == null && !Ports.isLoopback(host)) {
            LOG.warn(
                    "event=api-closed reason=\"GATEWAY_HTTP_HOST={} can be reached from other machines, and there is no token\" wayOut=\"set GATEWAY_API_TOKEN, or GATEWAY_HTTP_HOST=127.0.0.1\"",
                    host);
        }
        if (token != null && token.length() < GOOD_TOKEN) {
            LOG.warn(
                    "event=api-token-short reason=\"whoever can reach {} may guess GATEWAY_API_TOKEN, it has less than {} characters\" wayOut=\"take one of: openssl rand -hex 32\"",
                    host,
                    GOOD_TOKEN);
        }
        ProducerTemplate template = context.createProducerTemplate();
        mount(router, new ApiGuard(host, token), new DevicesApi(context), new PushApi(context, template, ports));
        mount(router, new DeadLettersApi(context));
        mount(router, new FraudApi(context));
        mount(router, new LogsApi(context));
        mountRest(router);
        return new HttpDoor(template);
    }

    private static void mount(Router router, ApiGuard guard, DevicesApi devices, PushApi push) {
        router.route("/api/*").handler(guard).failureHandler(HttpDoor::failed);
        router.get("/api/devices").handler(devices::list);
        router.delete("/api/devices/:clientId").handler(devices::disconnect);
        withBody(router, HttpMethod.POST, "/api/push").handler(push);
        router.route("/api/devices").handler(request -> notAllowed(request, "GET"));
        router.route("/api/devices/:clientId").handler(request -> notAllowed(request, "DELETE"));
        router.route("/api/push").handler(request -> notAllowed(request, "POST"));
    }

    private static void mount(Router router, DeadLettersApi dead) {
        router.get("/api/dead-letters").handler(dead::list);
        router.delete("/api/dead-letters").handler(dead::drop);
        router.post("/api/dead-letters/replay").handler(dead::replay);
        router.route("/api/dead-letters").handler(request -> notAllowed(request, "GET, DELETE"));
        router.route("/api/dead-letters/replay").handler(request -> notAllowed(request, "POST"));
    }

    private static void mount(Router router, FraudApi fraud) {
        router.get("/api/fraud/frozen").handler(fraud::frozen);
        withBody(router, HttpMethod.POST, "/api/fraud/unfreeze").handler(fraud::unfreeze);
        router.route("/api/fraud/frozen").handler(request -> notAllowed(request, "GET"));
        router.route("/api/fraud/unfreeze").handler(request -> notAllowed(request, "POST"));
    }

    private static void mount(Router router, LogsApi logs) {
        router.get("/api/events").handler(logs::recent);
        withBody(router, HttpMethod.POST, "/api/logs/parse").handler(logs::parse);
        router.get("/api/rules").handler(logs::rules);
        withBody(router, HttpMethod.PUT, "/api/rules").handler(logs::put);
        withBody(router, HttpMethod.POST, "/api/rules/test").handler(logs::test);
        router.get("/api/openapi.json").handler(OpenApi::serve);
        router.route("/api/events").handler(request -> notAllowed(request, "GET"));
        router.route("/api/logs/parse").handler(request -> notAllowed(request, "POST"));
        router.route("/api/rules").handler(request -> notAllowed(request, "GET, PUT"));
        router.route("/api/rules/test").handler(request -> notAllowed(request, "POST"));
        router.route("/api/openapi.json").handler(request -> notAllowed(request, "GET"));
    }

    private static void mountRest(Router router) {
        router.route("/api/*")
                .handler(request -> refuse(request, 404, "not found", "GET /api/openapi.json says what there is"));
    }

    private static Route withBody(Router router, HttpMethod method, String path) {
        router.route(method, path).handler(HttpDoor::forgetContentType);
        return router.route(method, path).handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
    }

    // curl -d calls any body a form, and a form is decoded: it would be refused above 1 KiB, and where it is none
    private static void forgetContentType(RoutingContext request) {
        request.request().headers().remove(HttpHeaders.CONTENT_TYPE);
        request.next();
    }

    private static void notAllowed(RoutingContext request, String method) {
        request.response().putHeader("Allow", method);
        refuse(request, 405, "not allowed", "use " + method);
    }

    private static void failed(RoutingContext request) {
        int status = request.statusCode() < 400 ? 500 : request.statusCode();
        if (status == 413) {
            refuse(request, 413, "too large", "the request has more than " + MAX_BODY + " octets");
            return;
        }
        if (request.failure() != null) {
            LOG.warn(
                    "event=api-failed path={} reason=\"{}\"",
                    request.normalizedPath(),
                    String.valueOf(request.failure()));
        }
        refuse(request, status, "failed", "the request could not be served");
    }

    /** Answers with {@code {"status":…,"text":…}}. */
    static void refuse(RoutingContext request, int httpStatus, String status, String text) {
        answer(request, PushAnswer.failed(httpStatus, null, null, status, null, text));
    }

    static void answer(RoutingContext request, PushAnswer answer) {
        json(request, answer.httpStatus(), answer.json());
    }

    static void json(RoutingContext request, int httpStatus, String json) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return; // whoever asked has gone
        }
        response.setStatusCode(httpStatus)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(json);
    }

    @Override
    public void close() throws Exception {
        template.close();
    }
}
