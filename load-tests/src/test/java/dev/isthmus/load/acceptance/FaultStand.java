package dev.isthmus.load.acceptance;

import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.Tempo;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The packaged gateway in front of a cloud that commits faults and two that do not. Every faulty
 * deployment is asked first, has a model and a provider of its own, and is asked once in each way,
 * so that no case knows of another. Threads: one test at a time.
 */
final class FaultStand implements AutoCloseable {
  static final String CALLER_KEY = "sk-CANARY-caller";
  static final String AZURE_KEY = "CANARY-azure";
  static final String SPARE_KEY = "CANARY-spare";
  static final String PROMPT = "CANARY-prompt sim:tokens=120";

  /** What a spare's answers call their model. */
  static final String SPARE_MODEL = "the-spare";

  private static final long TOKEN_LIFE_MILLIS = 3_600_000;
  private static final Tempo QUICK = new Tempo(Duration.ofMillis(2), 4000, 1e9, 0, 4);

  /** On which kind of cloud the fault happens: what passes as it came, and what is translated. */
  enum Backend {
    AZURE("azure", "d-%s"),
    GEMINI("gemini", "gemini-2.5-%s");

    private final String provider;
    private final String deployment;

    Backend(String provider, String deployment) {
      this.provider = provider;
      this.deployment = deployment;
    }

    private String name(String fault) {
      return deployment.formatted(fault);
    }
  }

  /** One call: a fault by its name, where, how many candidates, and which way of answering. */
  record Call(String fault, Backend backend, int candidates, boolean stream) {
    private String model() {
      return "%s-%s-%d-%s".formatted(fault, backend.provider, candidates, stream ? "s" : "p");
    }

    @Override
    public String toString() {
      return model();
    }
  }

  private final Map<String, Fault> faults = new LinkedHashMap<>();
  private final CloudHost host = CloudHost.start(1);
  private final Cloud azure;
  private final Cloud vertex;
  private final PackagedGateway gateway;
  private final String token;

  /** Starts with {@code faults} by their names, each on every kind of cloud. */
  FaultStand(Map<String, Fault> faults) throws Exception {
    this.faults.putAll(faults);
    azure = open(CloudSpec.azure("faulty", "eastus2").key(AZURE_KEY), Backend.AZURE);
    vertex = open(CloudSpec.vertex("faulty-too", "project", "europe-west4"), Backend.GEMINI);
    Deployment spare = Deployment.of("spare", SPARE_MODEL).tempo(QUICK);
    Cloud one = host.open(CloudSpec.compatible("one").key(SPARE_KEY).deploy(spare));
    Cloud other = host.open(CloudSpec.compatible("other").key(SPARE_KEY).deploy(spare));
    token = vertex.issueToken(TOKEN_LIFE_MILLIS);
    gateway = PackagedGateway.start(config(one, other), Map.of());
  }

  private Cloud open(CloudSpec spec, Backend backend) throws IOException {
    CloudSpec full = spec;
    for (String fault : faults.keySet()) {
      String name = backend.name(fault);
      full = full.deploy(Deployment.of(name, name).tempo(QUICK));
    }
    Cloud cloud = host.open(full);
    faults.forEach((name, fault) -> cloud.faults().add(fault.onDeployment(backend.name(name))));
    return cloud;
  }

  private String config(Cloud one, Cloud other) {
    StringBuilder providers = new StringBuilder(HEAD);
    StringBuilder models = new StringBuilder("models:\n");
    StringBuilder routes = new StringBuilder("routes:\n");
    for (Call call : calls()) {
      providers.append(provider(call));
      models.append(model(call));
      routes.append(
          ROUTE.formatted(call.model(), call.fault.startsWith("STALL") ? "1500ms" : "15s"));
    }
    providers.append(SPARE.formatted("one", one.base(), SPARE_KEY));
    providers.append(SPARE.formatted("other", other.base(), SPARE_KEY));
    return providers.append(models).append(routes).append(CALLERS.formatted(CALLER_KEY)).toString();
  }

  private String provider(Call call) {
    return call.backend == Backend.AZURE
        ? AZURE.formatted(call.model(), azure.base(), AZURE_KEY)
        : VERTEX.formatted(call.model(), vertex.base(), token);
  }

  private static String model(Call call) {
    String name = call.model();
    String text = MODEL.formatted(name, name, name, call.backend.name(call.fault));
    return call.candidates == 1
        ? text
        : text + STOP.formatted(name, "one", "one") + STOP.formatted(name, "other", "other");
  }

  /** Every fault in every way. */
  List<Call> calls() {
    return faults.keySet().stream().flatMap(FaultStand::calls).toList();
  }

  private static Stream<Call> calls(String fault) {
    return List.of(Backend.values()).stream()
        .flatMap(
            backend ->
                Stream.of(
                    new Call(fault, backend, 1, false),
                    new Call(fault, backend, 1, true),
                    new Call(fault, backend, 3, false),
                    new Call(fault, backend, 3, true)));
  }

  /** Makes the call and reads its answer to the end. */
  RawAnswer ask(Call call) throws IOException {
    String body =
        """
        {"model":"%s","stream":%s,"messages":[{"role":"user","content":"%s"}]}"""
            .formatted(call.model(), call.stream, PROMPT);
    List<String> headers = List.of("authorization: Bearer " + CALLER_KEY);
    return RawAnswer.of(gateway.base(), "POST", "/v1/chat/completions", headers, body);
  }

  /** Everything that may be in no answer. */
  List<String> secrets() {
    return List.of(CALLER_KEY, AZURE_KEY, SPARE_KEY, token);
  }

  @Override
  public void close() {
    gateway.close();
    host.close();
  }

  private static final String HEAD =
      """
      limits: {drain_delay: 0s}
      listeners:
        - {address: "127.0.0.1:0"}
      admin: {address: "127.0.0.1:0"}
      providers:
      """;
  private static final String AZURE =
      """
        %s: {type: azure, endpoint: "%s", region: eastus2, credential: {api_key: "%s"}, allow_private: true}
      """;
  private static final String VERTEX =
      """
        %s: {type: gemini, endpoint: "%s", project: project, location: europe-west4, credential: {token: "%s"}, allow_private: true}
      """;
  private static final String SPARE =
      """
        %s: {type: compatible, endpoint: "%s/v1", region: own, credential: {api_key: "%s"}, allow_private: true}
      """;
  private static final String MODEL =
      """
        %s:
          deployments:
            - {name: at-%s, provider: %s, model: %s, price: free}
      """;
  private static final String STOP =
      """
            - {name: at-%s-%s, provider: %s, model: spare, price: free, priority: 1}
      """;
  private static final String ROUTE =
      """
        %s: {strict_priority: true, deadlines: {first_content: %2$s, idle: %2$s}}
      """;
  private static final String CALLERS =
      """
      callers:
        - {name: everything, key: "%s", models: ["*"], expose: full}
      """;
}
