package dev.isthmus.server.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What would be, asked of a gateway that serves and of what it wrote down. */
final class ForesightTest {
  private static final String CONFIG =
      """
      listeners: [{address: "127.0.0.1:0"}]
      admin: {address: "127.0.0.1:0"}
      providers:
        gpu: {type: compatible, endpoint: "http://127.0.0.1:PORT", allow_private: true, credential: none}
      models:
        m:
          deployments:
            - {name: dear, provider: gpu, model: m, price: {input: 9, output: 9}, expect: {first_token: 100ms}}
            - {name: cheap, provider: gpu, model: m, price: {input: 0.1, output: 0.1}, expect: {first_token: 9s}}
      routes: {m: {objective: OBJECTIVE, shadow: {objective: cheapest}}}
      callers: [{name: c, key: "${KEY}"}]
      """;
  private static final String ANSWER =
      """
      {"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":\
      {"role":"assistant","content":"Hello."},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}""";
  private static final int CALLS = 12;

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer provider;
  @TempDir Path folder = Path.of("");

  ForesightTest() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    provider.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().add("content-type", "application/json");
          exchange.sendResponseHeaders(200, ANSWER.length());
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(ANSWER.getBytes(UTF_8));
          }
        });
    provider.start();
  }

  @AfterEach
  void stop() {
    provider.stop(0);
  }

  @Test
  void theAdminPortTellsOfWhatIsKeptInMemory() throws Exception {
    try (Gateway gateway = start("")) {
      call(gateway);
      JsonNode report = ask(gateway, "m", "{\"objective\":\"cheapest\"}");
      assertEquals(CALLS, report.path("decisions").asInt());
      JsonNode route = report.path("routes").path(0);
      assertTrue(share(route, "dear", "before") > 0.9, route::toString);
      assertTrue(share(route, "cheap", "after") > 0.9, route::toString);
      assertEquals(1, route.path("exact").path("reproduced").asDouble());
      assertTrue(route.path("simulation").path("needed").asBoolean());
      assertTrue(report.path("notes").path(0).asText().contains("kept in memory"));
      assertEquals(404, post(gateway, "nobody", "{\"objective\":\"batch\"}", "").statusCode());
      assertEquals(400, post(gateway, "m", "{\"objective\":\"bath\"}", "").statusCode());
      assertEquals(400, post(gateway, "m", "nonsense", "").statusCode());
      String page = post(gateway, "m", "{\"objective\":\"batch\"}", "text/html").body();
      assertTrue(page.startsWith("<!doctype html>"), page);
      String text = post(gateway, "m", "{\"objective\":\"batch\"}", "text/plain").body();
      assertTrue(text.startsWith("What if: other weights for m"), text);
      String metrics = get(gateway, "/metrics");
      assertTrue(
          metrics.contains(
              "isthmus_shadow_decisions_total{route=\"m\",verdict=\"other\",} " + CALLS),
          metrics);
    }
  }

  @Test
  void whatWasWrittenIsAskedByTheCommandLine() throws Exception {
    Path records = folder.resolve("records");
    try (Gateway gateway = start("decisions: {directory: \"" + records + "\", sample: 1}\n")) {
      call(gateway);
    }
    Path other = Files.writeString(folder.resolve("other.yaml"), config("cheapest"));
    String text = run("--decisions", records.toString(), "--config", other.toString());
    assertTrue(text.contains(CALLS + " decisions that stand for " + CALLS + " calls"), text);
    assertTrue(text.contains("propensity-weighted"), text);
    Path page = folder.resolve("page.html");
    run(
        "--decisions",
        records.toString(),
        "--config",
        other.toString(),
        "--format",
        "html",
        "--out",
        page.toString());
    assertTrue(Files.readString(page).contains("<svg"));
    assertFalse(text.contains("in the middle of a line"), text);
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    int exit =
        new CommandLine(new WhatIfCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments);
    assertEquals(0, exit, out::toString);
    return out.toString();
  }

  private static double share(JsonNode route, String deployment, String when) {
    for (JsonNode share : route.path("exact").path("shares")) {
      if (share.path("deployment").asText().equals(deployment)) {
        return share.path(when).asDouble();
      }
    }
    return Double.NaN;
  }

  private String config(String objective) {
    return CONFIG
        .replace("PORT", Integer.toString(provider.getAddress().getPort()))
        .replace("OBJECTIVE", objective);
  }

  private Gateway start(String more) throws Exception {
    Path file = Files.writeString(folder.resolve("gateway.yaml"), config("latency") + more);
    ConfigFile source = new ConfigFile(file, new ConfigLoader(Map.of("KEY", "sk-caller-0123456")));
    LoadResult read = source.load();
    LoadResult.Loaded good = assertInstanceOf(LoadResult.Loaded.class, read, read::toString);
    return Gateway.start(good.config(), source, OutputStream.nullOutputStream());
  }

  private void call(Gateway gateway) throws Exception {
    URI target =
        URI.create(
            "http://127.0.0.1:" + gateway.addresses().get(0).getPort() + "/v1/chat/completions");
    for (int i = 0; i < CALLS; i++) {
      HttpRequest request =
          HttpRequest.newBuilder(target)
              .header("authorization", "Bearer sk-caller-0123456")
              .header("content-type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
              .build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer::body);
    }
  }

  private JsonNode ask(Gateway gateway, String route, String body) throws Exception {
    HttpResponse<String> answer = post(gateway, route, body, "application/json");
    assertEquals(200, answer.statusCode(), answer::body);
    return new ObjectMapper().readTree(answer.body());
  }

  private HttpResponse<String> post(Gateway gateway, String route, String body, String accept)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(admin(gateway, "/admin/whatif/" + route))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!accept.isEmpty()) {
      request.header("accept", accept);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String get(Gateway gateway, String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(admin(gateway, path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static URI admin(Gateway gateway, String path) {
    return URI.create("http://127.0.0.1:" + gateway.adminAddress().getPort() + path);
  }
}
