package io.camelmcp.component.session.auth;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a device has turned out to be, and what it may do.
 *
 * @param clientId  1..64 of {@code A-Z a-z 0-9 . _ : -}
 * @param groups    groups it may join; {@code null} for any
 * @param commands  commands it may send, 0..255; {@code null} for all
 * @param expiresAt when its session ends unless another LOGIN comes before; {@code null} for never
 */
public record Identity(
        String clientId, @Nullable Set<String> groups, @Nullable Set<Integer> commands, @Nullable Instant expiresAt) {

    public Identity {
        groups = groups == null ? null : Set.copyOf(groups);
        commands = commands == null ? null : Set.copyOf(commands);
    }

    /** An identity that may do everything and does not expire. */
    public static Identity of(String clientId) {
        return new Identity(clientId, null, null, null);
    }

    public boolean mayJoin(String group) {
        return groups == null || groups.contains(group);
    }

    public boolean maySend(int command) {
        return commands == null || commands.contains(command);
    }
}
