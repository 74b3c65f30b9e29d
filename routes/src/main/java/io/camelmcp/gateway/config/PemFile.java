package io.camelmcp.gateway.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates as files of PEM blocks (RFC 7468), which is how operators have them. */
public final class PemFile {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final long MAX_OCTETS = 1024 * 1024;
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";

    private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");

    private record Block(String label, byte[] octets) {}

    private final List<Block> blocks = new ArrayList<>();

    private PemFile(Path file) throws IOException {
        if (Files.notExists(file)) {
            throw new IOException("there is no such file; correct the path");
        }
        if (Files.size(file) > MAX_OCTETS) {
            throw new IOException("it has more than " + MAX_OCTETS + " octets");
        }
        // PEM is ASCII; whatever else is in the file stands between the blocks
        Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            blocks.add(new Block(block.group(1), Base64.getMimeDecoder().decode(block.group(2))));
        }
    }

    /** The certificates of a file, in their order. */
    public static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        List<Certificate> certificates = new ArrayList<>();
        for (Block block : new PemFile(file).blocks) {
            if (block.label.equals(CERTIFICATE)) {
                certificates.add(CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.octets)));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException("it has no block BEGIN CERTIFICATE");
        }
        return certificates;
    }

    /**
     * The private key of a certificate.
     *
     * @throws GeneralSecurityException if it is that of another one
     */
    static PrivateKey key(Path file, Certificate certificate) throws IOException, GeneralSecurityException {
        List<Block> blocks = new PemFile(file).blocks;
        for (Block block : blocks) {
            if (block.label.equals(KEY)) {
                return key(block, certificate.getPublicKey());
            }
        }
        for (Block block : blocks) {
            if (block.label.endsWith(KEY)) {
                throw new IOException("its key is a " + block.label
                        + "; convert it with: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
            }
        }
        throw new IOException("it has no block BEGIN PRIVATE KEY");
    }

    private static PrivateKey key(Block block, PublicKey other) throws GeneralSecurityException {
        PKCS8EncodedKeySpec octets = new PKCS8EncodedKeySpec(block.octets);
        try {
            PrivateKey key = KeyFactory.getInstance(other.getAlgorithm()).generatePrivate(octets);
            requirePair(key, other);
            return key;
        } catch (InvalidKeySpecException e) {
            for (String another : KINDS) {
                if (isOf(another, octets)) {
                    throw new GeneralSecurityException(
                            "it is not the key of the certificate, which has a key for " + other.getAlgorithm()
                                    + " and this one is for " + another,
                            e);
                }
            }
            throw new GeneralSecurityException("its block BEGIN PRIVATE KEY is damaged", e);
        }
    }

    private static boolean isOf(String kind, PKCS8EncodedKeySpec octets) throws NoSuchAlgorithmException {
        try {
            KeyFactory.getInstance(kind).generatePrivate(octets);
            return true;
        } catch (InvalidKeySpecException e) {
            return false;
        }
    }

    /**
     * Checks that a certificate is good today.
     *
     * @throws GeneralSecurityException if it is not; it names the date
     */
    static void requireValid(Certificate certificate, Instant now) throws GeneralSecurityException {
        if (certificate instanceof X509Certificate x509) {
            Instant from = x509.getNotBefore().toInstant();
            Instant until = x509.getNotAfter().toInstant();
            if (now.isAfter(until)) {
                throw new GeneralSecurityException("the certificate has expired on " + until + "; get a new one");
            }
            if (now.isBefore(from)) {
                throw new GeneralSecurityException("the certificate is valid from " + from
                        + " on; wait until then, use another one, or correct the clock, which says " + now);
            }
        }
    }

    private static void requirePair(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        byte[] text = {1, 2, 3};
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(other);
        signature.update(text);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("it is not the key of the certificate");
        }
    }

    /** A key store in memory, for those who need one. */
    public static KeyStore keyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
