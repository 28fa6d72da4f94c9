package dev.isthmus.server.credential;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signs in at Google through its own library: as a service account by its key, or as the machine by
 * the metadata server.
 *
 * <p>Source: google-auth-library-oauth2-http.
 */
public final class GoogleSignIn implements TokenFetch<String> {

  private static final List<String> SCOPES =
      List.of("https://www.googleapis.com/auth/cloud-platform");
  private static final int CONNECT_MILLIS = 1_000;
  private static final int READ_MILLIS = 10_000;

  private final GoogleCredentials credentials;

  private GoogleSignIn(GoogleCredentials credentials) {
    this.credentials = credentials;
  }

  /**
   * By the JSON key of a service account.
   *
   * @param tokenServer where tokens are issued; null for the address that Google gives
   * @throws IOException where the key cannot be read
   */
  public static GoogleSignIn serviceAccount(String json, @Nullable URI tokenServer)
      throws IOException {
    ServiceAccountCredentials.Builder builder =
        ServiceAccountCredentials.fromStream(
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)))
            .toBuilder()
            .setScopes(SCOPES);
    if (tokenServer != null) {
      builder.setTokenServerUri(tokenServer);
    }
    return new GoogleSignIn(builder.build());
  }

  /**
   * As the machine that this runs on; never through a proxy.
   *
   * @param server scheme, host and port of the metadata server; null for the usual one
   */
  public static GoogleSignIn metadata(@Nullable URI server) {
    HttpTransport transport =
        new NetHttpTransport.Builder().setConnectionFactory(url -> open(url, server)).build();
    return new GoogleSignIn(
        ComputeEngineCredentials.newBuilder()
            .setScopes(SCOPES)
            .setHttpTransportFactory(() -> transport)
            .build());
  }

  private static HttpURLConnection open(URL url, @Nullable URI server) throws IOException {
    URL target =
        server == null
            ? url
            : new URL(server.getScheme(), server.getHost(), server.getPort(), url.getFile());
    HttpURLConnection connection = (HttpURLConnection) target.openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    return connection;
  }

  /** The library counts the end by the wall clock; only what is left of it is used. */
  @Override
  public Fetched<String> fetch() throws IOException {
    AccessToken token = credentials.refreshAccessToken();
    Date end = token.getExpirationTime();
    if (end == null) {
      throw new IOException("a token without an end");
    }
    Duration left = Duration.between(Instant.now(), end.toInstant());
    return Fetched.expiring(token.getTokenValue(), left);
  }

  @Override
  public String toString() {
    return "GoogleSignIn[" + credentials.getClass().getSimpleName() + "]";
  }
}
