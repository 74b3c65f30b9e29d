package io.camelmcp.component;

/** Which values of tags a message holds. */
public enum ReportMode {
    /** All that were read. */
    all,

    /** Those that have changed. */
    changes
}
