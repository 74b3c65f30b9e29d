package io.camelmcp.component;

/** What answers Modbus requests. */
public enum Bank {
    /** A register bank in memory. */
    memory,
    /** The route. */
    none
}
