package io.camelmcp.gateway.fraud;

import org.jspecify.annotations.Nullable;

/**
 * A movement on an account.
 *
 * @param id      tells transactions of the account, region and device apart, the same when it comes again; 1 to {@value #MAX_ID}
 *                characters
 * @param account 1 to {@value #MAX_ACCOUNT} characters
 * @param region  in upper case; empty if it is unknown; at most {@value #MAX_REGION} characters
 * @param time    when it happened, milliseconds since 1970
 * @param amount  as it was written; null if there is none
 * @param device  client id of the device that sent it; null if none did
 */
record Transaction(
        String id, String account, String region, long time, @Nullable String amount, @Nullable String device) {

    static final int MAX_ID = 128;
    static final int MAX_ACCOUNT = 64;
    static final int MAX_REGION = 64;

    private static final char PART = '\u001d';

    /**
     * What is the same when it comes again, and only then: terminals may number their transactions by themselves, so that an id alone
     * is that of many.
     */
    String key() {
        String sender = device == null ? "" : device.replaceAll("\\p{Cntrl}", "");
        return id + PART + region + PART + sender;
    }
}
