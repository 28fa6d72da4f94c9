package dev.isthmus.server.credential;

import com.microsoft.aad.msal4j.ManagedIdentityApplication;
import com.microsoft.aad.msal4j.ManagedIdentityId;
import com.microsoft.aad.msal4j.ManagedIdentityParameters;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Signs in at Microsoft Entra ID as the Azure machine that this runs on, by its managed identity:
 * through the metadata server of a virtual machine, or whatever the environment names instead (App
 * Service, Container Apps, Functions, Arc, Service Fabric).
 *
 * <p>The library's own cache and retries are passed over, as at {@link EntraSignIn}. Source:
 * msal4j.
 */
public final class AzureMachine implements TokenFetch<String> {

  /** Ends a scope; the machine is asked for what stands before it. */
  private static final String ALL_ROLES = "/.default";

  private final ManagedIdentityApplication application;
  private final ManagedIdentityParameters parameters;

  /**
   * @param clientId one of several identities of the machine; null for its own
   * @param server scheme, host and port of the metadata server; null for the usual one
   */
  public AzureMachine(@Nullable String clientId, String scope, @Nullable URI server) {
    ManagedIdentityId identity =
        clientId == null
            ? ManagedIdentityId.systemAssigned()
            : ManagedIdentityId.userAssignedClientId(clientId);
    application =
        ManagedIdentityApplication.builder(identity)
            .httpClient(EntraHttp.machine(server))
            .disableInternalRetries()
            .build();
    parameters = ManagedIdentityParameters.builder(resource(scope)).forceRefresh(true).build();
  }

  private static String resource(String scope) {
    return scope.endsWith(ALL_ROLES)
        ? scope.substring(0, scope.length() - ALL_ROLES.length())
        : scope;
  }

  @Override
  public Fetched<String> fetch() throws Exception {
    return EntraSignIn.fetched(application.acquireTokenForManagedIdentity(parameters));
  }

  @Override
  public String toString() {
    return "AzureMachine[***]";
  }
}
