package io.camelmcp.gateway.config;

/**
 * A setting for the ports that devices connect to.
 *
 * @param option the option of {@code mcp:} that it stands for
 * @param where  what the operator calls it, such as {@code MCP_AUTH}
 * @param value  what the option is set to; may be secret
 */
public record PortSetting(String option, String where, Object value) {

    /** Without the value. */
    @Override
    public String toString() {
        return where;
    }
}
