package io.camelmcp.gateway.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelmcp.component.session.directory.FrozenClients;
import io.camelmcp.gateway.trace.Tracing;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what the rule decides: alerts, freezes, and a line in the audit log for each transaction. What has failed may be given to it again,
 * any number of times: nothing is alerted or frozen twice. From any thread.
 */
final class FraudService implements AutoCloseable {

    /** Command of an alert event. */
    static final String COMMAND = "FRAUD_ALERT";

    private static final Logger LOG = LoggerFactory.getLogger(FraudService.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FraudRule rule;
    private final TransactionFields fields;
    private final Accounts accounts;
    private final AuditLog audit;
    private final FrozenClients devices;
    private final LongSupplier clock;
    // devices that people have freed, and when, milliseconds since 1970; those of long ago are forgotten
    private final Map<String, Long> freed = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > FrozenClients.MOST;
        }
    });
    private final LongAdder looked = new LongAdder();
    private final LongAdder alerted = new LongAdder();

    /** @param clock milliseconds since 1970 */
    FraudService(
            FraudRule rule,
            TransactionFields fields,
            Accounts accounts,
            AuditLog audit,
            FrozenClients devices,
            LongSupplier clock) {
        this.rule = rule;
        this.fields = fields;
        this.accounts = accounts;
        this.audit = audit;
        this.devices = devices;
        this.clock = clock;
    }

    TransactionFields fields() {
        return fields;
    }

    /**
     * Decides transactions in their order. When it returns, what follows from them is on the disk.
     *
     * @throws Exception if the audit log or the queue of alerts fails; then all of them are to come again
     */
    void process(List<Incoming> batch, Alert.Sink sink) throws Exception {
        List<ObjectNode> records = new ArrayList<>(batch.size());
        List<Alert> alerts = new ArrayList<>();
        for (Incoming incoming : batch) {
            looked.increment();
            Transaction transaction;
            try {
                if (incoming.object() == null) {
                    throw new TransactionFields.BadTransaction("no JSON object");
                }
                transaction =
                        fields.read(incoming.object(), incoming.device(), incoming.source(), incoming.receivedAt());
            } catch (TransactionFields.BadTransaction e) {
                records.add(record("transaction")
                        .put("decision", "invalid")
                        .put("reason", e.getMessage())
                        .put("source", incoming.source()));
                continue;
            }
            records.add(Tracing.within(incoming.traceId(), () -> decide(transaction, incoming, alerts)));
        }
        audit.append(records);
        for (Alert alert : alerts) {
            sink.send(alert);
        }
    }

    private ObjectNode decide(Transaction transaction, Incoming incoming, List<Alert> alerts) {
        Accounts.Decided decided = rule.isExempt(transaction.account())
                ? new Accounts.Decided(
                        new Decision(Kind.EXEMPT, false, "", 0, transaction.time(), clock.getAsLong(), 0, 0), false)
                : accounts.decide(transaction);
        Decision decision = decided.decision();
        ObjectNode line = record("transaction")
                .put("decision", decision.kind().text())
                .put("account", transaction.account())
                .put("transactionId", transaction.id())
                .put("region", transaction.region())
                .put("time", iso(transaction.time()));
        if (!decision.fromRegion().isEmpty()) {
            line.put("fromRegion", decision.fromRegion()).put("fromTime", iso(decision.fromTime()));
        }
        if (transaction.amount() != null) {
            line.put("amount", transaction.amount());
        }
        if (transaction.device() != null) {
            line.put("clientId", transaction.device());
        }
        if (decision.frozenUntil() > 0) {
            line.put("frozenUntil", iso(decision.frozenUntil()));
        }
        if (decision.repeat()) {
            line.put("repeat", true);
        }
        if (decided.alone()) {
            line.put("alone", true);
        }
        line.put("source", incoming.source());
        String trace = incoming.traceId();
        if (trace != null && !trace.isEmpty()) {
            line.put("traceId", trace);
        }
        if (decision.kind() == Kind.ALERT) {
            if (!decision.repeat()) {
                alerted.increment();
                LOG.warn(
                        "event=fraud-alert transactionId={} from={} to={} frozenUntil={}",
                        transaction.id(),
                        decision.fromRegion(),
                        transaction.region(),
                        iso(decision.frozenUntil()));
            }
            line.put("deviceFrozen", freezeDevice(transaction, decision));
            alerts.add(alert(transaction, decision, trace));
        }
        return line;
    }

    private boolean freezeDevice(Transaction transaction, Decision decision) {
        String device = transaction.device();
        if (device == null || device.isEmpty() || decision.activeUntil() <= clock.getAsLong()) {
            return false;
        }
        // a repetition freezes only what nobody has freed meanwhile
        Long freedAt = freed.get(device);
        if (decision.repeat() && freedAt != null && freedAt >= decision.decidedAt()) {
            return false;
        }
        try {
            devices.freeze(
                    device,
                    Instant.ofEpochMilli(decision.activeUntil()),
                    "fraud rule: transaction " + transaction.id());
            return true;
        } catch (RuntimeException e) {
            LOG.error("event=device-not-frozen clientId={} reason=\"{}\"", device, e.getMessage());
            return false;
        }
    }

    /** The same octets for the same transaction, however often it comes: the queue and the outputs know it again. */
    private static Alert alert(Transaction transaction, Decision decision, @Nullable String traceId) {
        ObjectNode json = JSON.createObjectNode()
                .put("type", "fraud-alert")
                .put("rule", "two-regions")
                .put("account", transaction.account())
                .put("transactionId", transaction.id())
                .put("region", transaction.region())
                .put("time", iso(decision.time()))
                .put("fromRegion", decision.fromRegion())
                .put("fromTime", iso(decision.fromTime()));
        if (transaction.amount() != null) {
            json.put("amount", transaction.amount());
        }
        if (transaction.device() != null) {
            json.put("clientId", transaction.device());
        }
        json.put("frozenUntil", iso(decision.frozenUntil()));
        String device = transaction.device();
        return new Alert(
                "fraud/" + part(transaction.account()) + "/" + part(transaction.id()),
                device == null || device.isEmpty() ? "fraud" : device,
                decision.decidedAt(),
                traceId,
                json.toString().getBytes(UTF_8));
    }

    private static String part(String text) {
        return text.replace("%", "%25").replace("/", "%2F");
    }

    // ------------------------------------------------------------------ what people ask

    /** The accounts that are frozen now, so many at most. */
    List<FrozenAccount> frozen(int limit) {
        return accounts.frozen(limit);
    }

    /**
     * Ends freezes, and writes down who did it before it is done.
     *
     * @param account  null for none
     * @param clientId of a device; null for none
     * @return whether one of them was frozen
     */
    boolean unfreeze(@Nullable String account, @Nullable String clientId, String by, String reason) throws IOException {
        ObjectNode line = record("unfreeze").put("by", by).put("reason", reason);
        if (account != null) {
            line.put("account", account);
        }
        if (clientId != null) {
            line.put("clientId", clientId);
        }
        audit.append(List.of(line));
        boolean was = account != null && accounts.unfreeze(account);
        if (clientId != null) {
            freed.put(clientId, clock.getAsLong());
            was |= devices.unfreeze(clientId);
        }
        LOG.warn("event=fraud-unfrozen by=\"{}\" was={}", by, was);
        return was;
    }

    /** Why Redis is not asked; null if it is, or there is none. */
    @Nullable
    String away() {
        return accounts.away();
    }

    long looked() {
        return looked.sum();
    }

    long alerted() {
        return alerted.sum();
    }

    @Override
    public void close() throws IOException {
        accounts.close();
        audit.close();
    }

    private static ObjectNode record(String event) {
        return JSON.createObjectNode().put("event", event);
    }

    private static String iso(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
