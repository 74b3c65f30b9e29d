package io.camelmcp.component;

/** What the body of a message with values of tags is. */
public enum TagBody {
    /** A map from name to value. */
    map,

    /** A list of values with their names. */
    list,

    /** The map as JSON text. */
    json
}
