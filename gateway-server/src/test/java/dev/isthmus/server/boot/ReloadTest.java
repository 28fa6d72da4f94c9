package dev.isthmus.server.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.isthmus.core.cases.Case;
import dev.isthmus.server.config.ConfigFile;
import dev.isthmus.server.config.ConfigLoader;
import dev.isthmus.server.config.LoadResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that runs is changed through its file and through its admin port. */
class ReloadTest {
  private static final String CONFIG =
      """
      listeners: [{address: "127.0.0.1:0"}]
      admin:
        address: "127.0.0.1:0"
        tokens:
          - {name: ops, token: "${OPS}", role: write}
          - {name: graphs, token: "${GRAPHS}"}
      providers:
        gpu: {type: compatible, endpoint: "http://127.0.0.1:8999", allow_private: true, credential: none}
      models:
        m:
          deployments:
            - {name: one, provider: gpu, model: m, price: free}
            - {name: two, provider: gpu, model: m, price: free}
      callers: [{name: c, key: "${KEY}"}]
      """;
  private static final String OPS = "Bearer ops-token-0123456789";
  private static final String GRAPHS = "Bearer graphs-token-0123456";
  private static final String CALLER = "Bearer sk-caller-0123456789";
  private static final String ROUTE = "routes: {m: {objective: batch}}\n";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path folder = Path.of("");
  private Path file = Path.of("");
  private @Nullable Gateway started;
  private String first = "";

  @BeforeEach
  void start() throws Exception {
    file = Files.writeString(folder.resolve("gateway.yaml"), CONFIG);
    Map<String, String> secrets =
        Map.of(
            "OPS",
            "ops-token-0123456789",
            "GRAPHS",
            "graphs-token-0123456",
            "KEY",
            "sk-caller-0123456789");
    ConfigFile source = new ConfigFile(file, new ConfigLoader(secrets));
    LoadResult read = source.load();
    LoadResult.Loaded good = assertInstanceOf(LoadResult.Loaded.class, read, read::toString);
    started = Gateway.start(good.config(), source);
    first = version().path("configuration").asText();
  }

  @AfterEach
  void stop() {
    Gateway running = started;
    if (running != null) {
      running.close();
    }
  }

  private Gateway gateway() {
    return Objects.requireNonNull(started);
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway().adminAddress().getPort() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode ops(int status, String method, String path, String body) throws Exception {
    HttpResponse<String> answer = send(method, path, body, "authorization", OPS);
    assertEquals(status, answer.statusCode(), answer::body);
    return new ObjectMapper().readTree(answer.body());
  }

  private JsonNode version() throws Exception {
    return ops(200, "GET", "/admin/version", "");
  }

  private JsonNode state() throws Exception {
    return ops(200, "GET", "/admin/state", "");
  }

  private String metrics() throws Exception {
    return send("GET", "/metrics", "").body();
  }

  /** Asks again and again, because a file is not told of at once. */
  private JsonNode awaitVersion(Predicate<JsonNode> wanted) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    JsonNode last = version();
    while (!wanted.test(last)) {
      assertTrue(System.nanoTime() < until, last::toString);
      last = version();
    }
    return last;
  }

