package io.camelmcp.component.session.auth;

import io.camelmcp.codec.McpCommand;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the roles of a token stand for: {@code operator=REPORT,LOG,0x42,@pumps;admin=*,@*}. A role is followed by the commands that
 * it may send, and with an {@code @} the groups that it may join; {@code *} is any of them.
 */
public final class Roles {

    private static final String ANY = "*";

    /**
     * Commands and groups, {@code null} for all.
     *
     * @param commands what may be sent, 0..255
     * @param groups   what may be joined
     */
    record Rights(@Nullable Set<Integer> commands, @Nullable Set<String> groups) {

        static final Rights NONE = new Rights(Set.of(), Set.of());

        Rights and(Rights other) {
            return new Rights(union(commands, other.commands), union(groups, other.groups));
        }

        private static <T> @Nullable Set<T> union(@Nullable Set<T> one, @Nullable Set<T> other) {
            if (one == null || other == null) {
                return null;
            }
            Set<T> both = new HashSet<>(one);
            both.addAll(other);
            return both;
        }
    }

    private final Map<String, Rights> roles;

    private Roles(Map<String, Rights> roles) {
        this.roles = Map.copyOf(roles);
    }

    /**
     * Reads the roles of a configuration.
     *
     * @throws IllegalArgumentException if the text is not of the form shown above; it names the part
     */
    public static Roles parse(String text) {
        Map<String, Rights> roles = new HashMap<>();
        for (String entry : text.split(";", -1)) {
            if (entry.isBlank()) {
                continue;
            }
            int equals = entry.indexOf('=');
            String role = equals < 0 ? "" : entry.substring(0, equals).trim();
            if (role.isEmpty()) {
                throw new IllegalArgumentException("\"" + entry.trim() + "\" is not ROLE=RIGHT,RIGHT");
            }
            if (roles.put(role, rights(role, entry.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("role " + role + " is there twice");
            }
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("there is no role; write ROLE=RIGHT,RIGHT;ROLE=...");
        }
        return new Roles(roles);
    }

    private static Rights rights(String role, String text) {
        Rights sum = Rights.NONE;
        for (String right : text.split(",", -1)) {
            try {
                sum = sum.and(right(right.trim()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("role " + role + ": " + e.getMessage(), e);
            }
        }
        return sum;
    }

    private static Rights right(String right) {
        if (right.isEmpty()) {
            return Rights.NONE;
        }
        if (right.startsWith("@")) {
            String group = right.substring(1);
            return new Rights(Set.of(), group.equals(ANY) ? null : Set.of(Names.require("group", group)));
        }
        return new Rights(right.equals(ANY) ? null : Set.of(McpCommand.parse(right)), Set.of());
    }

    /** What these roles may do together; one that is not known may do nothing. */
    Rights of(Collection<String> names) {
        Rights sum = Rights.NONE;
        for (String name : names) {
            sum = sum.and(roles.getOrDefault(name, Rights.NONE));
        }
        return sum;
    }

    @Override
    public String toString() {
        return roles.keySet().toString();
    }
}
