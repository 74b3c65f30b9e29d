package io.camelmcp.component;

import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.jspecify.annotations.Nullable;

/** The options of an {@code mcp:} endpoint about sessions of devices, and about requests to devices that are connected. */
@UriParams
public abstract class McpSessionConfiguration extends McpLoginConfiguration {

    @UriParam(
            label = "consumer",
            defaultValue = "memory",
            description =
                    "Where the sessions of devices are kept: in memory, in a file below a directory (file:DIR), so that they outlive the process, or in a SessionStore of the registry (#name).")
    private String sessionStore = "memory";

    @UriParam(
            label = "consumer",
            defaultValue = "3600000",
            javaType = "java.time.Duration",
            description = "How long a session lives after its last frame, in milliseconds.")
    private long sessionTtl = 3_600_000;

    @UriParam(
            label = "consumer",
            defaultValue = "600000",
            javaType = "java.time.Duration",
            description = "How long a session waits for its device after its connection is lost, in milliseconds.")
    private long sessionRetention = 600_000;

    @UriParam(
            label = "consumer",
            defaultValue = "20000",
            description =
                    "Most sessions of a port, with and without a connection. At the limit the session that has been without a connection for longest makes room; if there is none, LOGIN gets ERROR 7. 0 for no limit.")
    private int maxSessions = 20_000;

    @UriParam(
            label = "producer",
            description =
                    "Whom a request goes to when no header says it: device:ID, group:NAME or all. For a producer with mode=server.")
    private @Nullable String target;

    @UriParam(
            label = "producer",
            defaultValue = "fail",
            description =
                    "What becomes of a request whose device has a session and no connection: it fails at once (fail), or waits until the device comes back (queue), which an InOut exchange does not wait for. For a producer with mode=server.")
    private OfflineMode offline = OfflineMode.fail;

    @UriParam(
            label = "producer",
            description =
                    "Endpoint to send the answers of requests to that have waited for their device (offline=queue), and the failures of those that will not be sent any more.")
    private @Nullable String answerTo;

    @UriParam(
            label = "consumer",
            defaultValue = "100",
            description = "Most requests that wait for one device; further ones fail.")
    private int pushQueue = 100;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "1000",
            description = "Most devices that a request to many is under way to at the same time.")
    private int pushParallelism = 1_000;

    public String getSessionStore() {
        return sessionStore;
    }

    public void setSessionStore(String sessionStore) {
        this.sessionStore = sessionStore;
    }

    public long getSessionTtl() {
        return sessionTtl;
    }

    public void setSessionTtl(long sessionTtl) {
        this.sessionTtl = sessionTtl;
    }

    public long getSessionRetention() {
        return sessionRetention;
    }

    public void setSessionRetention(long sessionRetention) {
        this.sessionRetention = sessionRetention;
    }

    public int getMaxSessions() {
        return maxSessions;
    }

    public void setMaxSessions(int maxSessions) {
        this.maxSessions = maxSessions;
    }

    public @Nullable String getTarget() {
        return target;
    }

    public void setTarget(@Nullable String target) {
        this.target = target;
    }

    public OfflineMode getOffline() {
        return offline;
    }

    public void setOffline(OfflineMode offline) {
        this.offline = offline;
    }

    public @Nullable String getAnswerTo() {
        return answerTo;
    }

    public void setAnswerTo(@Nullable String answerTo) {
        this.answerTo = answerTo;
    }

    public int getPushQueue() {
        return pushQueue;
    }

    public void setPushQueue(int pushQueue) {
        this.pushQueue = pushQueue;
    }

    public int getPushParallelism() {
        return pushParallelism;
    }

    public void setPushParallelism(int pushParallelism) {
        this.pushParallelism = pushParallelism;
    }
}
