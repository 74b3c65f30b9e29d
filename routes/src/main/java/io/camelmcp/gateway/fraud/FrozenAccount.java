package io.camelmcp.gateway.fraud;

/**
 * An account that is frozen.
 *
 * @param since         milliseconds since 1970
 * @param until         when it ends by itself, milliseconds since 1970
 * @param transactionId the transaction that it was frozen for
 * @param region        its region
 * @param fromRegion    the region before
 */
public record FrozenAccount(
        String account, long since, long until, String transactionId, String region, String fromRegion) {

    static FrozenAccount of(String account, AccountState state) {
        String[] why =
                (state.why() + AccountState.FIELD + AccountState.FIELD).split(String.valueOf(AccountState.FIELD), -1);
        return new FrozenAccount(account, state.frozenAt(), state.frozenUntil(), why[0], why[1], why[2]);
    }
}
