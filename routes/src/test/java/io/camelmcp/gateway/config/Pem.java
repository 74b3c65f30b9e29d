package io.camelmcp.gateway.config;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A key with a certificate that it has signed itself, as PEM files and as a key store. */
public record Pem(Path certificate, Path key, KeyStore store) {

    private static final String PASSWORD = "secret";

    /**
     * Makes one with the JDK's {@code keytool}.
     *
     * @param directory where the files go
     * @param name      common name; host name {@code localhost}
     * @param algorithm {@code RSA}, {@code EC}, {@code Ed25519}
     * @param more      further arguments of {@code keytool}
     */
    public static Pem make(Path directory, String name, String algorithm, String... more) throws Exception {
        Path file = directory.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new Pem(
                write(
                        directory.resolve(name + ".pem"),
                        "CERTIFICATE",
                        store.getCertificate("it").getEncoded()),
                write(
                        directory.resolve(name + ".key"),
                        "PRIVATE KEY",
                        store.getKey("it", PASSWORD.toCharArray()).getEncoded()),
                store);
    }

    static Path write(Path file, String label, byte[] octets) throws Exception {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
        return Files.writeString(
                file, "text in front\n-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
    }

    /**
     * A TLS connection to a port of this machine.
     *
     * @param server whom to trust
     * @param own    what to show, {@code null} for nothing
     */
    public static Socket connect(int port, Pem server, @Nullable Pem own) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(server.store());
        KeyManagerFactory keys = null;
        if (own != null) {
            keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own.store(), own.password());
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context.getSocketFactory().createSocket("127.0.0.1", port);
    }

    /** Password of the key store and of its key. */
    public char[] password() {
        return PASSWORD.toCharArray();
    }
}
