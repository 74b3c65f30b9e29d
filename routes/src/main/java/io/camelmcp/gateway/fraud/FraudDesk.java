package io.camelmcp.gateway.fraud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelmcp.component.session.directory.Freeze;
import io.camelmcp.component.session.directory.FrozenClients;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What people ask of the fraud rule, in JSON: the bean {@value #BEAN}, which is there while the rule is on. */
public final class FraudDesk {

    /** Name in the registry. */
    public static final String BEAN = "fraudDesk";

    /** Frozen accounts that are listed. */
    static final int LISTED = 1_000;

    private static final int MOST_WHO = 64;
    private static final int MOST_REASON = 256;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FraudService service;
    private final FrozenClients devices;

    FraudDesk(FraudService service, FrozenClients devices) {
        this.service = service;
        this.devices = devices;
    }

    /**
     * What is frozen now: {@code {"accounts":[…],"devices":[…],"redis":"…"}}; at most 1,000 accounts, the first to be free first. With
     * Redis away they are those that this gateway knows, and {@code redis} says why.
     */
    public String frozen() {
        ObjectNode all = JSON.createObjectNode();
        var accounts = all.putArray("accounts");
        for (FrozenAccount each : service.frozen(LISTED)) {
            accounts.addObject()
                    .put("account", each.account())
                    .put("since", iso(each.since()))
                    .put("until", iso(each.until()))
                    .put("transactionId", each.transactionId())
                    .put("region", each.region())
                    .put("fromRegion", each.fromRegion());
        }
        var clients = all.putArray("devices");
        for (Freeze each : devices.all()) {
            clients.addObject()
                    .put("clientId", each.clientId())
                    .put("since", each.since().toString())
                    .put("until", each.until().toString())
                    .put("reason", each.reason());
        }
        String away = service.away();
        if (away != null) {
            all.put("redis", away);
        }
        return all.toString();
    }

    /**
     * Ends freezes: {@code {"account":"A1","clientId":"C1","by":"who","reason":"why"}}, one of the first two or both.
     *
     * @return whether one of them was frozen
     * @throws IllegalArgumentException if the request is not so; its message is for whoever asks
     * @throws IOException              if it cannot be written down, and so is not done
     */
    public boolean unfreeze(byte[] request) throws IOException {
        JsonNode read = FraudFrames.object(request);
        if (read == null) {
            throw new IllegalArgumentException(
                    "the body is to be {\"account\":\"...\",\"clientId\":\"...\",\"by\":\"who\",\"reason\":\"why\"}");
        }
        String account = text(read, "account", Transaction.MAX_ACCOUNT);
        String clientId = text(read, "clientId", Freeze.MAX_CLIENT_ID);
        String by = text(read, "by", MOST_WHO);
        String reason = text(read, "reason", MOST_REASON);
        if (account == null && clientId == null) {
            throw new IllegalArgumentException("account or clientId is missing");
        }
        if (by == null || reason == null) {
            throw new IllegalArgumentException(
                    (by == null ? "by" : "reason") + " is missing: it is written to the audit log");
        }
        return service.unfreeze(account, clientId, by, reason);
    }

    private static @Nullable String text(JsonNode object, String name, int most) {
        JsonNode node = object.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        String text = node.asText().trim();
        if (!node.isTextual()
                || text.isEmpty()
                || text.length() > most
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + " is to be text of 1 to " + most + " characters on one line");
        }
        return text;
    }

    private static String iso(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
