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
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries the sign-in library's requests: bounded in time and size, without redirects. The library
 * insists on https; where the configured authority is on loopback in clear text, this goes there.
 */
final class EntraHttp implements IHttpClient {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 10_000;
  private static final int MAX_BYTES = 256 * 1024;
  private static final int FIRST_ERROR = 400;

  private final @Nullable String clearAuthority;

  EntraHttp(@Nullable String clearAuthority) {
    this.clearAuthority = clearAuthority;
  }

  @Override
  public IHttpResponse send(HttpRequest request) throws IOException {
    HttpURLConnection connection = open(request.url());
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

  private HttpURLConnection open(URL url) throws IOException {
    boolean clear = url.getAuthority().equals(clearAuthority);
    URL target = clear ? new URL("http", url.getHost(), url.getPort(), url.getFile()) : url;
    HttpURLConnection connection = (HttpURLConnection) target.openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
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
