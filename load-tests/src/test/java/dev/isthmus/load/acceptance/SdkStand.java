package dev.isthmus.load.acceptance;

import com.openai.azure.AzureOpenAIServiceVersion;
import com.openai.azure.AzureUrlPathMode;
import com.openai.azure.credential.AzureApiKeyCredential;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.FaultKind;
import dev.isthmus.load.cloud.RetryForm;
import dev.isthmus.load.cloud.Tempo;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The packaged gateway in front of simulated clouds, one model per backend, and the official client
 * that knows nothing of it but base URL and key. Threads: one test at a time.
 */
final class SdkStand implements AutoCloseable {
  static final String KEY = "sk-everything";

  /** May use one model only. */
  static final String NARROW_KEY = "sk-one-model-only";

  /** Has two requests a minute. */
  static final String LIMITED_KEY = "sk-two-a-minute";

  static final int DIMENSIONS = 1536;
  static final String DATED = "2025-04-01-preview";
  static final long BUSY_MILLIS = 20_000;

  private static final String AZURE_KEY = "azure-key";
  private static final long TOKEN_LIFE_MILLIS = 3_600_000;
  private static final int EVENTS_BEFORE_ERROR = 6;
  private static final Tempo SLOW = new Tempo(Duration.ofMillis(20), 40, 1e9, 0, 1);

  private final CloudHost host = CloudHost.start(1);
  private final SdkCertificate certificate = new SdkCertificate();
  private final Cloud azure;
  private final Cloud vertex;
  private final PackagedGateway gateway;
  private final Map<String, OpenAIClient> clients = new HashMap<>();

  private SdkStand() throws Exception {
    azure = host.open(azureCloud());
    vertex = host.open(vertexCloud());
    Cloud gpu = host.open(CloudSpec.compatible("gpu").deploy(embedding()));
    for (SdkBackend backend : SdkBackend.values()) {
      if (backend != SdkBackend.AZURE_DATED) {
        breakParts(backend);
      }
    }
    String config = config(azure.base().toString(), vertex.base().toString(), gpu.base() + "/v1");
    String token = vertex.issueToken(TOKEN_LIFE_MILLIS);
    Map<String, String> secrets =
        Map.of(
            "AZURE_KEY",
            AZURE_KEY,
            "GOOGLE_TOKEN",
            token,
            "TLS_CERTIFICATE",
            certificate.certificatePem(),
            "TLS_KEY",
            certificate.keyPem());
    gateway = PackagedGateway.start(config, secrets);
  }

  static SdkStand start() throws Exception {
    return new SdkStand();
  }

  private static CloudSpec azureCloud() {
    return chatDeployments(CloudSpec.azure("azure", "eastus2").key(AZURE_KEY), SdkBackend.AZURE_V1)
        .deploy(embedding());
  }

  private static CloudSpec vertexCloud() {
    CloudSpec vertex = CloudSpec.vertex("vertex", "project", "europe-west4");
    return chatDeployments(chatDeployments(vertex, SdkBackend.VERTEX), SdkBackend.GEMINI);
  }

  private static CloudSpec chatDeployments(CloudSpec cloud, SdkBackend backend) {
    String slow = backend.deployment("slow");
    CloudSpec full = cloud.deploy(Deployment.of(slow, slow).tempo(SLOW));
    for (String kind : List.of("chat", "busy", "frail")) {
      full = full.deploy(Deployment.of(backend.deployment(kind), backend.deployment(kind)));
    }
    return full;
  }

  private static Deployment embedding() {
    return Deployment.embedding("text-embedding-3-small", "text-embedding-3-small", DIMENSIONS);
  }

  private void breakParts(SdkBackend backend) {
    Cloud cloud = cloud(backend);
    cloud
        .faults()
        .add(
            Fault.status(429)
                .onDeployment(backend.deployment("busy"))
                .retryAfter(RetryForm.SECONDS, BUSY_MILLIS));
    cloud
        .faults()
        .add(
            Fault.of(FaultKind.ERROR_MIDSTREAM)
                .onDeployment(backend.deployment("frail"))
                .afterEvents(EVENTS_BEFORE_ERROR));
  }

  /** The cloud that {@code backend} is part of. */
  Cloud cloud(SdkBackend backend) {
    return backend.onAzure() ? azure : vertex;
  }

  PackagedGateway gateway() {
    return gateway;
  }

  /** The client with its default settings, but that it tries once; it ends with the stand. */
  OpenAIClient client() {
    return client(KEY);
  }

