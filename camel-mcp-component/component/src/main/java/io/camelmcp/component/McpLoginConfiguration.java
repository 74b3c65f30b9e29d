package io.camelmcp.component;

import io.camelmcp.component.session.auth.Authenticator;
import io.camelmcp.component.session.auth.CertificateName;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.jspecify.annotations.Nullable;

/** The options of an {@code mcp:} endpoint that say who may log in, and how often. */
@UriParams
public abstract class McpLoginConfiguration {

    @UriParam(
            label = "consumer,security",
            defaultValue = "none",
            description =
                    "How a device proves who it is: not at all (none), by a JSON Web Token (token), by its TLS certificate (mtls), or by what the authenticator takes (bean). With one of these nothing but LOGIN is taken before a good one, and Modbus only over a connection with a client certificate or from modbusAllow.")
    private Auth auth = Auth.none;

    @UriParam(
            label = "consumer,security",
            secret = true,
            description =
                    "Key of tokens signed with HS256, HS384 or HS512. Its UTF-8 must have 32, 48 or 64 octets at least; algorithms that it is too short for are refused.")
    private @Nullable String jwtSecret;

    @UriParam(
            label = "consumer,security",
            description =
                    "URL of the key set (JWKS) of tokens signed with RS256..RS512, PS256..PS512, ES256..ES512 or EdDSA (Ed25519): file:, http: or https:. It is read at start, every 10 minutes, and when a token names a key that is not there, at most every 10 seconds.")
    private @Nullable String jwksUrl;

    @UriParam(label = "consumer,security", description = "What the claim iss of a token must be.")
    private @Nullable String jwtIssuer;

    @UriParam(label = "consumer,security", description = "What the claim aud of a token must hold.")
    private @Nullable String jwtAudience;

    @UriParam(
            label = "consumer,security",
            description =
                    "What the claim roles of a token stands for: role=rights;role=rights and so on. Rights are the commands that the role may send and, each behind an at sign, the groups that it may join, separated by commas; an asterisk is any. The rights of several roles, and of the claims commands and groups, add up. With this option a token without the claim commands may send only what its roles say.")
    private @Nullable String jwtRoles;

    @UriParam(
            label = "consumer,security",
            defaultValue = "any",
            description =
                    "Which name of the certificate is the client id when auth=mtls: the common name of the subject (cn), a DNS name (dns) or a URI (uri) of its alternative names, or any of them; without a client id in the LOGIN the first of these.")
    private @Nullable CertificateName certificateName;

    @UriParam(label = "consumer,security", description = "Decides who a device is when auth=bean.")
    private @Nullable Authenticator authenticator;

    @UriParam(
            label = "consumer,security,modbus",
            description =
                    "Addresses from which Modbus is taken: addresses and networks separated by commas, such as 10.0.0.7,192.168.0.0/16,2001:db8::/32. With auth=none Modbus is then taken only from there; with another auth also over a connection with a client certificate.")
    private @Nullable String modbusAllow;

    @UriParam(
            label = "common,security",
            defaultValue = "10000",
            javaType = "java.time.Duration",
            description =
                    "How long a connection may take to log in when auth is not none; for a client, how long it waits for the answer to its LOGIN. In milliseconds.")
    private long loginTimeout = 10_000;

    @UriParam(
            label = "consumer,security",
            defaultValue = "4096",
            description =
                    "Largest payload of a frame before the login when auth is not none, in octets, 256..16777216; never above maxFrameLength.")
    private int loginFrameLength = 4_096;

    @UriParam(
            label = "consumer,security",
            defaultValue = "500",
            javaType = "java.time.Duration",
            description =
                    "A failed login is answered after a random time between a fifth of this and this, in milliseconds, 0..10000; 0 for at once.")
    private long loginFailureDelay = 500;

    @UriParam(
            label = "consumer,security",
            defaultValue = "20",
            description =
                    "Failed logins from one address (of IPv6: one /64 network) in a minute after which it is refused for loginBanTime, 0..10000; 0 for no limit.")
    private int loginFailureLimit = 20;

