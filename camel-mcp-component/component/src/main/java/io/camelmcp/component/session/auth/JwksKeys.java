package io.camelmcp.component.session.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a key set. They are read again when a token names one that is not there, and every ten minutes, so that a key that
 * was taken away stops working; never twice in ten seconds, whatever tokens name. While the set cannot be read, the keys from
 * before are used for a day.
 */
final class JwksKeys {

    static final long LEAST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    static final long REFRESH_NANOS = TimeUnit.MINUTES.toNanos(10);
    static final long MAX_AGE_NANOS = TimeUnit.DAYS.toNanos(1);

    /** A token without {@code kid} is tried with all keys that suit: this bounds what that costs. */
    static final int MAX_KEYS = 32;

    private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);

    private record KeySet(List<PublicKey> keys, long readAt) {

        List<PublicKey> find(@Nullable String id, JWSAlgorithm algorithm) {
            List<PublicKey> found = new ArrayList<>(1);
            for (PublicKey key : keys) {
                if ((id == null || id.equals(key.id())) && key.algorithms().contains(algorithm)) {
                    found.add(key);
                }
            }
            return found;
        }

        boolean has(String id) {
            return keys.stream().anyMatch(key -> Objects.equals(key.id(), id));
        }
    }

    private final JwksSource source;
    private final LongSupplier nanos;
    private final ReentrantLock reading = new ReentrantLock();
    private long lastTry;
    private volatile @Nullable KeySet current;

    /**
     * Reads the key set.
     *
     * @param nanos a clock like {@link System#nanoTime}
     * @throws IllegalArgumentException if a file cannot be read; a server that cannot be is logged, and asked again when a device
     *                                  logs in
     */
    JwksKeys(JwksSource source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
        this.lastTry = nanos.getAsLong();
        if (source.isInClear()) {
            LOG.warn("event=jwks.clear url={} detail=\"whoever is on the way can put keys in; use https:\"", source);
        }
        try {
            current = readSet();
        } catch (IOException e) {
            if (source.isFile()) {
                throw new IllegalArgumentException("jwksUrl=" + source + " cannot be used: " + reason(e), e);
            }
            logFailure(e);
        }
    }

    /**
     * The keys that a signature may be of, one in most cases.
     *
     * @param id {@code kid} of the token, {@code null} if it names none
     * @throws AuthenticationException if there is none
     */
    List<PublicKey> find(@Nullable String id, JWSAlgorithm algorithm) throws AuthenticationException {
        KeySet set = current;
        if (set == null) {
            set = readAgain(null);
        } else if (nanos.getAsLong() - set.readAt > REFRESH_NANOS && reading.tryLock()) {
            // one thread reads, the others go on with what is there
            try {
                set = readAgain(set);
            } finally {
                reading.unlock();
            }
        }
        if (set != null && id != null && !set.has(id)) {
            set = readAgain(set);
        }
        if (set == null || nanos.getAsLong() - set.readAt > MAX_AGE_NANOS) {
            throw new UndecidedLoginException("the keys of " + source + " could not be read");
        }
        List<PublicKey> found = set.find(id, algorithm);
        if (found.isEmpty()) {
            throw new AuthenticationException("no key for alg=" + Names.shown(algorithm.getName())
                    + (id == null ? "" : " with kid=" + Names.shown(id)) + " in " + source);
        }
        return found;
    }

    /** What is there after reading it again, unless another thread has just done so or it is too early. */
    private @Nullable KeySet readAgain(@Nullable KeySet seen) {
        reading.lock();
        try {
            long now = nanos.getAsLong();
            if (current == seen && now - lastTry >= LEAST_INTERVAL_NANOS) {
                lastTry = now;
                current = readSet();
            }
        } catch (IOException e) {
            logFailure(e);
        } finally {
            reading.unlock();
        }
        return current;
    }

    private KeySet readSet() throws IOException {
        List<PublicKey> keys = new ArrayList<>();
        for (JWK jwk : parse(source.read())) {
            PublicKey key;
            try {
                key = PublicKey.of(jwk);
            } catch (JOSEException | GeneralSecurityException e) {
                throw new IOException("key " + jwk.getKeyID() + ": " + e.getMessage(), e);
            }
            if (key == null) {
                LOG.info("event=jwks.skipped url={} kid={} kty={}", source, jwk.getKeyID(), jwk.getKeyType());
            } else if (keys.size() < MAX_KEYS) {
                keys.add(key);
            } else {
                throw new IOException("more than " + MAX_KEYS + " keys");
            }
        }
        if (keys.isEmpty()) {
            throw new IOException("there is no public key in it for RS*, PS* (RSA of " + PublicKey.LEAST_RSA_BITS
                    + " bits or more), ES* or EdDSA");
        }
        LOG.info("event=jwks.read url={} keys={}", source, keys.size());
        return new KeySet(List.copyOf(keys), nanos.getAsLong());
    }

    private static List<JWK> parse(String text) throws IOException {
        try {
            return JWKSet.parse(text).getKeys();
        } catch (ParseException | RuntimeException e) {
            throw new IOException("it is no JSON Web Key Set", e);
        }
    }

    private void logFailure(IOException e) {
        LOG.warn("event=jwks.failed url={} keys={} detail=\"{}\"", source, current == null ? "none" : "old", reason(e));
    }

    private static String reason(IOException e) {
        return e.getClass() == IOException.class ? String.valueOf(e.getMessage()) : e.toString();
    }
}
