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
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signs in at providers, once for each. Threads: one, at start. */
final class SignIns {
  private final CredentialKeeper keeper;
  private final Map<String, Site.Credential> byProvider = new HashMap<>();

  SignIns(CredentialKeeper keeper) {
    this.keeper = keeper;
  }

  Site.Credential of(ProviderConfig provider) {
    return byProvider.computeIfAbsent(
        provider.name(), name -> credential(name, provider.credential()));
  }

  private Site.Credential credential(String name, CredentialConfig config) {
    if (config instanceof CredentialConfig.ApiKey key) {
      return new Site.Credential(new StaticKey(key.key().reveal()), null);
    }
    if (config instanceof CredentialConfig.Token token) {
      return new Site.Credential(null, new StaticKey(token.token().reveal()));
    }
    TokenFetch fetch = fetch(config);
    return fetch == null
        ? Site.Credential.NONE
        : new Site.Credential(null, kept(keeper.keep(name, fetch)));
  }

  private static @Nullable TokenFetch fetch(CredentialConfig config) {
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
      return serviceAccount(account);
    }
    return config instanceof CredentialConfig.Metadata ? GoogleSignIn.metadata(null) : null;
  }

  private static TokenFetch serviceAccount(CredentialConfig.ServiceAccount account) {
    try {
      return GoogleSignIn.serviceAccount(account.json().reveal(), null);
    } catch (IOException e) {
      throw new UncheckedIOException("service_account: not a service account's key", e);
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
