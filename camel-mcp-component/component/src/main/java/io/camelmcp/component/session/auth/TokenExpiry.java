package io.camelmcp.component.session.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.Date;
import java.util.OptionalLong;

/** When a token expires, as its bearer reads it: nothing is verified. */
public final class TokenExpiry {

    private TokenExpiry() {}

    /** Milliseconds since 1970; empty for a token that is no JWT, or does not expire. */
    public static OptionalLong millis(String token) {
        try {
            JWTClaimsSet claims = JWTParser.parse(token).getJWTClaimsSet();
            Date expiry = claims == null ? null : claims.getExpirationTime();
            return expiry == null ? OptionalLong.empty() : OptionalLong.of(expiry.getTime());
        } catch (ParseException e) {
            return OptionalLong.empty();
        }
    }
}
