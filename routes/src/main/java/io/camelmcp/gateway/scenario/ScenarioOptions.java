package io.camelmcp.gateway.scenario;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario does.
 *
 * @param scenario    which one
 * @param host        where the gateway listens
 * @param port        its port, 1..65535; 0 for a server of its own, whose memory it can look into
 * @param devices     number of devices, 1..200000
 * @param threads     event loops of the devices, 1..256
 * @param concurrency connections and logins under way at the same time, 1..100000
 * @param rounds      how often it is done, 1..1000
 * @param hold        how long devices idle before memory is looked at; with {@link Scenario#RESTART} how long they report
 * @param patience    a step ends when nothing has come for so long
 * @param prefix      devices are called {@code load-1}, {@code load-2}, …; 1..16 of {@code A-Z a-z 0-9 . _ : -}
 * @param jwtSecret   key that tokens are made with (HS256), 32 octets or more; {@code null} for none
 * @param token       what all devices log in with instead; {@code null} for none
 * @param httpPort    HTTP door of the gateway, for {@link Scenario#BROADCAST}; 0 if it has a server of its own
 * @param apiToken    bearer token for the HTTP door; {@code null} for none
 * @param store       where a server of its own keeps sessions: {@code memory} or {@code file}
 * @param home        folder of the gateway with its {@code conf}, for {@link Scenario#RESTART}
 */
public record ScenarioOptions(
        Scenario scenario,
        String host,
        int port,
        int devices,
        int threads,
        int concurrency,
        int rounds,
        Duration hold,
        Duration patience,
        String prefix,
        @Nullable String jwtSecret,
        @Nullable String token,
        int httpPort,
        @Nullable String apiToken,
        String store,
        Path home) {

    private static final int MAX_DEVICES = 200_000;
    private static final int MAX_CONCURRENCY = 100_000;
    private static final int MAX_ROUNDS = 1_000;
    private static final int MAX_THREADS = 256;
    private static final int MAX_PORT = 65_535;
    private static final int SECRET_OCTETS = 32;

    /** @throws IllegalArgumentException naming the value that is out of range, or does not go with the others */
    public ScenarioOptions {
        requireRange("port", port, 0, MAX_PORT);
        requireRange("http-port", httpPort, 0, MAX_PORT);
        requireRange("devices", devices, 1, MAX_DEVICES);
        requireRange("threads", threads, 1, MAX_THREADS);
        requireRange("concurrency", concurrency, 1, MAX_CONCURRENCY);
        requireRange("rounds", rounds, 1, MAX_ROUNDS);
        require(!host.isBlank(), "host is empty");
        require(!hold.isNegative(), "hold " + hold + " is below zero");
        require(!patience.isNegative() && !patience.isZero(), "request-timeout " + patience + " is not above zero");
        require(
                prefix.matches("[A-Za-z0-9._:-]{1,16}"),
                "client-prefix " + prefix + " is not 1..16 of A-Z a-z 0-9 . _ : -");
        require(jwtSecret == null || token == null, "jwt-secret and token exclude each other");
        require(
                jwtSecret == null || jwtSecret.getBytes(StandardCharsets.UTF_8).length >= SECRET_OCTETS,
                "jwt-secret is shorter than the " + SECRET_OCTETS + " octets that HS256 needs");
        require(store.equals("memory") || store.equals("file"), "store " + store + " is neither memory nor file");
        boolean own = port == 0;
        require(
                own || scenario != Scenario.RESTART,
                "scenario restart stops and kills a gateway of its own; leave --port away");
        require(
                own || scenario != Scenario.BROADCAST || httpPort > 0,
                "scenario broadcast asks through the HTTP door of the gateway; give its --http-port, or leave --port"
                        + " away for a server of its own");
        require(!own || token == null, "token is for a gateway that runs already; give its --port");
    }

    /** Whether it starts its own server. */
    boolean isOwnServer() {
        return port == 0;
    }

    /** Name of the device with this number, 0 and up. */
    String nameOf(int index) {
        return prefix + (index + 1);
    }

    /** Group that devices join which a running gateway is to ask: it may have others. */
    String group() {
        return prefix + "all";
    }

    private static void requireRange(String name, long value, long min, long max) {
        require(value >= min && value <= max, name + " " + value + " is not in " + min + ".." + max);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
