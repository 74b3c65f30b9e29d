package io.camelmcp.component.session.auth;

/** Which name of a certificate is the client id. Those that are none, for want of the alphabet, do not count. */
public enum CertificateName {
    /** The common name of the subject. */
    cn,
    /** A DNS name among the alternative names of the subject. */
    dns,
    /** A URI among the alternative names of the subject, such as {@code urn:dev:mac:0024befffe804ff1}. */
    uri,
    /** Any of these. */
    any
}
