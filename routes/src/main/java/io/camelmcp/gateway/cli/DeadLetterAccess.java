package io.camelmcp.gateway.cli;

import io.camelmcp.gateway.broker.DeadLetters;
import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.DataDirectory;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.http.DeadLettersApi;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Dead letters wherever the gateway is: its own process while it runs, else its directory. Answers are those of the HTTP interface. */
interface DeadLetterAccess {

    String list(DeadLetters.Selection selection, int limit) throws Exception;

    String replay(DeadLetters.Selection selection) throws Exception;

    String drop(DeadLetters.Selection selection) throws Exception;

    /** @throws ConfigurationException if no gateway has run with these settings */
    static DeadLetterAccess of(GatewaySettings settings) throws IOException {
        if (!Files.isDirectory(settings.broker().directory())) {
            throw new ConfigurationException("GATEWAY_DATA=" + settings.data()
                    + ": no gateway has run there; set GATEWAY_DATA to the directory of the one that you mean");
        }
        String http = DataDirectory.httpOfOwner(settings.data());
        return http == null ? new OfDirectory(settings) : new OfProcess(http, settings.apiToken());
    }

    /** Of a gateway that is stopped. */
    record OfDirectory(GatewaySettings settings) implements DeadLetterAccess {

        @Override
        public String list(DeadLetters.Selection selection, int limit) throws Exception {
            return on(letters -> DeadLettersApi.listing(letters.count(), letters.list(selection, limit)));
        }

        @Override
        public String replay(DeadLetters.Selection selection) throws Exception {
            return on(letters -> DeadLettersApi.replayed(letters.replay(selection)));
        }

        @Override
        public String drop(DeadLetters.Selection selection) throws Exception {
            return on(letters -> DeadLettersApi.dropped(letters.drop(selection)));
        }

        private interface Action {
            String on(DeadLetters letters) throws Exception;
        }

        private String on(Action action) throws Exception {
            try (DataDirectory lock = DataDirectory.lock(settings.data());
                    EmbeddedBroker broker = EmbeddedBroker.start(settings.broker())) {
                return action.on(broker.deadLetters());
            }
        }
    }

    /**
     * Of a gateway that runs.
     *
     * @param http  host and port of its HTTP interface
     * @param token what it wants to be shown; null for none
     */
    record OfProcess(String http, @Nullable String token) implements DeadLetterAccess {

        private static final Duration TIMEOUT = Duration.ofMinutes(2);

        @Override
        public String list(DeadLetters.Selection selection, int limit) throws Exception {
            return ask("GET", "?limit=" + limit + query("&", selection));
        }

        @Override
        public String replay(DeadLetters.Selection selection) throws Exception {
            return ask("POST", "/replay?all=true" + query("&", selection));
        }

        @Override
        public String drop(DeadLetters.Selection selection) throws Exception {
            return ask("DELETE", "?all=true" + query("&", selection));
        }

        private static String query(String before, DeadLetters.Selection selection) {
            return (selection.queue() == null ? "" : before + "queue=" + encoded(selection.queue()))
                    + (selection.messageId() == null ? "" : before + "messageId=" + encoded(selection.messageId()));
        }

        private static String encoded(String value) {
            return URLEncoder.encode(value, StandardCharsets.UTF_8);
        }

        private String ask(String method, String pathAndQuery) throws IOException, InterruptedException {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://" + http + "/api/dead-letters" + pathAndQuery))
                    .timeout(TIMEOUT)
                    .method(method, HttpRequest.BodyPublishers.noBody());
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 401) {
                throw new ConfigurationException(
                        "the gateway at " + http + " wants a token: set GATEWAY_API_TOKEN to the one that it has");
            }
            if (answer.statusCode() != 200) {
                throw new IOException(
                        "the gateway at " + http + " answered " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        }
    }
}
