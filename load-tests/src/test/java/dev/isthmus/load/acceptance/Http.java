package dev.isthmus.load.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Short exchanges with control and admin ports. Threads: any. */
final class Http {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Http() {}

  static String get(URI from) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(from).build());
  }

  static JsonNode json(URI from) throws IOException, InterruptedException {
    return MAPPER.readTree(get(from));
  }

  static String post(URI to, String body) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(to).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private static String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }
}
