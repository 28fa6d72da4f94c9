package dev.isthmus.server.boot;

import dev.isthmus.core.provider.AwsSite;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.TokenSource;
import dev.isthmus.server.config.CredentialConfig;
import dev.isthmus.server.config.ProviderConfig;
import dev.isthmus.server.config.Secret;
import dev.isthmus.server.credential.AwsConfig;
import dev.isthmus.server.credential.AwsSignIn;
import dev.isthmus.server.credential.AwsSigner;
import dev.isthmus.server.credential.CredentialKeeper;
import dev.isthmus.server.credential.EntraConfig;
import dev.isthmus.server.credential.EntraSignIn;
import dev.isthmus.server.credential.GoogleSignIn;
import dev.isthmus.server.credential.RefreshedToken;
import dev.isthmus.server.credential.StaticKey;
import dev.isthmus.server.credential.TokenFetch;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Signs in at providers, once for each. A sign-in lasts as long as the configuration says the same
 * of it. Threads: one at a time.
 */
final class SignIns {
  private final CredentialKeeper keeper;
  private Map<String, SignIn> inForce = Map.of();

  SignIns(CredentialKeeper keeper) {
    this.keeper = keeper;
  }

  private record SignIn(
      CredentialConfig config, Site.Credential credential, @Nullable RefreshedToken<?> token) {}

  /** Begins a change to another configuration, which either comes to be or not. */
  Change change() {
    return new Change();
  }

  /** The sign-ins of a configuration that is not yet in force. */
  final class Change {
    private final Map<String, SignIn> chosen = new HashMap<>();

    /** The credential of {@code provider}: the present one, where nothing of it was changed. */
    Site.Credential of(ProviderConfig provider) {
      return chosen.computeIfAbsent(provider.name(), name -> keptOrNew(provider)).credential();
    }

    /** The configuration is in force: what it does not name is refreshed no longer. */
    void commit() {
      drop(inForce, chosen);
      inForce = Map.copyOf(chosen);
    }

    /** The configuration was refused. */
    void abandon() {
      drop(chosen, inForce);
    }
  }

  private void drop(Map<String, SignIn> from, Map<String, SignIn> unless) {
    from.forEach(
        (name, one) -> {
          if (one.token() != null && !one.equals(unless.get(name))) {
            keeper.drop(one.token());
          }
        });
  }

  private SignIn keptOrNew(ProviderConfig provider) {
    SignIn known = inForce.get(provider.name());
    return known != null && known.config().equals(provider.credential()) ? known : signIn(provider);
  }

  private SignIn signIn(ProviderConfig provider) {
    CredentialConfig config = provider.credential();
    if (config instanceof CredentialConfig.ApiKey key) {
      return fixed(config, Site.Credential.ofKey(new StaticKey(key.key().reveal())));
    }
    if (config instanceof CredentialConfig.Token token) {
      return fixed(config, Site.Credential.ofToken(new StaticKey(token.token().reveal())));
    }
    if (config instanceof CredentialConfig.Aws aws) {
      return signer(provider, aws);
    }
    TokenFetch<String> fetch = fetch(provider.name(), config);
    if (fetch == null) {
      return fixed(config, Site.Credential.NONE);
    }
    RefreshedToken<String> token = keeper.keep(provider.name(), fetch);
    return new SignIn(config, Site.Credential.ofToken(kept(token)), token);
  }

  private SignIn signer(ProviderConfig provider, CredentialConfig.Aws aws) {
    CredentialConfig.AccessKeys keys = aws.keys();
    AwsConfig config =
        new AwsConfig(
            keys == null ? null : revealed(keys),
            aws.profile(),
            aws.role() == null ? null : new AwsConfig.Role(aws.role(), aws.externalId()),
            provider.settings().getOrDefault(AwsSite.REGION, "us-east-1"),
            aws.sts());
    RefreshedToken<AwsCredentialsIdentity> kept =
        keeper.keep(provider.name(), new AwsSignIn(config));
    return new SignIn(aws, Site.Credential.ofSigner(new AwsSigner(kept, Clock.systemUTC())), kept);
  }

  private static AwsConfig.Keys revealed(CredentialConfig.AccessKeys keys) {
    Secret session = keys.session();
    return new AwsConfig.Keys(
        keys.id(), keys.secret().reveal(), session == null ? null : session.reveal());
  }

  private static SignIn fixed(CredentialConfig config, Site.Credential credential) {
    return new SignIn(config, credential, null);
  }

  private static @Nullable TokenFetch<String> fetch(String name, CredentialConfig config) {
    if (config instanceof CredentialConfig.Entra entra) {
      return new EntraSignIn(
          new EntraConfig(
              entra.tenant(),
              entra.clientId(),
              entra.clientSecret().reveal(),
              entra.scope(),
              entra.authority()));
    }
    if (config instanceof CredentialConfig.ServiceAccount account) {
      return serviceAccount(name, account);
    }
    return config instanceof CredentialConfig.Metadata ? GoogleSignIn.metadata(null) : null;
  }

  private static TokenFetch<String> serviceAccount(
      String name, CredentialConfig.ServiceAccount account) {
    try {
      return GoogleSignIn.serviceAccount(account.json().reveal(), null);
    } catch (IOException e) {
      throw new Unusable(
          "providers." + name + ".credential.service_account", "not a service account's key", e);
    }
  }

  private static TokenSource kept(RefreshedToken<String> token) {
    return new TokenSource() {
      @Override
      public @Nullable String current() {
        return token.current();
      }

      @Override
      public void refused() {
        token.invalidate();
      }

      @Override
      public String toString() {
        return "***";
      }
    };
  }
}
