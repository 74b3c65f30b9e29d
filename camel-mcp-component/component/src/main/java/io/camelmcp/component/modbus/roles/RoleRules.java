package io.camelmcp.component.modbus.roles;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What each role may do. There are no roles of ours: what no rule allows is refused (MB-TCP-Security-v36, R-27, R-28).
 *
 * @param byRole  rules of each role, by its name
 * @param anyRole rules of every role, whatever its name
 * @param noRole  rules of masters without a role
 */
public record RoleRules(Map<String, List<RoleRule>> byRole, List<RoleRule> anyRole, List<RoleRule> noRole) {

    /** What a master may do; to be kept for its connection. */
    public Permission of(CertificateRole role) {
        if (role instanceof CertificateRole.Named named) {
            List<RoleRule> rules = new ArrayList<>(byRole.getOrDefault(named.name(), List.of()));
            rules.addAll(anyRole);
            return new Permission(List.copyOf(rules));
        }
        return new Permission(role instanceof CertificateRole.None ? noRole : List.of());
    }
}
