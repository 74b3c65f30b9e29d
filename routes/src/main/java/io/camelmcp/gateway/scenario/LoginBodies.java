package io.camelmcp.gateway.scenario;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of LOGIN, made before they are needed: their tokens cost what is to be measured. */
final class LoginBodies {

    private final ScenarioOptions options;
    private final @Nullable Tokens tokens;
    private final String groups;

    /** @param joining whether the devices join the group of the scenario */
    LoginBodies(ScenarioOptions options, @Nullable String secret, boolean joining) {
        this.options = options;
        this.tokens = secret == null ? null : new Tokens(secret, options.group(), Instant.now());
        this.groups = joining ? ",\"groups\":[\"" + options.group() + "\"]" : "";
    }

    /** Those of devices {@code first}..{@code first + count - 1}. */
    List<byte[]> of(int first, int count) {
        List<byte[]> bodies = new ArrayList<>(count);
        for (int i = first; i < first + count; i++) {
            bodies.add(of(options.nameOf(i)));
        }
        return bodies;
    }

    byte[] of(String clientId) {
        String token = tokens == null ? options.token() : tokens.of(clientId);
        String proof = token == null ? "" : ",\"token\":\"" + token + "\"";
        return ("{\"clientId\":\"" + clientId + "\"" + proof + groups + "}").getBytes(StandardCharsets.UTF_8);
    }
}
