package dev.isthmus.server.credential;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Issues what a test tells it to, on loopback. */
final class TokenServer implements AutoCloseable {

  /** One request as it came. */
  record Seen(String method, String uri, String body, Headers headers) {

    String header(String name) {
      String value = headers.getFirst(name);
      return value == null ? "" : value;
    }

    /** What the form in the body, or the query, says of {@code field}; empty where nothing. */
    String field(String field) {
      String query = uri.contains("?") ? uri.substring(uri.indexOf('?') + 1) : "";
      for (String pair : (body + "&" + query).split("&", -1)) {
        if (pair.startsWith(field + "=")) {
          return URLDecoder.decode(pair.substring(field.length() + 1), StandardCharsets.UTF_8);
        }
      }
      return "";
    }
  }

  final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final HttpServer server;
  volatile int status = 200;

  /**
   * What is answered to paths that begin so, before {@link #answer}; the longest beginning counts.
   */
  final Map<String, String> answers = new ConcurrentHashMap<>();

  volatile String answer =
      "{\"access_token\":\"t-1\",\"expires_in\":3599,\"token_type\":\"Bearer\"}";

  TokenServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String uri = exchange.getRequestURI().toString();
    seen.add(new Seen(exchange.getRequestMethod(), uri, body, exchange.getRequestHeaders()));
    byte[] bytes = answerTo(uri).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.getResponseHeaders().set("Metadata-Flavor", "Google");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String answerTo(String uri) {
    return answers.entrySet().stream()
        .filter(one -> uri.startsWith(one.getKey()))
        .max(Comparator.comparingInt(one -> one.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse(answer);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