  private void replaceFile(String text) throws Exception {
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aChangedFileIsInForceWithoutAnybodyAsking() throws Exception {
    replaceFile(CONFIG + ROUTE);
    JsonNode now = awaitVersion(one -> one.path("generation").asInt() == 2);
    assertEquals("file", now.at("/last_reload/trigger").asText());
    assertEquals("accepted", now.at("/last_reload/result").asText());
    assertEquals("batch", state().at("/routes/m/objective/name").asText());
    assertTrue(
        metrics()
            .contains(
                "isthmus_configuration_info{version=\""
                    + now.path("configuration").asText()
                    + "\",} 1.0"));
  }

  @Test
  void aBrokenFileIsRefusedWithLineAndFieldWhileTheOldOneServes() throws Exception {
    replaceFile(CONFIG + "routes: {m: {objektive: batch}}\n");
    JsonNode now = awaitVersion(one -> one.at("/last_reload/result").asText().equals("refused"));
    assertEquals(first, now.path("configuration").asText());
    assertEquals(1, now.path("generation").asInt());
    JsonNode problem = now.at("/last_reload/problems/0");
    assertEquals(15, problem.path("line").asInt(), now::toString);
    assertEquals("routes.m.objektive", problem.path("field").asText());
    assertTrue(problem.path("message").asText().contains("did you mean 'objective'"));
    assertTrue(metrics().contains("isthmus_configuration_last_reload_successful 0.0"));
    JsonNode asked = ops(422, "POST", "/admin/reload", "");
    assertEquals("refused", asked.path("result").asText());
    assertEquals(problem, asked.at("/problems/0"));
    Files.writeString(file, CONFIG);
    awaitVersion(one -> one.at("/last_reload/result").asText().equals("unchanged"));
    assertTrue(metrics().contains("isthmus_configuration_last_reload_successful 1.0"));
  }

  @Test
  void theSameFileAgainIsNoChange() throws Exception {
    JsonNode again = ops(200, "POST", "/admin/reload", "");
    assertEquals("unchanged", again.path("result").asText());
    assertEquals(first, again.path("configuration").asText());
    assertEquals(1, version().path("generation").asInt());
  }

  @Test
  void weightsAreTriedUntilTheNextReload() throws Exception {
    JsonNode done = ops(200, "PATCH", "/admin/routes/m", "{\"objective\":{\"cost\":3}}");
    assertEquals(first + "+1", done.path("configuration").asText());
    assertTrue(done.path("before").asText().startsWith("interactive cost=1 "), done::toString);
    assertTrue(done.path("after").asText().startsWith("custom cost=3 "), done::toString);
    assertEquals(3, state().at("/routes/m/objective/cost").asDouble());
    assertEquals(0.0008, state().at("/routes/m/objective/first_token_second").asDouble());
    assertEquals(first + "+1", state().path("configuration").asText());
    assertEquals("m", version().at("/patched_routes/0").asText());
    assertTrue(metrics().contains("isthmus_route_weight{route=\"m\",weight=\"cost\",} 3.0"));
    ops(200, "PATCH", "/admin/routes/m", "{\"objective\":\"cheapest\"}");
    assertEquals("cheapest", state().at("/routes/m/objective/name").asText());
    JsonNode reloaded = ops(200, "POST", "/admin/reload", "");
    assertEquals("done", reloaded.path("result").asText());
    assertEquals(first, state().path("configuration").asText());
    assertEquals(1, state().at("/routes/m/objective/cost").asDouble());
  }

  @Test
  void aPatchThatIsWrongChangesNothing() throws Exception {
    ops(404, "PATCH", "/admin/routes/nowhere", "{\"objective\":\"batch\"}");
    ops(422, "PATCH", "/admin/routes/m", "{\"objective\":\"fastest\"}");
    ops(422, "PATCH", "/admin/routes/m", "{\"objective\":{\"failure\":0}}");
    ops(422, "PATCH", "/admin/routes/m", "{\"objective\":{\"cost\":-1}}");
    ops(422, "PATCH", "/admin/routes/m", "{\"objective\":{\"speed\":1}}");
    ops(400, "PATCH", "/admin/routes/m", "{\"objective\":{\"cost\":\"1\"}}");
    ops(400, "PATCH", "/admin/routes/m", "{\"weights\":{\"cost\":1}}");
    ops(400, "PATCH", "/admin/routes/m", "{\"objective\":{\"cost\":1,\"cost\":2}}");
    ops(400, "PATCH", "/admin/routes/m", "not json");
    ops(400, "PATCH", "/admin/routes/m", "");
    assertEquals(first, state().path("configuration").asText());
  }

  @Test
  void aDrainHoldsThroughReloads() throws Exception {
    assertEquals(
        "done", ops(200, "POST", "/admin/deployments/one/drain", "").path("result").asText());
    assertEquals(
        "unchanged", ops(200, "POST", "/admin/deployments/one/drain", "").path("result").asText());
    Files.writeString(file, CONFIG.replace("name: two", "name: three") + ROUTE);
    ops(200, "POST", "/admin/reload", "");
    JsonNode state = state();
    assertEquals("DRAINED", state.at("/deployments/one/excluded_by").asText());
    assertTrue(state.at("/deployments/one/drained").asBoolean());
    assertTrue(state.at("/deployments/three/excluded_by").isNull());
    assertFalse(state.path("deployments").has("two"));
    ops(200, "POST", "/admin/deployments/one/undrain", "");
    assertTrue(state().at("/deployments/one/excluded_by").isNull());
    ops(404, "POST", "/admin/deployments/two/drain", "");
  }

  @Test
  @Case(
      id = "A8",
      did = "no token, a caller's key, a reader's token and a foreign page, on each write")
  void whoMayDoWhat() throws Exception {
    String[] writes = {
      "POST /admin/reload", "PATCH /admin/routes/m", "POST /admin/deployments/one/drain"
    };
    for (String write : writes) {
      String[] parts = write.split(" ", -1);
      String body = "{\"objective\":\"batch\"}";
      assertEquals(401, send(parts[0], parts[1], body).statusCode(), write);
      assertEquals(
          401, send(parts[0], parts[1], body, "authorization", CALLER).statusCode(), write);
      assertEquals(
          403, send(parts[0], parts[1], body, "authorization", GRAPHS).statusCode(), write);
      HttpResponse<String> foreign =
          send(parts[0], parts[1], body, "authorization", OPS, "origin", "http://evil.example");
      assertEquals(403, foreign.statusCode(), write);
    }
    assertEquals(401, send("GET", "/admin/state", "").statusCode());
    assertEquals(200, send("GET", "/admin/state", "", "authorization", GRAPHS).statusCode());
    for (String open : new String[] {"/healthz", "/readyz", "/metrics"}) {
      assertEquals(200, send("GET", open, "").statusCode(), open);
    }
    assertEquals(405, send("GET", "/admin/reload", "", "authorization", OPS).statusCode());
    assertEquals(first, version().path("configuration").asText());
  }

  @Test
  @Case(id = "A8", did = "ten wrong tokens from one address, then a right one")
  void guessingIsSlowedDownForOneWhoGuesses() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertEquals(
          401, send("GET", "/admin/state", "", "authorization", "Bearer sk-c" + i).statusCode());
    }
    HttpResponse<String> eleventh = send("GET", "/admin/state", "", "authorization", OPS);
    assertEquals(429, eleventh.statusCode());
    assertTrue(Integer.parseInt(eleventh.headers().firstValue("retry-after").orElse("0")) <= 6);
    assertEquals(200, send("GET", "/readyz", "").statusCode());
  }

  @Test
  void anAdminAddressCannotMove() throws Exception {
    Files.writeString(
        file, CONFIG.replace("  address: \"127.0.0.1:0\"", "  address: \"127.0.0.1:1\""));
    JsonNode refused = ops(422, "POST", "/admin/reload", "");
    assertEquals("admin.address", refused.at("/problems/0/field").asText());
    assertEquals(3, refused.at("/problems/0/line").asInt());
  }
}
