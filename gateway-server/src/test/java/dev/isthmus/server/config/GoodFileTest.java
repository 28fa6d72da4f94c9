package dev.isthmus.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Capability;
import dev.isthmus.server.config.CallerConfig.CallClass;
import dev.isthmus.server.config.CallerConfig.Expose;
import dev.isthmus.server.config.DeploymentConfig.Tier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a good file amounts to. */
final class GoodFileTest {

  private static final String SMALLEST =
      """
      listeners: [{address: "localhost:0"}]
      providers:
        gpu: {type: compatible, endpoint: "http://localhost:8000", allow_private: true, credential: none}
      models:
        m: {deployments: [{name: d, provider: gpu, model: m, price: free}]}
      callers: [{name: c, key: "${DEMO_KEY}"}]
      """;

  @TempDir Path folder = Path.of("");
  private Bench bench;

  @BeforeEach
  void prepare() throws Exception {
    bench = new Bench(folder);
  }

  private static final LimitsConfig.Drain USUAL_DRAIN =
      new LimitsConfig.Drain(Duration.ofSeconds(5), Duration.ofSeconds(30));
  private static final LimitsConfig.Drain NO_DRAIN =
      new LimitsConfig.Drain(Duration.ZERO, Duration.ZERO);
  private static final LimitsConfig.Overload USUAL_OVERLOAD =
      new LimitsConfig.Overload(10_000, null, Duration.ofMillis(250));
  private static final LimitsConfig.Patience USUAL_PATIENCE =
      new LimitsConfig.Patience(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(75),
          Duration.ofSeconds(60));

  @Test
  void edgesAreBound() throws Exception {
    GatewayConfig config = bench.loaded(Bench.good());

    assertEquals(new HostPort("127.0.0.1", 8080), config.listeners().get(0).address());
    assertNull(config.listeners().get(0).tls());
    assertEquals(new HostPort("::1", 8443), config.listeners().get(1).address());
    assertNotNull(config.listeners().get(1).tls());
    assertEquals(9090, config.admin().address().port());
    assertEquals(
        new LimitsConfig(
            8 << 20, 128 << 20, 2000, 2, null, NO_DRAIN, 2, USUAL_OVERLOAD, USUAL_PATIENCE),
        config.limits());
  }

  @Test
  void decisionsAreBound() throws Exception {
    assertEquals(
        new DecisionsConfig("decisions", 0.1, 64 << 20), bench.loaded(Bench.good()).decisions());
    assertEquals(new DecisionsConfig(null, 0.05, 1 << 30), bench.loaded(SMALLEST).decisions());
    ConfigProblem problem = bench.errors(SMALLEST + "decisions: {sample: 1.5}\n").get(0);
    assertEquals("decisions.sample", problem.path());
    assertEquals("1.5 (expected: from 0 to 1)", problem.message());
  }

  @Test
  void providersAreBound() throws Exception {
    GatewayConfig config = bench.loaded(Bench.good());

    ProviderConfig east = config.provider("azure-east");
    assertEquals(URI.create("https://east.openai.azure.com"), east.endpoint());
    assertEquals("2024-10-21", east.settings().get("api_version"));
    assertEquals(
        Bench.MARK + "-azure",
        assertInstanceOf(CredentialConfig.ApiKey.class, east.credential()).key().reveal());
    assertEquals("v1", config.provider("azure-sweden").settings().get("api_version"));
    assertInstanceOf(CredentialConfig.Entra.class, config.provider("azure-sweden").credential());
    ProviderConfig vertex = config.provider("vertex-eu");
    assertEquals("europe-west4", vertex.place().region());
    assertEquals("https://europe-west4-aiplatform.googleapis.com", vertex.endpoint().toString());
    assertInstanceOf(CredentialConfig.ServiceAccount.class, vertex.credential());
    assertEquals(
        "https://aiplatform.eu.rep.googleapis.com",
        config.provider("gemini-eu").endpoint().toString());
    assertEquals(
        "https://aiplatform.googleapis.com",
        config.provider("gemini-global").endpoint().toString());
    assertEquals("https://api.openai.com/v1", config.provider("openai-us").endpoint().toString());
    assertInstanceOf(CredentialConfig.None.class, config.provider("gpu-1").credential());
    assertTrue(config.provider("gpu-1").allowPrivate());
  }

