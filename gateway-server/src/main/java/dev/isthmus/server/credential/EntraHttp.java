package dev.isthmus.server.credential;

import com.microsoft.aad.msal4j.HttpMethod;
import com.microsoft.aad.msal4j.HttpRequest;
import com.microsoft.aad.msal4j.HttpResponse;
import com.microsoft.aad.msal4j.IHttpClient;
import com.microsoft.aad.msal4j.IHttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries the sign-in library's requests: bounded in time and size, without redirects.
 *
 * <p>Threads: any; blocks.
 */
final class EntraHttp implements IHttpClient {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int NEAR_MILLIS = 1_000;
  private static final int READ_MILLIS = 10_000;
  private static final int MAX_BYTES = 256 * 1024;
  private static final int FIRST_ERROR = 400;

  /** Where the machine's own identities are asked for, unless the environment says otherwise. */
  private static final String METADATA_HOST = "169.254.169.254";

  private final Opening opening;

  /** Opens what the library asks for, or what stands for it. */
  @FunctionalInterface
  private interface Opening {
    HttpURLConnection open(URL url) throws IOException;
  }

  private EntraHttp(Opening opening) {
    this.opening = opening;
  }

  /**
   * To where tenants sign in. The library insists on https; where the configured authority is on
   * loopback in clear text, this goes there.
   *
   * @param clearAuthority host and port that are asked in clear text, or null
   */
  static EntraHttp authority(@Nullable String clearAuthority) {
    return new EntraHttp(
        url -> {
          boolean clear = url.getAuthority().equals(clearAuthority);
          URL target = clear ? new URL("http", url.getHost(), url.getPort(), url.getFile()) : url;
          return timed((HttpURLConnection) target.openConnection(), CONNECT_MILLIS);
        });
  }

  /**
   * To the machine's own server; never through a proxy.
   *
   * @param server stands for {@link #METADATA_HOST}; null for that itself
   */
  static EntraHttp machine(@Nullable URI server) {
    return new EntraHttp(
        url -> {
          URL target =
              server != null && url.getHost().equals(METADATA_HOST)
                  ? new URL("http", server.getHost(), server.getPort(), url.getFile())
                  : url;
          return timed((HttpURLConnection) target.openConnection(Proxy.NO_PROXY), NEAR_MILLIS);
        });
  }

  @Override
  public IHttpResponse send(HttpRequest request) throws IOException {
    HttpURLConnection connection = opening.open(request.url());
    try {
      request.headers().forEach(connection::setRequestProperty);
      if (request.httpMethod() == HttpMethod.POST) {
        write(connection, request.body());
      }
      return read(connection);
    } finally {
      connection.disconnect();
    }
  }

  private static HttpURLConnection timed(HttpURLConnection connection, int connectMillis) {
    connection.setConnectTimeout(connectMillis);
    connection.setReadTimeout(READ_MILLIS);
    connection.setInstanceFollowRedirects(false);
    return connection;
  }

  private static void write(HttpURLConnection connection, String body) throws IOException {
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static IHttpResponse read(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    Map<String, List<String>> headers = new HashMap<>(connection.getHeaderFields());
    headers.remove(null);
    HttpResponse response = new HttpResponse().statusCode(status).body(body(connection, status));
    response.addHeaders(headers);
    return response;
  }

  private static String body(HttpURLConnection connection, int status) throws IOException {
    try (InputStream in =
        status >= FIRST_ERROR ? connection.getErrorStream() : connection.getInputStream()) {
      return in == null ? "" : new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }
}
