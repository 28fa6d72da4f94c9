package dev.isthmus.server.credential;

import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.IClientCredential;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Signs an application in at Microsoft Entra ID through Microsoft's own library.
 *
 * <p>The library's own cache is passed over: when to refresh is for the keeper to say. It asks no
 * other server which authority is genuine, because the configuration has said so. Source: msal4j.
 */
public final class EntraSignIn implements TokenFetch<String> {

  private static final long PATIENCE_SECONDS = 30;

  private final ConfidentialClientApplication application;
  private final ClientCredentialParameters parameters;

  /**
   * @throws IllegalArgumentException where the authority makes no URL
   */
  public EntraSignIn(EntraConfig config) {
    boolean clear = EntraConfig.isLoopbackInClear(config.authority());
    URI authority = config.authority();
    try {
      application =
          ConfidentialClientApplication.builder(config.clientId(), credential(config.proof()))
              .authority("https://" + authority.getRawAuthority() + "/" + config.tenant() + "/")
              .validateAuthority(false)
              .instanceDiscovery(false)
              .httpClient(EntraHttp.authority(clear ? authority.getRawAuthority() : null))
              .disableInternalRetries()
              .build();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("authority: no URL (expected: https://host)", e);
    }
    parameters = ClientCredentialParameters.builder(Set.of(config.scope())).skipCache(true).build();
  }

  private static IClientCredential credential(EntraProof proof) {
    if (proof instanceof EntraProof.ClientSecret known) {
      return ClientCredentialFactory.createFromSecret(known.secret());
    }
    if (proof instanceof EntraProof.Certificate pair) {
      return ClientCredentialFactory.createFromCertificateChain(pair.key(), pair.chain());
    }
    KeyFile file = new KeyFile(((EntraProof.TokenFile) proof).file());
    return ClientCredentialFactory.createFromCallback(() -> file.fetch().token());
  }

  @Override
  public Fetched<String> fetch() throws Exception {
    return fetched(application.acquireToken(parameters));
  }

  /** The library counts the end by the wall clock; only what is left of it is used. */
  static Fetched<String> fetched(Future<IAuthenticationResult> coming) throws Exception {
    IAuthenticationResult result = coming.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Duration left = Duration.between(Instant.now(), result.expiresOnDate().toInstant());
    return Fetched.expiring(result.accessToken(), left);
  }

  @Override
  public String toString() {
    return "EntraSignIn[***]";
  }
}
