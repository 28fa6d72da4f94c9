package dev.isthmus.load.measure;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate of this machine, signed by itself, on an elliptic curve as most public ones are
 * now: for both sides of every proxy.
 *
 * @param certificate PEM
 * @param key PEM, PKCS #8
 * @param both the two in one file, as HAProxy reads them
 * @param store the certificate and its key for Java, of type PKCS #12
 */
record Identity(Path certificate, Path key, Path both, Path store) {
  /** Guards nothing: the files live as long as the measurement. */
  static final String PASSWORD = "measure";

  private static final String ALIAS = "here";
  private static final int PEM_COLUMNS = 64;

  /** Makes one, in {@code folder}. */
  static Identity make(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("identity.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Program.output(
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-validity",
            "30",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD));
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      String certificate = pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
      String key = pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
      return new Identity(
          Files.writeString(folder.resolve("certificate.pem"), certificate),
          Files.writeString(folder.resolve("key.pem"), key),
          Files.writeString(folder.resolve("both.pem"), certificate + key),
          store);
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate could be made", e);
    }
  }

  private static String pem(String kind, byte[] bytes) {
    String body = Base64.getMimeEncoder(PEM_COLUMNS, "\n".getBytes(US_ASCII)).encodeToString(bytes);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }
}
