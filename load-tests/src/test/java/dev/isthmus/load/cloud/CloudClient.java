package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Asks clouds what tests want to know, over HTTP. */
final class CloudClient {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final List<String> headers;

  /** {@code headers}: names and values in turn. */
  CloudClient(URI base, String... headers) {
    this.base = base;
    this.headers = List.of(headers);
  }

  /** An answer with its body as text. */
  record Answer(int status, String body, HttpResponse<String> response) {
    JsonNode json() {
      return Objects.requireNonNull(Json.parse(body.getBytes(StandardCharsets.UTF_8)), body);
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The data of each event, the end mark included. */
    List<String> events() {
      return body.lines()
          .filter(line -> line.startsWith("data: "))
          .map(line -> line.substring(6))
          .toList();
    }

    /** The events that are JSON. */
    List<JsonNode> chunks() {
      return events().stream()
          .filter(event -> event.startsWith("{"))
          .map(
              event ->
                  Objects.requireNonNull(Json.parse(event.getBytes(StandardCharsets.UTF_8)), event))
          .toList();
    }
  }

  /** Posts {@code json}, in which ' stands for ". */
  Answer post(String path, String json) throws IOException, InterruptedException {
    return send("POST", path, json.replace('\'', '"'));
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  Answer send(String method, String path, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body(), response);
  }
}
