package io.camelmcp.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.gateway.config.Ports;
import io.vertx.core.Handler;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may use {@code /api}. With a token: whoever shows it. Without one: processes of this machine, but not the web pages that its
 * browsers show, neither as another origin nor under a name of their own that leads to this address (DNS rebinding).
 */
final class ApiGuard implements Handler<RoutingContext> {

    private static final String SCHEME = "Bearer ";

    private final String host;
    private final byte @Nullable [] token;
    private final boolean closed;

    ApiGuard(String host, @Nullable String token) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.token = token == null ? null : token.getBytes(UTF_8);
        this.closed = token == null && !Ports.isLoopback(host);
    }

    @Override
    public void handle(RoutingContext request) {
        HostAndPort authority = request.request().authority();
        if (closed) {
            HttpDoor.refuse(
                    request,
                    403,
                    "forbidden",
                    "closed: this address can be reached from other machines and there is no token; set GATEWAY_API_TOKEN"
                            + " (gateway.api.token), or GATEWAY_HTTP_HOST=127.0.0.1 (gateway.http.host)");
        } else if (!isOwnOrigin(request.request().getHeader("Origin"), authority)) {
            HttpDoor.refuse(request, 403, "forbidden", "not for web pages of another origin");
        } else if (token == null && (authority == null || !isOwnName(authority.host()))) {
            HttpDoor.refuse(
                    request,
                    403,
                    "forbidden",
                    "the Host of the request is not a name of this gateway; use localhost, or its address");
        } else if (token != null && !shows(request.request().getHeader("Authorization"), token)) {
            request.response().putHeader("WWW-Authenticate", "Bearer realm=\"gateway\"");
            HttpDoor.refuse(request, 401, "unauthorized", "send the header 'Authorization: Bearer TOKEN'");
        } else {
            request.next();
        }
    }

    private static boolean shows(@Nullable String authorization, byte[] token) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        authorization.substring(SCHEME.length()).trim().getBytes(UTF_8), token);
    }

    private static boolean isOwnOrigin(@Nullable String origin, @Nullable HostAndPort authority) {
        if (origin == null) {
            return true;
        }
        if (authority == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
            int own = authority.port() >= 0 ? authority.port() : "https".equals(uri.getScheme()) ? 443 : 80;
            return uri.getHost() != null && bare(uri.getHost()).equals(bare(authority.host())) && port == own;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isOwnName(String name) {
        String bare = bare(name);
        return bare.equals("localhost")
                || bare.equals("::1")
                || bare.matches("127(\\.\\d{1,3}){3}")
                || bare.equals(bare(host));
    }

    private static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }
}
