package dev.isthmus.server.credential;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.ExternalAccountCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signs in at Google through its own library: as a service account by its key, as the machine by
 * the metadata server, as an identity of another place, or as whatever the machine is set up with.
 *
 * <p>Source: google-auth-library-oauth2-http.
 */
public final class GoogleSignIn implements TokenFetch<String> {

  private static final List<String> SCOPES =
      List.of("https://www.googleapis.com/auth/cloud-platform");
  private static final int CONNECT_MILLIS = 1_000;
  private static final int READ_MILLIS = 10_000;

  /** Names a file of credentials, for all of Google's libraries. */
  private static final String ADC_FILE = "GOOGLE_APPLICATION_CREDENTIALS";

  private final String way;
  private final Source source;

  /** Finds who signs in. Threads: the keeper's; may block. */
  @FunctionalInterface
  private interface Source {
    GoogleCredentials credentials() throws IOException;
  }

  private GoogleSignIn(String way, Source source) {
    this.way = way;
    this.source = source;
  }

  private static GoogleSignIn as(GoogleCredentials credentials) {
    return new GoogleSignIn(credentials.getClass().getSimpleName(), () -> credentials);
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
    return as(builder.build());
  }

  /**
   * As the machine that this runs on; never through a proxy.
   *
   * @param server scheme, host and port of the metadata server; null for the usual one
   */
  public static GoogleSignIn metadata(@Nullable URI server) {
    HttpTransport transport =
        new NetHttpTransport.Builder().setConnectionFactory(url -> open(url, server)).build();
    return as(
        ComputeEngineCredentials.newBuilder()
            .setScopes(SCOPES)
            .setHttpTransportFactory(() -> transport)
            .build());
  }

  /**
   * By what another place says of us, which Google takes in exchange: workload identity federation.
   * A file of that place's tokens is read anew for every exchange.
   *
   * @param json the configuration of type {@code external_account}, as Google wrote it
   * @param server stands for all servers that it names; null for these themselves
   * @throws IOException where the configuration cannot be read
   */
  public static GoogleSignIn externalAccount(String json, @Nullable URI server) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    HttpTransport elsewhere =
        new NetHttpTransport.Builder().setConnectionFactory(url -> open(url, server)).build();
    return as(
        (server == null
                ? ExternalAccountCredentials.fromStream(in)
                : ExternalAccountCredentials.fromStream(in, () -> elsewhere))
            .createScoped(SCOPES));
  }

  /**
   * By what the machine is set up with, in the order of Google's libraries: the file that {@value
   * #ADC_FILE} names, a login of its command line, the metadata server. Nothing is looked up before
   * the first token; a file that is named is read anew for every one.
   */
  public static GoogleSignIn applicationDefault(Map<String, String> environment) {
    return new GoogleSignIn("ApplicationDefault", () -> found(environment.get(ADC_FILE)));
  }

  private static GoogleCredentials found(@Nullable String file) throws IOException {
    if (file == null || file.isBlank()) {
      return GoogleCredentials.getApplicationDefault().createScoped(SCOPES);
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return GoogleCredentials.fromStream(in).createScoped(SCOPES);
    }
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
    AccessToken token = source.credentials().refreshAccessToken();
    Date end = token.getExpirationTime();
    if (end == null) {
      throw new IOException("a token without an end");
    }
    Duration left = Duration.between(Instant.now(), end.toInstant());
    return Fetched.expiring(token.getTokenValue(), left);
  }

  @Override
  public String toString() {
    return "GoogleSignIn[" + way + "]";
  }
}
