package io.camelmcp.gateway.output.jms;

import org.jspecify.annotations.Nullable;

/**
 * Where messages go, and what they look like.
 *
 * @param description what messages of errors call it, without secrets
 * @param groups      whether a client's messages go to one reader (JMSXGroupID)
 */
record JmsTarget(
        String description,
        boolean topic,
        String name,
        boolean bytes,
        boolean groups,
        @Nullable String user,
        @Nullable String password) {

    @Override
    public String toString() {
        return description;
    }
}
