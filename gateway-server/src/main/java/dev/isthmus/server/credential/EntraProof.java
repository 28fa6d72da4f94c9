package dev.isthmus.server.credential;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** How an application shows Microsoft Entra ID that it is itself. Prints without what is secret. */
public sealed interface EntraProof {

  /** A password of the application's. */
  record ClientSecret(String secret) implements EntraProof {
    public ClientSecret {
      if (secret.isBlank()) {
        throw new IllegalArgumentException("client_secret: blank (expected: a value)");
      }
    }

    @Override
    public String toString() {
      return "ClientSecret[***]";
    }
  }

  /**
   * A statement that the application signs itself, each time.
   *
   * @param key RSA
   * @param chain the certificate of {@code key}, then its issuers
   */
  record Certificate(PrivateKey key, List<X509Certificate> chain) implements EntraProof {
    public Certificate {
      chain = List.copyOf(chain);
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("certificate: none (expected: at least one)");
      }
    }

    @Override
    public String toString() {
      return "Certificate[***]";
    }
  }

  /**
   * A statement of somebody whom Entra trusts for the application, such as a Kubernetes cluster.
   *
   * @param file is replaced before what it says ends; read anew for every token
   */
  record TokenFile(Path file) implements EntraProof {}
}
