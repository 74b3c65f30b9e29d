package io.camelmcp.component.session.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.camelmcp.codec.McpCommand;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes JSON Web Tokens (RFC 7519, docs/protocol.md section 5): signed by an algorithm that the configuration has a key for,
 * {@code sub} is the client id. A token without {@code exp} is good for as long as its key is.
 *
 * <pre>{@code
 * Authenticator tokens = new TokenAuthenticator(
 *         new TokenOptions(secret, null, "https://issuer", "gateway", null), Clock.systemUTC());
 * }</pre>
 */
public final class TokenAuthenticator implements Authenticator {

    /** How far the clocks of issuer and gateway may be apart. A session ends this long after the {@code exp} of its token. */
    public static final Duration SKEW = Duration.ofSeconds(60);

    private final TokenOptions options;
    private final @Nullable SecretKey secret;
    private final @Nullable JwksKeys jwks;
    private final Clock clock;

    /**
     * Reads the keys.
     *
     * @throws IllegalArgumentException if the options cannot work: no key, a secret too short, a URL that is none, a file that
     *                                  cannot be read
     */
    public TokenAuthenticator(TokenOptions options, Clock clock) {
        this(options, clock, System::nanoTime);
    }

    TokenAuthenticator(TokenOptions options, Clock clock, LongSupplier nanos) {
        if (options.secret() == null && options.jwksUrl() == null) {
            throw new IllegalArgumentException("jwtSecret or jwksUrl is required");
        }
        this.options = options;
        this.clock = clock;
        this.secret = options.secret() == null ? null : new SecretKey(options.secret());
        this.jwks = options.jwksUrl() == null ? null : new JwksKeys(new JwksSource(options.jwksUrl()), nanos);
    }

    /** Public keys may have to be fetched, and take their time to compute; a secret does not. */
    @Override
    public boolean mayBlock() {
        return jwks != null;
    }

    @Override
    public Identity authenticate(Credentials credentials) throws AuthenticationException {
        String token = credentials.token();
        if (token == null || token.isEmpty()) {
            throw new AuthenticationException("LOGIN is without a token");
        }
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            verify(jwt);
            return identity(jwt.getJWTClaimsSet(), credentials.clientId());
        } catch (ParseException e) {
            // without the parser's words, which may quote the token
            throw new AuthenticationException("the token is not a signed JSON Web Token");
        } catch (UndecidedLoginException e) {
            throw e;
        } catch (JOSEException | GeneralSecurityException | RuntimeException e) {
            // whatever a library says to octets of a stranger, it is a token that could not be verified
            throw new AuthenticationException(
                    "the token could not be verified: " + e.getClass().getSimpleName());
        }
    }

    private void verify(SignedJWT jwt) throws JOSEException, GeneralSecurityException, AuthenticationException {
        JWSHeader header = jwt.getHeader();
        if (header.getCriticalParams() != null) {
            throw new AuthenticationException("the token has critical header parameters, none is understood");
        }
        byte[] signed = jwt.getSigningInput();
        if (SecretKey.isFor(header.getAlgorithm())) {
            if (secret == null) {
                throw notConfigured(header.getAlgorithm());
            }
            if (secret.verify(header, signed, jwt.getSignature())) {
                return;
            }
        } else {
            if (jwks == null) {
                throw notConfigured(header.getAlgorithm());
            }
            for (PublicKey key : jwks.find(header.getKeyID(), header.getAlgorithm())) {
                if (key.check().verify(header, signed, jwt.getSignature())) {
                    return;
                }
            }
        }
        throw new AuthenticationException("the signature of the token is wrong");
    }

    private static AuthenticationException notConfigured(JWSAlgorithm algorithm) {
        return new AuthenticationException("alg=" + Names.shown(algorithm.getName()) + " is not configured");
    }

    private Identity identity(JWTClaimsSet claims, @Nullable String clientId) throws AuthenticationException {
        String subject = claims.getSubject();
        if (!Names.isName(subject)) {
            throw new AuthenticationException(
                    "sub=" + (subject == null ? "" : Names.shown(subject)) + " is no clientId");
        }
        if (clientId != null && !clientId.equals(subject)) {
            throw new AuthenticationException("sub=" + subject + " is not clientId=" + Names.shown(clientId));
        }
        Instant end = checkTimes(claims);
        if (options.issuer() != null && !options.issuer().equals(claims.getIssuer())) {
            throw new AuthenticationException(
                    "iss=" + Names.shown(String.valueOf(claims.getIssuer())) + " is not " + options.issuer());
        }
        if (options.audience() != null && !claims.getAudience().contains(options.audience())) {
            throw new AuthenticationException("aud=" + Names.shown(String.valueOf(claims.getAudience()))
                    + " does not have " + options.audience());
        }
        Roles.Rights rights = rights(claims);
        return new Identity(subject, rights.groups(), rights.commands(), end);
    }

    /** When the session ends with the token; {@code null} for never. */
    private @Nullable Instant checkTimes(JWTClaimsSet claims) throws AuthenticationException {
        Date expiry = claims.getExpirationTime();
        Instant now = clock.instant();
        Instant end = expiry == null ? null : expiry.toInstant().plus(SKEW);
        if (end != null && !now.isBefore(end)) {
            throw new AuthenticationException("the token has expired at " + expiry.toInstant());
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && now.plus(SKEW).isBefore(notBefore.toInstant())) {
            throw new AuthenticationException("the token is not valid before " + notBefore.toInstant());
        }
        return end;
    }

    /** What the claims {@code groups} and {@code commands} give, and what the roles give, together. */
    private Roles.Rights rights(JWTClaimsSet claims) throws AuthenticationException {
        Roles.Rights named = new Roles.Rights(commands(claims), groups(claims));
        if (options.roles() == null) {
            return named;
        }
        Roles.Rights roles = options.roles().of(texts(claims, "roles"));
        if (named.commands() == null) {
            // where roles say what may be sent, a token without commands is not one that may send all
            named = new Roles.Rights(Set.of(), named.groups());
        }
        return named.and(roles);
    }

    private static Set<String> groups(JWTClaimsSet claims) throws AuthenticationException {
        return Set.copyOf(texts(claims, "groups"));
    }

    private static @Nullable Set<Integer> commands(JWTClaimsSet claims) throws AuthenticationException {
        Object claim = claims.getClaim("commands");
        if (claim == null) {
            return null;
        }
        if (!(claim instanceof List<?> list)) {
            throw notAnArray("commands");
        }
        Set<Integer> commands = new HashSet<>();
        for (Object element : list) {
            try {
                commands.add(McpCommand.parse(String.valueOf(element)));
            } catch (IllegalArgumentException e) {
                throw new AuthenticationException(
                        "claim commands: " + Names.shown(String.valueOf(element)) + " is no command");
            }
        }
        return commands;
    }

    private static Collection<String> texts(JWTClaimsSet claims, String name) throws AuthenticationException {
        Object claim = claims.getClaim(name);
        if (claim == null) {
            return List.of();
        }
        if (!(claim instanceof List<?> list)) {
            throw notAnArray(name);
        }
        Set<String> texts = new HashSet<>();
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw notAnArray(name);
            }
            texts.add(text);
        }
        return texts;
    }

    private static AuthenticationException notAnArray(String name) {
        return new AuthenticationException("claim " + name + " is not an array of strings");
    }
}
