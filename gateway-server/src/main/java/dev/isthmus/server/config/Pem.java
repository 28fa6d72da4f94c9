package dev.isthmus.server.config;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Tells whether texts are the certificates and keys that they should be. */
final class Pem {

  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private Pem() {}

  static boolean isCertificates(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      return !factory.generateCertificates(new ByteArrayInputStream(bytes)).isEmpty();
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static boolean isPrivateKey(Secret pem) {
    String text = pem.reveal();
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      return false;
    }
    try {
      byte[] key = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
      var spec = new PKCS8EncodedKeySpec(key);
      return List.of("RSA", "EC", "EdDSA").stream().anyMatch(kind -> reads(kind, spec));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean reads(String kind, PKCS8EncodedKeySpec spec) {
    try {
      return KeyFactory.getInstance(kind).generatePrivate(spec) != null;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