  @Test
  void thePlanSaysEachProvidersSettings() throws Exception {
    String file =
        SMALLEST.replaceFirst(
            "\\{type: compatible[^}]*\\}",
            "{type: bedrock, aws_region: eu-central-1, credential: {aws: {}}}");

    String plan = ConfigPrinter.print(bench.loaded(file));

    assertTrue(plan.contains("\n  aws_region: eu-central-1\n"), plan);
  }

  @Test
  void aProviderSeesTheHeadersThatItsListNames() throws Exception {
    String list = "forward_headers: [traceparent, x-team-*], ";
    String file = SMALLEST.replace("credential: none", list + "credential: none");

    GatewayConfig config = bench.loaded(file);

    assertEquals(List.of("traceparent", "x-team-*"), config.provider("gpu").forward().names());
    assertTrue(ConfigPrinter.print(config).contains("sees traceparent, x-team-*"));
  }

  @Test
  void modelsAreBound() throws Exception {
    ModelConfig model = bench.loaded(Bench.good()).models().get(0);

    assertEquals("gpt-oss-120b", model.name());
    DeploymentConfig ptu = model.deployments().get(0);
    assertEquals(Tier.PROVISIONED, ptu.standing().tier());
    assertEquals(PriceConfig.free(), ptu.price());
    assertEquals(new DeploymentConfig.QuotaConfig(100_000L, 600L, 64), ptu.limits());
    assertEquals(Set.of(Capability.CHAT, Capability.TOOLS), ptu.abilities().capabilities());
    assertEquals(Duration.ofMillis(300), ptu.expect().firstToken());
    DeploymentConfig sweden = model.deployments().get(1);
    assertEquals(
        new PriceConfig(
            0.15,
            0.075,
            0.2,
            0.3,
            0.6,
            0.001,
            new PriceConfig.LongContext(200_000, 0.31, 0.16, null, null, 0.9),
            PriceConfig.Origin.CONFIGURATION),
        sweden.price());
    assertEquals(
        EnumSet.complementOf(EnumSet.of(Capability.INFER)), sweden.abilities().capabilities());
  }

  @Test
  void routesAreBoundAndFilledIn() throws Exception {
    GatewayConfig config = bench.loaded(Bench.good());

    RouteConfig route = config.route("gpt-oss-120b");
    assertEquals(new ObjectiveConfig("custom", 1, 0.0008, 0.00005, 0.0016), route.objective());
    assertEquals(List.of("gemini-2.5-flash"), route.substitutes());
    assertEquals(Set.of("eu"), route.only().dataZones());
    assertEquals(Duration.ofMinutes(5), route.deadlines().total());
    assertEquals(Duration.ofMillis(750), route.deadlines().rest());
    assertFalse(route.habits().retryUnanswered());
    assertNull(route.habits().hedge());
    assertEquals(
        new HedgeConfig(0.9, Duration.ofMillis(450), 0.05, 0.03),
        config.route("gpt-4.1-mini").habits().hedge());
    assertEquals("cheapest", config.route("gpt-4.1-mini").objective().name());
    assertEquals(
        new ObjectiveConfig("custom", 0.5, 0.0001, 0, 0.002),
        config.route("gpt-4.1-mini").habits().shadow());
    assertNull(route.habits().shadow());
    assertEquals(RouteConfig.standard("gemini-2.5-flash"), config.route("gemini-2.5-flash"));
  }

