package io.camelmcp.gateway.fraud;

/**
 * What the rule says of a transaction, and why.
 *
 * @param kind        the row of the table
 * @param repeat      whether the transaction had been decided before; all but {@code activeUntil} is as it was then
 * @param fromRegion  the last region before it; empty if there was none
 * @param fromTime    and its time, milliseconds since 1970; 0 if there was none
 * @param time        when the transaction happened, as it was said first, milliseconds since 1970
 * @param decidedAt   when it was decided first, milliseconds since 1970
 * @param frozenUntil of {@link Kind#ALERT} and {@link Kind#FROZEN}: how long the account was frozen then; else 0
 * @param activeUntil how long the account is frozen now; 0 if it is not
 */
record Decision(
        Kind kind,
        boolean repeat,
        String fromRegion,
        long fromTime,
        long time,
        long decidedAt,
        long frozenUntil,
        long activeUntil) {}
