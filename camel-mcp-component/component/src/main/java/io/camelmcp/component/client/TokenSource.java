package io.camelmcp.component.client;

import java.util.concurrent.CompletionStage;

/** Where a client gets its token from, each time that it needs one. */
@FunctionalInterface
public interface TokenSource {

    /** The token to log in with now; does not wait. */
    CompletionStage<String> token();
}
