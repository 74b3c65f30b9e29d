package io.camelmcp.component.session.auth;

import org.jspecify.annotations.Nullable;

/**
 * What tokens must be like. At least one of secret and key set is needed.
 *
 * @param secret   key of HS256 (32 octets of UTF-8 or more), HS384 (48) and HS512 (64); {@code null} to refuse them
 * @param jwksUrl  {@code file:}, {@code http:} or {@code https:} URL of the public keys of RS*, PS*, ES* and EdDSA; {@code null} to
 *                 refuse them
 * @param issuer   what the claim {@code iss} must be; {@code null} for anything
 * @param audience what the claim {@code aud} must hold; {@code null} for anything
 * @param roles    rights of the claim {@code roles}; {@code null} if it says nothing
 */
public record TokenOptions(
        @Nullable String secret,
        @Nullable String jwksUrl,
        @Nullable String issuer,
        @Nullable String audience,
        @Nullable Roles roles) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "TokenOptions[jwksUrl=" + jwksUrl + ", issuer=" + issuer + ", audience=" + audience + ", roles=" + roles
                + "]";
    }
}
