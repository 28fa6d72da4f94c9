package dev.isthmus.server.boot;

import dev.isthmus.core.provider.AwsSite;
import dev.isthmus.core.provider.Site;
import dev.isthmus.core.provider.TokenSource;
import dev.isthmus.server.config.CredentialConfig;
import dev.isthmus.server.config.ProviderConfig;
import dev.isthmus.server.config.Secret;
import dev.isthmus.server.credential.AwsConfig;
import dev.isthmus.server.credential.AwsSigner;
import dev.isthmus.server.credential.AzureMachine;
import dev.isthmus.server.credential.CredentialKeeper;
import dev.isthmus.server.credential.EntraConfig;
import dev.isthmus.server.credential.EntraProof;
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
    return known != null && known.config().equals(provider.credential())
        ? known
        : signIn(provider, known);
  }

  private SignIn signIn(ProviderConfig provider, @Nullable SignIn known) {
    CredentialConfig config = provider.credential();
    if (config instanceof CredentialConfig.ApiKey key) {
      return fixed(config, Site.Credential.ofKey(new StaticKey(key.key().reveal())));
    }
    if (config instanceof CredentialConfig.Token token) {
      return fixed(config, Site.Credential.ofToken(new StaticKey(token.token().reveal())));
    }
    if (config instanceof CredentialConfig.Aws aws) {
      return signer(provider, aws, known);
    }
    TokenFetch<String> fetch = fetch(provider.name(), config);
    if (fetch == null) {
      return fixed(config, Site.Credential.NONE);
    }
    RefreshedToken<String> token = keeper.keep(provider.name(), fetch, tokenOf(known, config));
    return new SignIn(config, Site.Credential.ofToken(new Kept(token)), token);
  }

  /**
   * A proof that was replaced costs no call: until the new one is through, the old token serves.
   */
  private static @Nullable RefreshedToken<String> tokenOf(
      @Nullable SignIn known, CredentialConfig config) {
    return known != null
            && config.isSamePrincipal(known.config())
            && known.credential().token() instanceof Kept was
        ? was.token()
        : null;
  }

  private static @Nullable AwsSigner signerOf(@Nullable SignIn known, CredentialConfig config) {
    return known != null
            && config.isSamePrincipal(known.config())
            && known.credential().signer() instanceof AwsSigner was
        ? was
        : null;
  }

  private SignIn signer(ProviderConfig provider, CredentialConfig.Aws aws, @Nullable SignIn known) {
    CredentialConfig.AccessKeys keys = aws.keys();
    AwsConfig config =
        new AwsConfig(
            keys == null ? null : revealed(keys),
            aws.profile(),
            aws.role() == null ? null : new AwsConfig.Role(aws.role(), aws.externalId()),
            provider.settings().getOrDefault(AwsSite.REGION, "us-east-1"),
            aws.sts());
    AwsSigner signer =
        AwsSigner.kept(keeper, provider.name(), config, signerOf(known, aws), Clock.systemUTC());
    return new SignIn(aws, Site.Credential.ofSigner(signer), signer.keys());
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
              proof(entra.proof()),
              entra.scope(),
              entra.authority()));
    }
    if (config instanceof CredentialConfig.ManagedIdentity machine) {
      return new AzureMachine(machine.clientId(), machine.scope(), null);
    }
    return google(name, config);
  }

  private static EntraProof proof(CredentialConfig.Proof proof) {
    if (proof instanceof CredentialConfig.Proof.ClientSecret known) {
      return new EntraProof.ClientSecret(known.secret().reveal());
    }
    return proof instanceof CredentialConfig.Proof.Certificate pair
        ? new EntraProof.Certificate(pair.privateKey(), pair.chain())
        : new EntraProof.TokenFile(((CredentialConfig.Proof.TokenFile) proof).file());
  }

  private static @Nullable TokenFetch<String> google(String name, CredentialConfig config) {
    if (config instanceof CredentialConfig.Adc) {
      return GoogleSignIn.applicationDefault(System.getenv());
    }
    if (config instanceof CredentialConfig.Metadata) {
      return GoogleSignIn.metadata(null);
    }
    try {
      if (config instanceof CredentialConfig.ServiceAccount account) {
        return GoogleSignIn.serviceAccount(account.json().reveal(), null);
      }
      return config instanceof CredentialConfig.ExternalAccount other
          ? GoogleSignIn.externalAccount(other.json().reveal(), null)
          : null;
    } catch (IOException | IllegalArgumentException e) {
      String path = "providers." + name + ".credential." + config.kind();
      throw new Unusable(path, "Google's library cannot read it (expected: Google's JSON file)", e);
    }
  }

  /** A token that the keeper keeps fresh. */
  private record Kept(RefreshedToken<String> token) implements TokenSource {
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
  }
}
