package dev.isthmus.server.upstream;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority that issues good certificates and faulty ones. */
public final class Certificates {

  /** What can be wrong with a certificate. */
  public enum Fault {
    WRONG_HOST,
    SELF_SIGNED,
    EXPIRED,
    NOT_YET_VALID,
    WRONG_PURPOSE,
    UNKNOWN_AUTHORITY
  }

  private static final char[] PASSWORD = "test".toCharArray();

  private final KeyPairGenerator keys;
  private final KeyPair authorityKeys;
  private final X509Certificate authority;
  private long serial = 1;

  public Certificates() throws Exception {
    keys = KeyPairGenerator.getInstance("EC");
    keys.initialize(256);
    authorityKeys = keys.generateKeyPair();
    authority = authority(authorityKeys, "CN=Test authority");
  }

  public Path writeAuthority(Path file) throws IOException, GeneralSecurityException {
    String base64 = Base64.getMimeEncoder().encodeToString(authority.getEncoded());
    return Files.writeString(
        file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
  }

  /** A server's side of TLS for {@code localhost}, with {@code fault}. */
  public SSLContext server(@Nullable Fault fault) throws Exception {
    KeyPair own = keys.generateKeyPair();
    Certificate[] chain = {leaf(own, fault)};
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, PASSWORD);
    store.setKeyEntry("server", own.getPrivate(), PASSWORD, chain);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private X509Certificate leaf(KeyPair own, @Nullable Fault fault) throws Exception {
    KeyPair signer = authorityKeys;
    String issuer = "CN=Test authority";
    if (fault == Fault.SELF_SIGNED) {
      signer = own;
      issuer = "CN=localhost";
    } else if (fault == Fault.UNKNOWN_AUTHORITY) {
      signer = keys.generateKeyPair();
    }
    Instant now = Instant.now();
    Instant from = now.minus(Duration.ofDays(fault == Fault.NOT_YET_VALID ? -1 : 2));
    Instant until = now.plus(Duration.ofDays(fault == Fault.EXPIRED ? -1 : 3));
    X509v3CertificateBuilder builder = builder(issuer, "CN=localhost", own, from, until);
    String name = fault == Fault.WRONG_HOST ? "elsewhere.test" : "localhost";
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            fault == Fault.WRONG_PURPOSE
                ? KeyPurposeId.id_kp_clientAuth
                : KeyPurposeId.id_kp_serverAuth));
    return sign(builder, signer);
  }

  private X509Certificate authority(KeyPair own, String name) throws Exception {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        builder(name, name, own, now.minus(Duration.ofDays(9)), now.plus(Duration.ofDays(9)));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    return sign(builder, own);
  }

  private X509v3CertificateBuilder builder(
      String issuer, String subject, KeyPair own, Instant from, Instant until) {
    return new JcaX509v3CertificateBuilder(
        new X500Name(issuer),
        BigInteger.valueOf(serial++),
        Date.from(from),
        Date.from(until),
        new X500Name(subject),
        own.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair signer)
      throws Exception {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
  }
}
