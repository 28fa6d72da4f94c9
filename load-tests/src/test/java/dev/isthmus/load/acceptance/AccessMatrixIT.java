package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.isthmus.core.call.Operation;
import dev.isthmus.core.cases.Case;
import dev.isthmus.core.cases.Figures;
import dev.isthmus.load.chaos.FakeUpstream;
import dev.isthmus.load.chaos.Script;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.server.http.Routes;
import dev.isthmus.server.http.Tongue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may do what: every path that is served, with every kind of key. The paths come from the
 * inventory that serves, so that a new one is in here before anybody thinks of it.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class AccessMatrixIT {
  private static final String KEY = "sk-good";
  private static final String OTHER_KEY = "sk-other";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final JsonMapper JSON = new JsonMapper();

  /** With what a caller comes, and what it gets. */
  enum Visitor {
    NO_KEY(401),
    EMPTY_KEY(401, "authorization: Bearer "),
    WRONG_KEY(401, "authorization: Bearer sk-wrong"),
    WRONG_AZURE_KEY(401, "api-key: sk-wrong"),
    HALF_A_KEY(401, "authorization: Bearer sk-goo"),
    A_KEY_AND_MORE(401, "authorization: Bearer " + KEY + "x"),
    OTHER_CASE(401, "authorization: Bearer SK-GOOD"),
    BASIC(401, "authorization: Basic " + KEY),
    TWO_KEYS(401, "authorization: Bearer " + KEY, "api-key: " + OTHER_KEY),
    TWICE(401, "authorization: Bearer " + KEY, "authorization: Bearer " + KEY),
    WRONG_AND_GOOD(401, "authorization: Bearer sk-wrong", "api-key: " + KEY),
    ANOTHER_MODEL(404, "authorization: Bearer " + OTHER_KEY),
    GOOD(200, "authorization: Bearer " + KEY),
    GOOD_AZURE(200, "api-key: " + KEY),
    GOOD_TWO_WAYS(200, "authorization: Bearer " + KEY, "api-key: " + KEY);

    private final int status;
    private final String headers;

    Visitor(int status, String... headers) {
      this.status = status;
      this.headers = String.join("\n", headers);
    }

    private List<String> headers() {
      return headers.lines().toList();
    }

    /**
     * A list of models is never refused for a model: it leaves out what is not for the caller.
     * Nothing is stored under the name of a model.
     */
    private int statusOf(Routes route) {
      boolean list = route.operation() == null && !route.namesModel();
      if (route.operation() == Operation.STORED && status == 200) {
        return 404;
      }
      return this == ANOTHER_MODEL && list ? 200 : status;
    }
  }

  record Visit(Routes route, Visitor visitor) {}

  private final CloudHost host = CloudHost.start(1);
  private final PackagedGateway gateway;
  private final Cloud azure;

  AccessMatrixIT() throws Exception {
    azure =
        host.open(
            CloudSpec.azure("azure", "eastus2")
                .key("azure-key")
                .deploy(Deployment.of("model", "model"))
                .deploy(Deployment.embedding("vectors", "vectors", 8)));
    gateway = PackagedGateway.start(CONFIG.replace("@AZURE@", azure.base().toString()), Map.of());
  }

  @AfterAll
  void close() {
    gateway.close();
    host.close();
  }

  static Stream<Visit> visits() {
    List<Visit> all = new ArrayList<>();
    for (Routes route : Routes.values()) {
      if (route.tongue().name().startsWith("KSERVE")) {
        // Its errors have no code, and no cloud here serves it: HttpInferenceTest visits it.
        continue;
      }
      for (Visitor visitor : Visitor.values()) {
        all.add(new Visit(route, visitor));
      }
    }
    return all.stream();
  }

  private static String model(Routes route) {
    if (route.operation() == null) {
      return "model";
    }
    return switch (route.operation()) {
      case EMBEDDING -> "vectors";
      default -> "model";
    };
  }

  private static String path(Routes route) {
    String path = filled(route, model(route));
    if (route.tongue() == Tongue.GEMINI_STREAM) {
      return path + "?alt=sse";
    }
    return route.needsApiVersion() ? path + "?api-version=2024-10-21" : path;
  }

  private static String filled(Routes route, String model) {
    return route.pattern().replace("{model}", model).replace("{any}", "any");
  }

  private static String body(Routes route) {
    Operation operation = route.operation();
    if (operation == null) {
      return "";
    }
    String model = "{\"model\":\"" + model(route) + "\",";
    String content = "{\"content\":{\"parts\":[{\"text\":\"Hello.\"}]}}";
    switch (route.tongue()) {
      case GEMINI_EMBED -> {
        return content;
      }
      case GEMINI_BATCH -> {
        return "{\"requests\":[" + content + "]}";
      }
      case GEMINI_PREDICT -> {
        return "{\"instances\":[{\"content\":\"Hello.\"}]}";
      }
      default -> {}
    }
    if (isGoogles(route)) {
      return "{\"contents\":[{\"parts\":[{\"text\":\"Hello.\"}]}]}";
    }
    if (route.tongue() == Tongue.ANTHROPIC) {
      model += "\"max_tokens\":9,";
    }
    return switch (route.tongue() == Tongue.ANTHROPIC ? Operation.CHAT : operation) {
      case CHAT -> model + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"}]}";
      case COMPLETION, IMAGE -> model + "\"prompt\":\"Hello.\"}";
      case EMBEDDING, RESPONSE, COUNT -> model + "\"input\":\"Hello.\"}";
      case STORED -> "{}";
      case INFER -> "{\"inputs\":[]}";
    };
  }

  private static boolean isGoogles(Routes route) {
    return route.tongue().name().startsWith("GEMINI");
  }

  private RawAnswer visit(Routes route, String method, List<String> headers) throws Exception {
    String body = method.equals("POST") ? body(route) : "";
    return RawAnswer.of(gateway.base(), method, path(route), withVersion(route, headers), body);
  }

  private static List<String> withVersion(Routes route, List<String> headers) {
    List<String> all = new ArrayList<>(headers);
    if (route.tongue() == Tongue.ANTHROPIC) {
      all.add("anthropic-version: 2023-06-01");
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("visits")
  @Case(id = "A5", did = "each served route with each kind of key")
  @Case(id = "A10", did = "looks at the caching and origin headers of each answer")
  void getsWhatItsKeyIsGoodFor(Visit visit) throws Exception {
    int before = azure.bill().sales().size();
    RawAnswer answer = visit(visit.route, visit.route.method(), visit.visitor.headers());

    assertEquals(visit.visitor.statusOf(visit.route), answer.status(), answer.text());
    assertTrue(answer.whole(), answer.text());
    assertForNobodyElse(answer);
    // Nothing here counts tokens: the gateway guesses, and nothing is sold.
    boolean guessed = visit.route.operation() == Operation.COUNT;
    boolean bought = answer.status() == 200 && visit.route.operation() != null && !guessed;
    int sold = before + (bought ? 1 : 0);
    assertEquals(sold, azure.bill().awaitSales(sold, PATIENCE).size());
    if (answer.status() == 401) {
      assertEquals(word(visit.route, "invalid_api_key"), code(visit.route, answer));
    } else if (answer.status() == 404) {
      boolean stored = visit.route.operation() == Operation.STORED;
      String what = stored ? "not_found" : "model_not_found";
      assertEquals(word(visit.route, what), code(visit.route, answer));
    } else if (visit.visitor == Visitor.ANOTHER_MODEL) {
      String list = isGoogles(visit.route) ? "models" : "data";
      assertEquals(1, JSON.readTree(answer.body()).path(list).size(), answer.text());
    }
  }

  /** What stands between us and the caller may neither keep an answer nor show it to another. */
  private static void assertForNobodyElse(RawAnswer answer) {
    assertEquals("no-store", answer.first("cache-control"));
    assertEquals("authorization", answer.first("vary"));
    assertTrue(answer.first("x-request-id").length() > 8, answer.text());
    for (Map.Entry<String, String> header : answer.headers()) {
      assertFalse(header.getKey().startsWith("access-control-"), answer.text());
    }
  }

  /** What {@code code} of OpenAI's is called in the dialect of the route. */
  private static String word(Routes route, String code) {
    boolean key = code.equals("invalid_api_key");
    if (isGoogles(route)) {
      return key ? "UNAUTHENTICATED" : "NOT_FOUND";
    }
    if (route.tongue() == Tongue.ANTHROPIC) {
      return key ? "authentication_error" : "not_found_error";
    }
    return code;
  }

  private static String code(Routes route, RawAnswer answer) throws Exception {
    JsonNode error = JSON.readTree(answer.body()).path("error");
    assertTrue(error.path("message").isTextual(), answer.text());
    if (isGoogles(route)) {
      return error.path("status").asText();
    }
    assertTrue(error.path("type").isTextual(), answer.text());
    return error.path(route.tongue() == Tongue.ANTHROPIC ? "type" : "code").asText();
  }

  @ParameterizedTest
  @EnumSource
  @Case(id = "A5", did = "each served route by each other method")
  void noRouteTakesAnotherMethod(Routes route) throws Exception {
    List<String> good = Visitor.GOOD.headers();
    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")) {
      if (!takes(route.pattern(), method)) {
        RawAnswer answer = visit(route, method, good);
        assertEquals(405, answer.status(), answer.text());
      }
    }
  }

  private static boolean takes(String pattern, String method) {
    return Stream.of(Routes.values())
        .anyMatch(route -> route.pattern().equals(pattern) && route.method().equals(method));
  }

  @ParameterizedTest
  @EnumSource
  @Case(id = "A7", did = "paths that nearly are a served one")
  void nothingIsNearARoute(Routes route) throws Exception {
    String path = filled(route, "model");
    for (String near : List.of(path + "/", path + "/x", path.toUpperCase(Locale.ROOT))) {
      RawAnswer answer = plain(route.method(), near);
      // Below responses there are those that are stored, at paths that take other methods.
      boolean stored =
          route.operation() == Operation.RESPONSE && !route.namesModel() && near.endsWith("/x");
      assertEquals(stored ? 405 : 404, answer.status(), near + answer.text());
    }
    for (String odd : List.of("/" + path, path.replaceFirst("/", "/./"), "/x/.." + path)) {
      RawAnswer answer = plain(route.method(), odd);
      assertTrue(answer.status() == 404 || answer.status() == 400, odd + answer.text());
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_NONE,
      names = {"INFER.*", "KSERVE.*"})
  @Case(id = "SSRF2", did = "each served route, with fields and headers that name another host")
  void noRouteLetsTheCallerChooseTheHost(Routes route, Figures figures) throws Exception {
    try (FakeUpstream elsewhere = FakeUpstream.start(Script.onConnect().hang())) {
      String url = "http://127.0.0.1:" + elsewhere.port();
      List<String> headers = new ArrayList<>(Visitor.GOOD.headers());
      for (String name : List.of("api-base", "x-portkey-custom-host")) {
        headers.add(name + ": " + url);
      }
      headers.add("x-forwarded-host: 127.0.0.1:" + elsewhere.port());
      RawAnswer byHeader = visit(route, route.method(), headers);
      assertEquals(Visitor.GOOD.statusOf(route), byHeader.status(), byHeader.text());
      headers.add("x-isthmus-custom-host: " + url);
      RawAnswer byOwn = visit(route, route.method(), headers);
      assertTrue(byOwn.status() == 200 || byOwn.status() == 400, byOwn.text());
      for (String field : List.of("api_base", "base_url", "endpoint", "azure_endpoint")) {
        String body = body(route);
        String more =
            body.isEmpty() ? "" : "{\"" + field + "\":\"" + url + "\"," + body.substring(1);
        String path = path(route) + (path(route).contains("?") ? "&" : "?") + field + "=" + url;
        for (String asked : List.of(path(route), path)) {
          List<String> good = withVersion(route, Visitor.GOOD.headers());
          RawAnswer answer = RawAnswer.of(gateway.base(), route.method(), asked, good, more);
          int usual = Visitor.GOOD.statusOf(route);
          assertTrue(answer.status() == usual || answer.status() == 400, answer.text());
        }
      }
      figures
          .add("route", route.name())
          .add("connections_elsewhere", elsewhere.connections().size());
      assertEquals(0, elsewhere.connections().size());
    }
  }

  @Test
  @Case(id = "J10", did = "models that would be a path, a header or a line of their own")
  void aHostileModelGoesNowhere(Figures figures) throws Exception {
    String mark = "Zq9hostile";
    List<String> names = new ArrayList<>();
    for (String name : HOSTILE_MODELS) {
      names.add("\"" + mark + name + "\"");
    }
    names.addAll(
        List.of("\"" + mark + "x".repeat(64 << 10) + "\"", "null", "{}", "[]", "7", "\"\""));
    int before = azure.bill().sales().size();
    for (String name : names) {
      String body =
          body(Routes.CHAT).replaceFirst("\"model\"(?=,)", Matcher.quoteReplacement(name));
      List<String> good = Visitor.GOOD.headers();
      RawAnswer answer = RawAnswer.of(gateway.base(), "POST", path(Routes.CHAT), good, body);
      assertTrue(answer.status() == 400 || answer.status() == 404, name + answer.text());
      assertEquals(List.of(), answer.all("x-injected"), answer.text());
    }
    for (String segment : List.of("..", "%2e%2e", "a%0d%0aX-Injected:%20y", "a%2fb", "%00", mark)) {
      String path = Routes.AZURE_CHAT.pattern().replace("{model}", segment);
      RawAnswer answer = plain("POST", path + "?api-version=2024-10-21");
      assertTrue(answer.status() == 400 || answer.status() == 404, path + answer.text());
    }
    figures.add("names", names.size()).add("calls_sold", azure.bill().sales().size() - before);
    assertEquals(before, azure.bill().sales().size());
    assertFalse(gateway.admin("/metrics").contains(mark), "a label holds what a caller wrote");
    for (String line : gateway.output()) {
      assertFalse(line.startsWith("X-Injected"), line);
      if (line.startsWith("{")) {
        assertTrue(JSON.readTree(line).isObject(), line);
      }
    }
  }

  private static final List<String> HOSTILE_MODELS =
      List.of(
          "/../admin",
          "/../../v1/models",
          "\\r\\nX-Injected: y",
          "\\nX-Injected: y",
          "a/b:c?d#e",
          "\\u0000",
          "\\u001b[31m",
          "\\u2028",
          "%0d%0aX-Injected: y",
          "${jndi:ldap://127.0.0.1/x}",
          "'; DROP TABLE calls; --",
          "\\\"},\\\"x\\\":{\\\"");

  @Test
  @Case(id = "A9", did = "two callers ask the same; each answer is bought and nothing is shared")
  void noCallerSeesAnothersCalls(Figures figures) throws Exception {
    int before = azure.bill().sales().size();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      for (String key : List.of(KEY, OTHER_KEY)) {
        String model = key.equals(KEY) ? "model" : "others";
        String body =
            body(Routes.CHAT).replace("\"model\":\"model\"", "\"model\":\"" + model + "\"");
        RawAnswer answer =
            RawAnswer.of(
                gateway.base(),
                "POST",
                path(Routes.CHAT),
                List.of("authorization: Bearer " + key),
                body);
        assertEquals(200, answer.status(), answer.text());
        assertTrue(ids.add(answer.first("x-request-id")), "an id twice");
        assertEquals(List.of(), answer.all("x-cache"));
        assertEquals(List.of(), answer.all("age"));
      }
    }
    int sold = azure.bill().awaitSales(before + 20, PATIENCE).size() - before;
    figures.add("calls", 20).add("bought", sold).add("cross_hits", 20 - sold);
    assertEquals(20, sold);
  }

  @Test
  @Case(id = "SEC8", did = "lists the ports that the process listens on")
  void nothingElseListens(Figures figures) throws Exception {
    Set<Integer> ports = ListeningPorts.of(gateway.process().pid());
    figures.add("ports", ports.size());
    assertEquals(2, ports.size(), ports::toString);
    assertTrue(ports.contains(gateway.base().getPort()), ports::toString);
  }

  private RawAnswer plain(String method, String path) throws Exception {
    return RawAnswer.of(gateway.base(), method, path, Visitor.GOOD.headers(), "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/healthz",
        "/readyz",
        "/metrics",
        "/admin/state",
        "/admin/decisions/d0",
        "/admin",
        "/",
        "/v1",
        "/v1/files",
        "/v1/batches",
        "/v1/realtime",
        "/v1/audio/speech",
        "/v1/moderations",
        "/v1/threads",
        "/v1/proxy/x",
        "/openai",
        "/openai/deployments",
        "/_sim/state",
        "/actuator",
        "/debug/pprof",
        "/.env"
      })
  @Case(id = "A7", did = "what other gateways serve, by GET and POST")
  @Case(id = "SEC8", did = "asks the port for calls for metrics, state and debugging")
  void whatIsNotServedHereIs404(String path) throws Exception {
    for (String method : List.of("GET", "POST")) {
      RawAnswer answer = plain(method, path);
      assertEquals(404, answer.status(), answer.text());
      assertForNobodyElse(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/v1/models", "/openai/models"})
  @Case(id = "SEC8", did = "asks the admin port for calls")
  void theAdminPortServesNoCalls(String path) throws Exception {
    assertTrue(gateway.admin(path).contains("expected: /healthz"), path);
  }

  private static final String CONFIG =
      """
      limits: {drain_delay: 0s}
      listeners:
        - {address: "127.0.0.1:0"}
      admin: {address: "127.0.0.1:0"}
      providers:
        azure: {type: azure, endpoint: "@AZURE@", credential: {api_key: azure-key}, allow_private: true}
      models:
        model: {deployments: [{name: one, provider: azure, model: model, price: free, capabilities: [chat, completion, response, image_generation]}]}
        vectors: {deployments: [{name: two, provider: azure, model: vectors, price: free, capabilities: [embedding]}]}
        others: {deployments: [{name: three, provider: azure, model: model, price: free}]}
      callers:
        - {name: good, key: "sk-good", models: [model, vectors]}
        - {name: other, key: "sk-other", models: [others]}
      """;
}
