package dev.isthmus.server.boot;

import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.TokenSource;
import dev.isthmus.server.config.CredentialConfig;
import dev.isthmus.server.config.ProviderConfig;
import dev.isthmus.server.credential.CredentialKeeper;
import dev.isthmus.server.credential.EntraConfig;
import dev.isthmus.server.credential.EntraSignIn;
import dev.isthmus.server.credential.GoogleSignIn;
import dev.isthmus.server.credential.RefreshedToken;
import dev.isthmus.server.credential.StaticKey;
import dev.isthmus.server.credential.TokenFetch;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
      CredentialConfig config, Site.Credential credential, @Nullable RefreshedToken token) {}

  /** Begins a change to another configuration, which either comes to be or not. */
  Change change() {
    return new Change();
  }

  /** The sign-ins of a configuration that is not yet in force. */
  final class Change {
    private final Map<String, SignIn> chosen = new HashMap<>();

    /** The credential of {@code provider}: the present one, where nothing of it was changed. */
    Site.Credential of(ProviderConfig provider) {
      return chosen
          .computeIfAbsent(provider.name(), name -> keptOrNew(name, provider.credential()))
          .credential();
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

  private SignIn keptOrNew(String name, CredentialConfig config) {
    SignIn known = inForce.get(name);
    return known != null && known.config().equals(config) ? known : signIn(name, config);
  }

  private SignIn signIn(String name, CredentialConfig config) {
    if (config instanceof CredentialConfig.ApiKey key) {
      return fixed(config, Site.Credential.ofKey(new StaticKey(key.key().reveal())));
    }
    if (config instanceof CredentialConfig.Token token) {
      return fixed(config, Site.Credential.ofToken(new StaticKey(token.token().reveal())));
    }
    TokenFetch fetch = fetch(name, config);
    if (fetch == null) {
      return fixed(config, Site.Credential.NONE);
    }
    RefreshedToken token = keeper.keep(name, fetch);
    return new SignIn(config, Site.Credential.ofToken(kept(token)), token);
  }

  private static SignIn fixed(CredentialConfig config, Site.Credential credential) {
    return new SignIn(config, credential, null);
  }

  private static @Nullable TokenFetch fetch(String name, CredentialConfig config) {
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

  private static TokenFetch serviceAccount(String name, CredentialConfig.ServiceAccount account) {
    try {
      return GoogleSignIn.serviceAccount(account.json().reveal(), null);
    } catch (IOException e) {
      throw new Unusable(
          "providers." + name + ".credential.service_account", "not a service account's key", e);
    }
  }

  private static TokenSource kept(RefreshedToken token) {
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
