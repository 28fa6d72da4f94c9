package dev.isthmus.server.config;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells whether texts are the certificates and keys that they should be. */
final class Pem {

  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA");
  private static final byte[] ANYTHING = {1, 2, 3};

  private Pem() {}

  static boolean isCertificates(String text) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return !factory.generateCertificates(new ByteArrayInputStream(bytes(text))).isEmpty();
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static boolean isPrivateKey(Secret pem) {
    return KINDS.stream().anyMatch(kind -> key(pem, kind) != null);
  }

  /**
   * Whether {@code key} is the one of the first of {@code certificates}. Not every TLS engine asks,
   * and a pair that does not match fails each handshake.
   */
  static boolean match(String certificates, Secret key) {
    try {
      PublicKey shown = first(certificates).getPublicKey();
      PrivateKey held = key(key, shown.getAlgorithm());
      return held != null && match(shown, held);
    } catch (GeneralSecurityException | ProviderException e) {
      return false;
    }
  }

  /** When the first of {@code certificates} ends; they must be some. */
  static Instant notAfter(String certificates) {
    try {
      return first(certificates).getNotAfter().toInstant();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("certificate: no certificate (expected: PEM)", e);
    }
  }

  /** The length of the key in the first of {@code certificates}; 0 where it is not of RSA. */
  static int rsaBits(String certificates) {
    try {
      return first(certificates).getPublicKey() instanceof RSAPublicKey rsa
          ? rsa.getModulus().bitLength()
          : 0;
    } catch (GeneralSecurityException e) {
      return 0;
    }
  }

  /** The certificates of {@code text}, which must be some. */
  static List<X509Certificate> certificates(String text) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(bytes(text)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("certificate: no certificate (expected: PEM)", e);
    }
  }

  /** The key of {@code pem}, which must be one of RSA. */
  static PrivateKey rsaKey(Secret pem) {
    PrivateKey key = key(pem, "RSA");
    if (key == null) {
      throw new IllegalArgumentException("key: no private key (expected: PEM, PKCS #8, RSA)");
    }
    return key;
  }

  private static X509Certificate first(String certificates) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(bytes(certificates)));
  }

  private static boolean match(PublicKey shown, PrivateKey held) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(signature(shown.getAlgorithm()));
    signature.initSign(held);
    signature.update(ANYTHING);
    byte[] signed = signature.sign();
    signature.initVerify(shown);
    signature.update(ANYTHING);
    return signature.verify(signed);
  }

  private static String signature(String kind) {
    return switch (kind) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> kind;
    };
  }

  private static @Nullable PrivateKey key(Secret pem, String kind) {
    String text = pem.reveal();
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      return null;
    }
    try {
      byte[] key = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
      return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(key));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
