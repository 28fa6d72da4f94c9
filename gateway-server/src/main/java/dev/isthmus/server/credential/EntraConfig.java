package dev.isthmus.server.credential;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * An application's sign-in at Microsoft Entra ID.
 *
 * @param scope what the token is for, usually {@link #AZURE_OPENAI}
 * @param authority where tenants sign in: {@link #PUBLIC_CLOUD}, a national cloud, or, in clear
 *     text, a server on loopback
 */
public record EntraConfig(
    String tenant, String clientId, EntraProof proof, String scope, URI authority) {

  public static final String AZURE_OPENAI = "https://cognitiveservices.azure.com/.default";
  public static final URI PUBLIC_CLOUD = URI.create("https://login.microsoftonline.com");

  public EntraConfig {
    check("tenant", tenant);
    check("client_id", clientId);
    check("scope", scope);
    if (!"https".equals(authority.getScheme()) && !isLoopbackInClear(authority)) {
      throw new IllegalArgumentException(
          "authority: not https (expected: https://host, or http on loopback)");
    }
  }

  private static void check(String field, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(field + ": blank (expected: a value)");
    }
  }

  static boolean isLoopbackInClear(URI authority) {
    String host = authority.getHost();
    if (host == null || !"http".equals(authority.getScheme())) {
      return false;
    }
    return host.equals("localhost") || isLoopbackLiteral(host);
  }

  private static boolean isLoopbackLiteral(String host) {
    if (!host.matches("[0-9.]+|\\[[0-9a-f:]+]")) {
      return false;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException none) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "EntraConfig[tenant=" + tenant + ", clientId=" + clientId + ", proof=" + proof + "]";
  }
}