    @UriParam(
            label = "consumer,security",
            defaultValue = "15",
            description =
                    "Takeovers of one client's session in a minute after which its logins are refused for loginBanTime, 0..10000; 0 for no limit.")
    private int takeoverLimit = 15;

    @UriParam(
            label = "consumer,security",
            defaultValue = "300000",
            javaType = "java.time.Duration",
            description = "How long an address or a client is refused, in milliseconds.")
    private long loginBanTime = 300_000;

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            description =
                    "Most new connections of a port in a second, as many at once after a rest; further ones are closed after a random delay. 0 for no limit.")
    private int connectionRate = 0;

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            description =
                    "Most requests of one session in a second, as many at once after a rest; above it the connection is not read for a while, and after half a minute above it requests get ERROR 7. 0 for no limit.")
    private int maxFrameRate = 0;

    public Auth getAuth() {
        return auth;
    }

    public void setAuth(Auth auth) {
        this.auth = auth;
    }

    public @Nullable String getJwtSecret() {
        return jwtSecret;
    }

    public void setJwtSecret(@Nullable String jwtSecret) {
        this.jwtSecret = jwtSecret;
    }

    public @Nullable String getJwksUrl() {
        return jwksUrl;
    }

    public void setJwksUrl(@Nullable String jwksUrl) {
        this.jwksUrl = jwksUrl;
    }

    public @Nullable String getJwtIssuer() {
        return jwtIssuer;
    }

    public void setJwtIssuer(@Nullable String jwtIssuer) {
        this.jwtIssuer = jwtIssuer;
    }

    public @Nullable String getJwtAudience() {
        return jwtAudience;
    }

    public void setJwtAudience(@Nullable String jwtAudience) {
        this.jwtAudience = jwtAudience;
    }

    public @Nullable String getJwtRoles() {
        return jwtRoles;
    }

    public void setJwtRoles(@Nullable String jwtRoles) {
        this.jwtRoles = jwtRoles;
    }

    public @Nullable CertificateName getCertificateName() {
        return certificateName;
    }

    public void setCertificateName(@Nullable CertificateName certificateName) {
        this.certificateName = certificateName;
    }

    public @Nullable Authenticator getAuthenticator() {
        return authenticator;
    }

    public void setAuthenticator(@Nullable Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    public @Nullable String getModbusAllow() {
        return modbusAllow;
    }

    public void setModbusAllow(@Nullable String modbusAllow) {
        this.modbusAllow = modbusAllow;
    }

    public long getLoginTimeout() {
        return loginTimeout;
    }

    public void setLoginTimeout(long loginTimeout) {
        this.loginTimeout = loginTimeout;
    }

    public int getLoginFrameLength() {
        return loginFrameLength;
    }

    public void setLoginFrameLength(int loginFrameLength) {
        this.loginFrameLength = loginFrameLength;
    }

    public long getLoginFailureDelay() {
        return loginFailureDelay;
    }

    public void setLoginFailureDelay(long loginFailureDelay) {
        this.loginFailureDelay = loginFailureDelay;
    }

    public int getLoginFailureLimit() {
        return loginFailureLimit;
    }

    public void setLoginFailureLimit(int loginFailureLimit) {
        this.loginFailureLimit = loginFailureLimit;
    }

    public int getTakeoverLimit() {
        return takeoverLimit;
    }

    public void setTakeoverLimit(int takeoverLimit) {
        this.takeoverLimit = takeoverLimit;
    }

    public long getLoginBanTime() {
        return loginBanTime;
    }

    public void setLoginBanTime(long loginBanTime) {
        this.loginBanTime = loginBanTime;
    }

    public int getConnectionRate() {
        return connectionRate;
    }

    public void setConnectionRate(int connectionRate) {
        this.connectionRate = connectionRate;
    }

    public int getMaxFrameRate() {
        return maxFrameRate;
    }

    public void setMaxFrameRate(int maxFrameRate) {
        this.maxFrameRate = maxFrameRate;
    }
}
