package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.session.LoginFormatException;
import io.camelmcp.component.session.LoginRequest;
import io.camelmcp.component.session.auth.AuthenticationException;
import io.camelmcp.component.session.auth.Authenticator;
import io.camelmcp.component.session.auth.Credentials;
import io.camelmcp.component.session.auth.Identity;
import java.net.InetAddress;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One LOGIN of a connection, from its frame to its answer (docs/protocol.md, section 5). Confined to the connection's event loop; while
 * it is under way nothing else of the connection is read.
 */
final class LoginAttempt implements Sessions.Login {

    private final McpConnection connection;
    private final McpServer server;
    private final McpFrame frame;
    private @Nullable LoginRequest request;
    private boolean started;
    private long startedNanos;

    LoginAttempt(McpConnection connection, McpServer server, McpFrame frame) {
        this.connection = connection;
        this.server = server;
        this.frame = frame;
    }

    /** Reads the body; {@code false} if it is none, and the connection is closing. */
    boolean read() {
        String wrong = null;
        if (!frame.wantsAnswer()) {
            wrong = "LOGIN without a sequence number";
        } else {
            try {
                LoginRequest read = LoginRequest.parse(frame.body());
                if (read.clientId() == null && server.login().authenticator() == null) {
                    wrong = "LOGIN without clientId";
                }
                request = read;
            } catch (LoginFormatException e) {
                wrong = "LOGIN: " + e.getMessage();
            }
        }
        if (wrong == null) {
            return true;
        }
        if (frame.wantsAnswer()) {
            connection.write(frame.error(McpErrorCode.BAD_FRAME, McpErrorCode.BAD_FRAME.text()));
        } else {
            connection.writeFault(McpErrorCode.BAD_FRAME, McpErrorCode.BAD_FRAME.text());
        }
        connection.close(CloseReason.BAD_FRAME, wrong);
        return false;
    }

    /** Begins, once what was sent before the LOGIN has been answered. */
    void start() {
        LoginRequest read = request;
        if (started || read == null) {
            return;
        }
        started = true;
        startedNanos = connection.nowNanos();
        Authenticator authenticator = server.login().authenticator();
        if (authenticator == null) {
            authenticated(Identity.of(String.valueOf(read.clientId())), read);
            return;
        }
        InetAddress address = connection.remoteAddress().getAddress();
        if (server.login().isBanned(address)) {
            // its credentials are not looked at: that is what an attacker wants
            refuse("too many failures from " + address.getHostAddress(), false);
            return;
        }
        Credentials credentials =
                new Credentials(read.clientId(), read.token(), connection.certificate(), connection.remoteAddress());
        if (!authenticator.mayBlock()) {
            authenticate(authenticator, credentials, read);
            return;
        }
        try {
            server.login().threads().execute(() -> authenticate(authenticator, credentials, read));
        } catch (RejectedExecutionException e) {
            busy("too many logins wait for the authenticator");
        }
    }

    private void authenticate(Authenticator authenticator, Credentials credentials, LoginRequest read) {
        if (connection.isClosing()) {
            // it has waited for longer than the device
            return;
        }
        Identity identity;
        try {
            identity =
                    Objects.requireNonNull(authenticator.authenticate(credentials), "the authenticator returned null");
        } catch (AuthenticationException e) {
            connection.onLoopNow(() -> refuse(String.valueOf(e.getMessage()), true));
            return;
        } catch (Throwable e) {
            // whatever an authenticator of others throws, the device gets an answer
            connection.onLoopNow(() -> busy(e.toString()));
            return;
        }
        connection.onLoopNow(() -> {
            if (read.clientId() != null && !read.clientId().equals(identity.clientId())) {
                refuse(
                        "clientId=" + read.clientId() + " is not " + identity.clientId()
                                + ", which it has proved to be",
                        true);
            } else {
                authenticated(identity, read);
            }
        });
    }

    /** Whether the answer is overdue. */
    boolean isLate(long now) {
        return started
                && now - startedNanos >= server.login().options().loginTimeout().toNanos();
    }

    private void authenticated(Identity identity, LoginRequest read) {
        if (connection.isClosing()) {
            return;
        }
        ServerSession present = connection.loggedIn();
        if (present != null && !present.session().clientId().equals(identity.clientId())) {
            error(McpErrorCode.FORBIDDEN, "clientId=" + identity.clientId() + " on a connection of another one");
        } else if (!read.groups().stream().allMatch(identity::mayJoin)) {
            error(
                    McpErrorCode.FORBIDDEN,
                    "clientId=" + identity.clientId() + " may not join all of groups=" + read.groups());
        } else if (present != null) {
            connection.refreshed(present, identity, read, frame);
        } else if (server.login().isFlapping(identity.clientId())) {
            busy("clientId=" + identity.clientId() + " logs in from several places in turn");
        } else {
            server.sessions().login(connection, identity, read, this);
        }
    }

    @Override
    public void attached(ServerSession session, boolean resumed) {
        LoginRequest read = request;
        if (read != null) {
            server.statistics().countLogin();
            connection.loggedIn(session, resumed, read, frame);
        }
    }

    @Override
    public void takenOver() {
        connection.takenOver();
    }

    @Override
    public void busy(String why) {
        error(McpErrorCode.BUSY, why);
    }

    /** Answers with an error that keeps the connection. */
    private void error(McpErrorCode code, String why) {
        server.refused(connection, code, why);
        connection.write(frame.error(code, code.text()));
        connection.loginEnded();
    }

    /** Answers that the credentials are bad, after a while, so that guessing takes long; then closes. */
    private void refuse(String why, boolean count) {
        server.statistics().countFailedLogin();
        if (count) {
            server.login().failed(connection.remoteAddress().getAddress());
        }
        long most = server.login().options().failureDelay().toMillis();
        long delay = ThreadLocalRandom.current().nextLong(most / 5, most + 1);
        connection
                .loop()
                .schedule(
                        () -> {
                            if (!connection.isClosing()) {
                                connection.write(
                                        frame.error(McpErrorCode.NOT_LOGGED_IN, McpErrorCode.NOT_LOGGED_IN.text()));
                                connection.close(CloseReason.LOGIN_FAILED, why);
                            }
                        },
                        delay,
                        TimeUnit.MILLISECONDS);
    }
}
