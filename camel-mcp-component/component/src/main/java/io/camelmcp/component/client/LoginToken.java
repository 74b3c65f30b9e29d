package io.camelmcp.component.client;

import io.camelmcp.component.session.auth.TokenExpiry;
import io.netty.channel.EventLoop;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The token that a client logs in with: asked for at each LOGIN, and again when four fifths of its life are over. Confined to the
 * event loop of its connection.
 */
final class LoginToken {

    private static final long LEAST_MILLIS = 1_000;

    private final SessionOptions options;
    private @Nullable String present;
    private @Nullable ScheduledFuture<?> timer;

    LoginToken(SessionOptions options) {
        this.options = options;
    }

    /**
     * Gets the token for now.
     *
     * @param done told the token, or why there is none; on the event loop
     */
    void get(EventLoop loop, BiConsumer<@Nullable String, @Nullable Throwable> done) {
        TokenSource source = options.tokenSource();
        if (source == null) {
            done.accept(options.token(), null);
            return;
        }
        source.token()
                .toCompletableFuture()
                .copy()
                .orTimeout(options.loginTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((token, failure) -> {
                    try {
                        loop.execute(() -> done.accept(token, failure));
                    } catch (RejectedExecutionException e) {
                        // the event loops have ended, and the connection with them
                    }
                });
    }

    /** The peer has accepted this one. */
    void accepted(@Nullable String token) {
        present = token;
    }

    /** Whether the peer has accepted this one already. */
    boolean isPresent(@Nullable String token) {
        return token != null && token.equals(present);
    }

    /** Runs something when it is time for another token, if that can be told and there is one to be had. */
    void schedule(EventLoop loop, Runnable refresh) {
        stop();
        String token = present;
        if (options.tokenSource() == null || token == null) {
            return;
        }
        OptionalLong expiry = TokenExpiry.millis(token);
        if (expiry.isPresent()) {
            long left = expiry.getAsLong() - System.currentTimeMillis();
            timer = loop.schedule(refresh, Math.max(LEAST_MILLIS, left / 5 * 4), TimeUnit.MILLISECONDS);
        }
    }

    void stop() {
        ScheduledFuture<?> running = timer;
        timer = null;
        if (running != null) {
            running.cancel(false);
        }
    }
}
