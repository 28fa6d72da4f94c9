package dev.isthmus.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the gateway signs in to a provider. Secrets print as {@code ***}. */
public sealed interface CredentialConfig {

  /** One word for the plan that people read. */
  String kind();

  /**
   * Whether this signs in as the same as {@code before} did, perhaps by another proof: then what
   * the one was given serves the other.
   */
  default boolean isSamePrincipal(CredentialConfig before) {
    return false;
  }

  /** A key in a header. */
  record ApiKey(Secret key) implements CredentialConfig {
    @Override
    public String kind() {
      return "api_key";
    }
  }

  /** An application in Microsoft Entra. */
  record Entra(String tenant, String clientId, Proof proof, String scope, URI authority)
      implements CredentialConfig {
    @Override
    public String kind() {
      return "entra " + proof.kind();
    }

    @Override
    public boolean isSamePrincipal(CredentialConfig before) {
      return before instanceof Entra was
          && tenant.equals(was.tenant)
          && clientId.equals(was.clientId)
          && scope.equals(was.scope)
          && authority.equals(was.authority);
    }
  }

  /** How an application in Microsoft Entra shows that it is itself. */
  sealed interface Proof {

    /** One word for the plan that people read. */
    String kind();

    /** A password of the application's. */
    record ClientSecret(Secret secret) implements Proof {
      @Override
      public String kind() {
        return "client_secret";
      }
    }

    /**
     * A certificate that the application has at Entra.
     *
     * @param certificates PEM, the application's own first
     * @param key PEM, PKCS #8, RSA
     */
    record Certificate(String certificates, Secret key) implements Proof {
      public Certificate {
        if (!Pem.isCertificates(certificates)) {
          throw new IllegalArgumentException("certificate: no certificate (expected: PEM)");
        }
        if (!Pem.isPrivateKey(key)) {
          throw new IllegalArgumentException("key: no private key (expected: PEM, PKCS #8)");
        }
        if (!Pem.match(certificates, key)) {
          throw new IllegalArgumentException(
              "key: not the certificate's (expected: the key of the first certificate)");
        }
        if (Pem.rsaBits(certificates) < LEAST_BITS) {
          throw new IllegalArgumentException(
              "certificate: not of RSA, or of a short key (expected: RSA, "
                  + LEAST_BITS
                  + " bits or more, as Entra does)");
        }
      }

      private static final int LEAST_BITS = 2048;

      @Override
      public String kind() {
        return "certificate";
      }

      /** The application's certificate, then its issuers. */
      public List<X509Certificate> chain() {
        return Pem.certificates(certificates);
      }

      /** The key of the first certificate. */
      public PrivateKey privateKey() {
        return Pem.rsaKey(key);
      }
    }

    /** A file with a statement of somebody whom Entra trusts; it is replaced from time to time. */
    record TokenFile(Path file) implements Proof {
      @Override
      public String kind() {
        return "workload_identity";
      }
    }
  }

  /**
   * An identity of the Azure machine that the gateway runs on.
   *
   * @param clientId which one; null for the machine's own
   */
  record ManagedIdentity(@Nullable String clientId, String scope) implements CredentialConfig {
    @Override
    public String kind() {
      return "entra managed_identity";
    }
  }

  /**
   * A Google service account.
   *
   * @param json the key file as Google wrote it
   * @param account the account's address
   */
  record ServiceAccount(Secret json, String account) implements CredentialConfig {
    @Override
    public String kind() {
      return "service_account";
    }

    @Override
    public boolean isSamePrincipal(CredentialConfig before) {
      return before instanceof ServiceAccount was && account.equals(was.account);
    }
  }

  /** Whatever Google's libraries find on the machine. */
  record Adc() implements CredentialConfig {
    @Override
    public String kind() {
      return "adc";
    }
  }

  /**
   * An identity of another place that Google trusts.
   *
   * @param json the configuration of type {@code external_account}, as Google wrote it
   */
  record ExternalAccount(Secret json) implements CredentialConfig {
    @Override
    public String kind() {
      return "external_account";
    }
  }

  /** The account of the Google machine that the gateway runs on. */
  record Metadata() implements CredentialConfig {
    @Override
    public String kind() {
      return "metadata";
    }
  }

  /** An access token that someone else keeps fresh. */
  record Token(Secret token) implements CredentialConfig {
    @Override
    public String kind() {
      return "token";
    }
  }

  /**
   * Amazon's access keys: given, or from a profile, or from the usual chain.
   *
   * @param role to assume with them
   * @param sts the address of the token service where it is not the usual one
   */
  record Aws(
      @Nullable AccessKeys keys,
      @Nullable String profile,
      @Nullable String role,
      @Nullable String externalId,
      @Nullable URI sts)
      implements CredentialConfig {
    @Override
    public String kind() {
      return "aws";
    }

    /** Keys alone do not say whose they are. */
    @Override
    public boolean isSamePrincipal(CredentialConfig before) {
      return before instanceof Aws was && role != null && role.equals(was.role);
    }
  }

  /** Keys as Amazon gives them out; the last is null where they have no end. */
  record AccessKeys(String id, Secret secret, @Nullable Secret session) {}

  /** A server that asks for nothing. */
  record None() implements CredentialConfig {
    @Override
    public String kind() {
      return "none";
    }
  }
}
