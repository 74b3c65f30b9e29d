package io.camelmcp.gateway.logs;

import io.camelmcp.gateway.health.ShownOnlyCheck;
import io.camelmcp.logs.RuleInfo;
import io.camelmcp.logs.RuleLibrary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Whether all files of rules are in force, and no rule is disabled. Neither readiness nor liveness: lines are taken all the same,
 * and a restart would not mend a rule.
 */
public final class RulesHealthCheck extends ShownOnlyCheck {

    private final RuleLibrary library;

    public RulesHealthCheck(RuleLibrary library) {
        super("log-rules");
        this.library = library;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        List<String> problems = new ArrayList<>(library.problems());
        for (RuleInfo rule : library.rules().disabled()) {
            problems.add(rule.file() + ":" + rule.line() + ": the rule " + rule.name() + " is disabled: it "
                    + rule.disabled());
        }
        builder.detail("rules", library.rules().list().size());
        if (problems.isEmpty()) {
            builder.up();
        } else {
            builder.message(String.join("; ", problems)).down();
        }
    }
}