  OpenAIClient client(String key) {
    return clients.computeIfAbsent(key, this::newClient);
  }

  private OpenAIClient newClient(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(gateway.base() + "/v1")
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  /** The client by TLS, where it speaks HTTP/2. */
  OpenAIClient tlsClient() {
    return clients.computeIfAbsent("TLS", name -> newTlsClient());
  }

  private OpenAIClient newTlsClient() {
    try {
      return OpenAIOkHttpClient.builder()
          .baseUrl(tlsBase() + "/v1")
          .apiKey(KEY)
          .maxRetries(0)
          .sslSocketFactory(certificate.socketFactory())
          .trustManager(certificate.trustManager())
          .build();
    } catch (Exception e) {
      throw new IllegalStateException("no TLS here", e);
    }
  }

  /** Where callers call by TLS. */
  String tlsBase() {
    return "https://" + gateway.listener(1);
  }

  /** What the gateway shows by TLS. */
  SdkCertificate certificate() {
    return certificate;
  }

  /** The client in its Azure mode, as it would be set up for an Azure resource. */
  OpenAIClient azureClient(AzureUrlPathMode mode) {
    return clients.computeIfAbsent("Azure " + mode, name -> newAzureClient(mode));
  }

  private OpenAIClient newAzureClient(AzureUrlPathMode mode) {
    OpenAIOkHttpClient.Builder builder =
        OpenAIOkHttpClient.builder()
            .credential(AzureApiKeyCredential.create(KEY))
            .azureUrlPathMode(mode)
            .maxRetries(0);
    if (mode == AzureUrlPathMode.UNIFIED) {
      return builder.baseUrl(gateway.base() + "/openai/v1").build();
    }
    return builder
        .baseUrl(gateway.base().toString())
        .azureServiceVersion(AzureOpenAIServiceVersion.fromString(DATED))
        .build();
  }

  private static String config(String azure, String vertex, String gpu) {
    return PROVIDERS
            .replace("@AZURE@", azure)
            .replace("@DATED@", DATED)
            .replace("@VERTEX@", vertex)
            .replace("@GPU@", gpu)
        + models()
        + CALLERS;
  }

  private static String models() {
    StringBuilder text = new StringBuilder("models:\n");
    for (SdkBackend backend : SdkBackend.values()) {
      for (String kind : List.of("chat", "slow", "busy", "frail")) {
        deploy(text, backend.model(kind), backend.provider(), backend.deployment(kind));
      }
    }
    for (String provider : List.of("azure-v1", "azure-dated", "gpu")) {
      deploy(text, "embedding-on-" + provider, provider, "text-embedding-3-small");
    }
    return text.toString();
  }

  private static void deploy(StringBuilder text, String model, String provider, String name) {
    text.append("  %s:\n    deployments:\n".formatted(model));
    text.append(
        "      - {name: at-%s, provider: %s, model: %s, price: {input: 1, output: 2}}\n"
            .formatted(model, provider, name));
  }

  @Override
  public void close() {
    clients.values().forEach(OpenAIClient::close);
    gateway.close();
    host.close();
  }

  private static final String PROVIDERS =
      """
      limits: {drain_delay: 0s}
      listeners:
        - {address: "127.0.0.1:0"}
        - {address: "127.0.0.1:0", tls: {certificate: "${TLS_CERTIFICATE}", key: "${TLS_KEY}"}}
      admin: {address: "127.0.0.1:0"}
      providers:
        azure-v1:
          {type: azure, endpoint: "@AZURE@", region: eastus2, credential: {api_key: "${AZURE_KEY}"}, allow_private: true}
        azure-dated:
          {type: azure, endpoint: "@AZURE@", api_version: "@DATED@", region: eastus2, credential: {api_key: "${AZURE_KEY}"}, allow_private: true}
        vertex:
          {type: vertex, endpoint: "@VERTEX@", project: project, location: europe-west4, credential: {token: "${GOOGLE_TOKEN}"}, allow_private: true}
        gemini:
          {type: gemini, endpoint: "@VERTEX@", project: project, location: europe-west4, credential: {token: "${GOOGLE_TOKEN}"}, allow_private: true}
        gpu:
          {type: compatible, endpoint: "@GPU@", region: own, credential: none, allow_private: true}
      """;

  private static final String CALLERS =
      """
      callers:
        - {name: everything, key: "sk-everything", models: ["*"], expose: full}
        - {name: narrow, key: "sk-one-model-only", models: [chat-on-azure-v1]}
        - {name: limited, key: "sk-two-a-minute", models: ["*"], requests_per_minute: 2}
      """;
}
