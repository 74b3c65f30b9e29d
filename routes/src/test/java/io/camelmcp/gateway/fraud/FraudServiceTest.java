package io.camelmcp.gateway.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.component.session.directory.Freeze;
import io.camelmcp.component.session.directory.FrozenClients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** What follows from decisions, without Redis. */
class FraudServiceTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong(System.currentTimeMillis());
    private final FrozenClients devices = new FrozenClients(now::get, 100);
    private final List<Alert> alerts = new ArrayList<>();
    private FraudService service;

    @BeforeEach
    void open() throws Exception {
        service = new FraudService(
                FraudRuleTest.RULE,
                new TransactionFields("account", "region", "timestamp", "transactionId", "amount", "clientId"),
                new Accounts(FraudRuleTest.RULE, null, 100, now::get),
                AuditLog.open(directory, new AuditHash(null), now::get),
                devices,
                now::get);
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    // without a time: it is when it was received
    private void send(String device, String region, String id, String source) throws Exception {
        String json = "{\"account\":\"A\",\"region\":\"" + region + "\",\"transactionId\":\"" + id + "\"}";
        service.process(
                List.of(new Incoming(new ObjectMapper().readTree(json), source, device, now.incrementAndGet(), TRACE)),
                alerts::add);
    }

    @Test
    void transactionWithoutATimeInANewFrameMakesTheSameAlert() throws Exception {
        send("berlin", "DE", "1", "berlin/s/1");
        send("paris", "FR", "2", "paris/s/1");
        send("paris", "FR", "2", "paris/t/1");

        assertThat(alerts).hasSize(2);
        assertThat(alerts.get(1).messageId()).isEqualTo(alerts.get(0).messageId());
        assertThat(alerts.get(1).json()).isEqualTo(alerts.get(0).json());
    }

    @Test
    void deviceThatWasFreedIsNotFrozenForTheSameTransactionAgainButForAnotherOne() throws Exception {
        send("berlin", "DE", "1", "berlin/s/1");
        send("paris", "FR", "2", "paris/s/1");
        send("paris", "FR", "2", "paris/s/1");
        assertThat(devices.find("paris")).isNotNull();

        assertThat(service.unfreeze(null, "paris", "amira", "she travels")).isTrue();
        send("paris", "FR", "2", "paris/t/1");
        assertThat(devices.find("paris")).isNull();

        assertThat(service.unfreeze("A", null, "amira", "she travels")).isTrue();
        send("paris", "DE", "3", "paris/t/2");
        assertThat(devices.find("paris")).isNotNull();
    }

    @Test
    void whatIsSaidOfATransactionHasItsTrace() throws Exception {
        List<String> traces = new ArrayList<>();
        devices.keepWith(
                new FrozenClients.Keeper() {
                    @Override
                    public void frozen(Freeze freeze) {
                        traces.add(MDC.get("traceId"));
                    }

                    @Override
                    public void unfrozen(String clientId) {}
                },
                List.of());
        MDC.put("traceId", "of the batch");
        try {
            send("berlin", "DE", "1", "berlin/s/1");
            send("paris", "FR", "2", "paris/s/1");
            traces.add(MDC.get("traceId"));
        } finally {
            MDC.remove("traceId");
        }

        assertThat(traces).containsExactly(TRACE, "of the batch");
    }
}
