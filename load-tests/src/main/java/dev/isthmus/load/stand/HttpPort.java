package dev.isthmus.load.stand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A control or admin port, for short exchanges. Threads: any. */
public final class HttpPort {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final URI base;
  private final Map<String, String> headers;

  public HttpPort(URI base) {
    this(base, Map.of());
  }

  private HttpPort(URI base, Map<String, String> headers) {
    this.base = base;
    this.headers = headers;
  }

  /** The same port, for one who shows {@code shown}. */
  public HttpPort token(String shown) {
    return header("authorization", "Bearer " + shown);
  }

  /** The same port, with a header in each request. */
  public HttpPort header(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new HttpPort(base, Map.copyOf(more));
  }

  /** An answer, whatever its status. */
  public record Answer(int status, String body) {
    public JsonNode json() throws IOException {
      return MAPPER.readTree(body);
    }
  }

  /** What {@code method} on {@code path} answers, whatever its status. */
  public Answer ask(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request = request(path).method(method, BodyPublishers.ofString(body)).build();
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body());
  }

  /** What {@code path} answers with status 200; else it throws. */
  public String get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  /** What {@code path} answers, whatever its status. */
  public String page(String path) throws IOException, InterruptedException {
    return CLIENT.send(request(path).build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  public JsonNode json(String path) throws IOException, InterruptedException {
    return MAPPER.readTree(get(path));
  }

  public String post(String path, String body) throws IOException, InterruptedException {
    return send(request(path).POST(BodyPublishers.ofString(body)).build());
  }

  public String delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE().build());
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
    headers.forEach(request::header);
    return request;
  }

  private static String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
