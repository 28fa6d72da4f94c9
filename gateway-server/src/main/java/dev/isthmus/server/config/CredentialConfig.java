package dev.isthmus.server.config;

import java.net.URI;

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

  /** A server that asks for nothing. */
  record None() implements CredentialConfig {
    @Override
    public String kind() {
      return "none";
    }
  }
}
