package io.camelmcp.component;

/** How a device proves who it is. */
public enum Auth {
    /** Not at all: LOGIN is optional. */
    none,
    /** By a JSON Web Token in its LOGIN. */
    token,
    /** By the certificate of its TLS connection. */
    mtls,
    /** By what an authenticator of the registry takes. */
    bean
}