  @Test
  void anEmptyHedgeIsTheUsualOne() throws Exception {
    String file = SMALLEST + "routes: {m: {hedge: {}}}\n";
    assertEquals(
        new HedgeConfig(0.95, Duration.ofMillis(300), 0.02, 0.01),
        bench.loaded(file).route("m").habits().hedge());
    String number = SMALLEST + "routes: {m: {hedge: {after: 0.99}}}\n";
    HedgeConfig early = bench.loaded(number).route("m").habits().hedge();
    assertEquals(0.99, Objects.requireNonNull(early).quantile());
  }

  @Test
  void callersAreBoundAndTheirKeysHashed() throws Exception {
    List<CallerConfig> callers = bench.loaded(Bench.good()).callers();

    CallerConfig demo = callers.get(0);
    assertEquals(64, demo.keySha256().length());
    assertFalse(demo.toString().contains(Bench.MARK));
    assertEquals(Set.of("gpt-oss-120b", "gemini-2.5-flash"), demo.models());
    assertEquals(new CallerConfig.Limits(60L, 100_000L, null), demo.limits());
    assertEquals(Expose.FULL, demo.expose());
    assertEquals(CallClass.BATCH, demo.callClass());
    assertEquals(Set.of(), callers.get(1).models());
    assertEquals(Expose.ID, callers.get(1).expose());
  }

  @Test
  void whatIsAbsentHasDefaults() throws Exception {
    GatewayConfig config = bench.loaded(SMALLEST);

    assertEquals("127.0.0.1:9090", config.admin().address().toString());
    assertEquals(
        new LimitsConfig(
            32 << 20,
            256 << 20,
            10_000,
            null,
            null,
            USUAL_DRAIN,
            1,
            USUAL_OVERLOAD,
            USUAL_PATIENCE),
        config.limits());
    assertEquals(DeadlinesConfig.DEFAULT, config.route("m").deadlines());
    DeploymentConfig deployment = config.models().get(0).deployments().get(0);
    assertEquals(80.0, deployment.expect().tokensPerSecond());
    assertNull(deployment.abilities().contextWindow());
    assertTrue(deployment.abilities().usageInStream());
  }

  @Test
  void anAbsentSectionMeansWhatTheDocumentedDefaultsMean() throws Exception {
    GatewayConfig absent = bench.loaded(SMALLEST);
    GatewayConfig empty =
        bench.loaded(SMALLEST + "admin: {}\nlimits: {}\nroutes: {m: {deadlines: {}, only: {}}}\n");

    assertEquals(absent.admin(), empty.admin());
    assertEquals(absent.limits(), empty.limits());
    assertEquals(absent.routes(), empty.routes());
  }

  @Test
  void theVersionNamesTheBytesOfTheFile() throws Exception {
    String version = bench.loaded(SMALLEST).version();

    assertEquals(version, bench.loaded(SMALLEST).version());
    assertNotEquals(version, bench.loaded(SMALLEST + "# a word\n").version());
  }

  @Test
  void aGoodFileHasOnlyTheWarningsThatItDeserves() throws Exception {
    assertEquals(List.of(), bench.problems(Bench.good()));
    assertEquals(
        List.of(
            "models.m.deployments[0].price: unpriced: no price here and none in the shipped table"
                + " (expected: price, or free)"),
        bench.problems(SMALLEST.replace(", price: free", "")).stream()
            .map(one -> one.path() + ": " + one.message())
            .toList());
  }

  @Test
  void theShippedExampleLoads() throws Exception {
    Path example = project().resolve("deploy/gateway.example.yaml");
    var environment =
        Map.of(
            "AZURE_EAST_KEY", "one",
            "AZURE_CLIENT_SECRET", "two",
            "ANTHROPIC_KEY", "four",
            "WEB_SHOP_KEY", "three-0123456789");

    LoadResult result = new ConfigLoader(environment).load(example);

    assertEquals(
        List.of(), assertInstanceOf(LoadResult.Loaded.class, result, result::toString).warnings());
  }

  private static Path project() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("mvnw"))) {
      at = at.resolve("..").normalize();
    }
    return at;
  }
}
