package io.camelmcp.logs;

/** Is told of rules that are disabled because they cost too much. */
@FunctionalInterface
public interface RuleAlarm {

    /**
     * A rule is not tried any more until its file is loaded again.
     *
     * @param rule the rule, and in {@link RuleInfo#disabled()} why
     */
    void disabled(RuleInfo rule);
}
