package io.camelmcp.gateway.fraud;

import io.camelmcp.component.session.directory.FrozenClients;
import io.camelmcp.gateway.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.health.HealthCheck;

/** The fraud rule of a gateway, with all that it needs. Redis need not be there. */
public final class Fraud implements AutoCloseable {

    private final FraudService service;
    private final FraudDesk desk;

    private Fraud(FraudService service, FraudDesk desk) {
        this.service = service;
        this.desk = desk;
    }

    /**
     * Opens the audit log, and nothing else.
     *
     * @param directory where the audit log is kept
     * @param devices   where devices are frozen
     * @throws ConfigurationException if the audit log cannot be gone on with
     */
    public static Fraud open(FraudSettings settings, Path directory, FrozenClients devices) {
        AuditLog audit;
        try {
            audit = AuditLog.open(
                    directory.resolve("audit"), new AuditHash(settings.auditSecret()), System::currentTimeMillis);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the audit log of the fraud rule cannot be gone on with: " + e.getMessage()
                            + "; mend that, or move " + directory.resolve("audit") + " away: then a new chain begins",
                    e);
        }
        RedisAccounts redis = settings.redis() == null
                ? null
                : new RedisAccounts(settings.redis(), settings.prefix(), settings.timeout(), settings.rule());
        FraudService service = new FraudService(
                settings.rule(),
                settings.fields(),
                new Accounts(settings.rule(), redis, settings.most(), System::currentTimeMillis),
                audit,
                devices,
                System::currentTimeMillis);
        return new Fraud(service, new FraudDesk(service, devices));
    }

    /** What route files refer to, by name. */
    public Map<String, Object> beans() {
        return Map.of(
                "fraudFrames", new FraudFrames(service), "fraudKafka", new FraudKafka(service), FraudDesk.BEAN, desk);
    }

    /** Whether Redis is there. */
    public HealthCheck health() {
        return new FraudHealthCheck(service);
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
