package dev.isthmus.server.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How the gateway signs in to a provider. Secrets print as {@code ***}. */
public sealed interface CredentialConfig {

  /** One word for the plan that people read. */
  String kind();

  /** A key in a header. */
  record ApiKey(Secret key) implements CredentialConfig {
    @Override
    public String kind() {
      return "api_key";
    }
  }

  /** Microsoft Entra client credentials. */
  record Entra(String tenant, String clientId, Secret clientSecret, String scope, URI authority)
      implements CredentialConfig {
    @Override
    public String kind() {
      return "entra";
    }
  }

  /**
   * A Google service account.
   *
   * @param json the key file as Google wrote it
   */
  record ServiceAccount(Secret json) implements CredentialConfig {
    @Override
    public String kind() {
      return "service_account";
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
