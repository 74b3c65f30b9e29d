package io.camelmcp.gateway.fraud;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Where a transaction stands in a JSON object: names of fields, {@code payment.account} for one in another.
 *
 * @param account text or number; an object without it is no transaction
 * @param region  text; unknown if it is missing
 * @param time    milliseconds or seconds since 1970, or text of ISO 8601 with a zone; when it was received if it is missing
 * @param id      text or number; where it came from if it is missing
 * @param amount  text or number, only passed on
 * @param device  client id of the device; for transactions of Kafka only: a frame says by itself who sent it
 */
record TransactionFields(String account, String region, String time, String id, String amount, String device) {

    // seconds are ten digits until the year 2286
    private static final long LEAST_MILLIS = 100_000_000_000L;
    private static final long MOST_MILLIS = 253_402_300_799_999L;

    /** A transaction that cannot be read; its message says why, in one line, without its content. */
    static final class BadTransaction extends Exception {
        private static final long serialVersionUID = 1L;

        BadTransaction(String message) {
            super(message);
        }
    }

    /** Whether an object is meant to be a transaction. */
    boolean isTransaction(JsonNode object) {
        JsonNode node = at(object, account);
        return !node.isMissingNode() && !node.isNull();
    }

    /**
     * Reads a transaction.
     *
     * @param trustedDevice who sent it, as far as the gateway knows; null to take the field
     * @param fallbackId    id of one that has none
     * @param receivedAt    time of one that has none, milliseconds since 1970
     */
    Transaction read(JsonNode object, @Nullable String trustedDevice, String fallbackId, long receivedAt)
            throws BadTransaction {
        String of = text(object, account, Transaction.MAX_ACCOUNT);
        if (of == null || of.isEmpty()) {
            throw new BadTransaction("no " + account);
        }
        String given = text(object, id, Transaction.MAX_ID);
        String named = given == null || given.isEmpty() ? fallbackId : given;
        return new Transaction(
                named.length() > Transaction.MAX_ID ? named.substring(named.length() - Transaction.MAX_ID) : named,
                of,
                FraudRule.region(text(object, region, Transaction.MAX_REGION)),
                time(at(object, time), receivedAt),
                text(object, amount, 64),
                trustedDevice == null ? text(object, device, 64) : trustedDevice);
    }

    private long time(JsonNode node, long receivedAt) throws BadTransaction {
        if (node.isMissingNode() || node.isNull()) {
            return receivedAt;
        }
        try {
            long millis;
            if (node.isNumber() || node.asText().matches("\\d{1,15}(\\.\\d*)?")) {
                double number = node.asDouble();
                millis = (long) (number < LEAST_MILLIS ? number * 1_000 : number);
            } else {
                String text = node.asText();
                millis = text.endsWith("Z")
                        ? Instant.parse(text).toEpochMilli()
                        : OffsetDateTime.parse(text).toInstant().toEpochMilli();
            }
            if (millis > 0 && millis <= MOST_MILLIS) {
                return millis;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // said below
        }
        throw new BadTransaction(time + " is no time: seconds or milliseconds since 1970, or ISO 8601 with a zone");
    }

    private static @Nullable String text(JsonNode object, String path, int most) throws BadTransaction {
        JsonNode node = at(object, path);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        String text = node.asText().trim();
        if (node.isContainerNode()) {
            throw new BadTransaction(path + " is neither text nor a number");
        }
        if (text.length() > most) {
            throw new BadTransaction(path + " has " + text.length() + " characters; at most " + most);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new BadTransaction(path + " has control characters");
        }
        return text;
    }

    private static JsonNode at(JsonNode object, String path) {
        JsonNode node = object;
        for (String name : path.split("\\.", -1)) {
            node = node.path(name);
        }
        return node;
    }
}
