package io.camelmcp.gateway.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates as files of PEM blocks (RFC 7468), which is how operators have them. */
final class PemFile {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final long MAX_OCTETS = 1024 * 1024;
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";

    private record Block(String label, byte[] octets) {}

    private final List<Block> blocks = new ArrayList<>();

    private PemFile(Path file) throws IOException {
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
    static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
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
                PublicKey other = certificate.getPublicKey();
                PrivateKey key = KeyFactory.getInstance(other.getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(block.octets));
                requirePair(key, other);
                return key;
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
    static KeyStore keyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
