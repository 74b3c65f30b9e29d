package io.camelmcp.component;

/** Which Modbus requests reach the route when a bank answers them. */
public enum BankEvents {
    /** Those that write. */
    writes,
    /** All. */
    all
}
