package dev.isthmus.load.acceptance;

import com.openai.azure.AzureOpenAIServiceVersion;
import com.openai.azure.AzureUrlPathMode;
import com.openai.azure.credential.AzureApiKeyCredential;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.isthmus.load.cloud.Cloud;
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

  static final int DIMENSIONS = SdkClouds.DIMENSIONS;
  static final String DATED = SdkClouds.DATED;
  static final long BUSY_MILLIS = SdkClouds.BUSY_MILLIS;

  private final SdkCertificate certificate = new SdkCertificate();
  private final SdkClouds clouds = new SdkClouds();
  private final PackagedGateway gateway;
  private final Map<String, OpenAIClient> clients = new HashMap<>();

  private SdkStand() throws Exception {
    gateway = PackagedGateway.start(config(), secrets());
  }

  static SdkStand start() throws Exception {
    return new SdkStand();
  }

  /** The cloud that {@code backend} is part of. */
  Cloud cloud(SdkBackend backend) {
    return clouds.of(backend);
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

  private String config() {
    return LISTENERS + clouds.providers() + models() + CALLERS;
  }

  private Map<String, String> secrets() throws Exception {
    Map<String, String> secrets = new HashMap<>(clouds.secrets());
    secrets.put("TLS_CERTIFICATE", certificate.certificatePem());
    secrets.put("TLS_KEY", certificate.keyPem());
    return secrets;
  }

  private static String models() {
    StringBuilder text = new StringBuilder("models:\n");
    for (SdkBackend backend : SdkBackend.values()) {
      for (String kind : List.of("chat", "slow", "busy", "frail")) {
        SdkClouds.deploy(text, backend.model(kind), backend.provider(), backend.deployment(kind));
      }
    }
    for (String provider : List.of("azure-v1", "azure-dated", "gpu")) {
      SdkClouds.deploy(text, "embedding-on-" + provider, provider, "text-embedding-3-small");
    }
    return text.toString();
  }

  @Override
  public void close() {
    clients.values().forEach(OpenAIClient::close);
    gateway.close();
    clouds.close();
  }

  private static final String LISTENERS =
      """
      limits: {drain_delay: 0s}
      listeners:
        - {address: "127.0.0.1:0"}
        - {address: "127.0.0.1:0", tls: {certificate: "${TLS_CERTIFICATE}", key: "${TLS_KEY}"}}
      admin: {address: "127.0.0.1:0"}
      """;

  private static final String CALLERS =
      """
      callers:
        - {name: everything, key: "sk-everything", models: ["*"], expose: full}
        - {name: narrow, key: "sk-one-model-only", models: [chat-on-azure-v1]}
        - {name: limited, key: "sk-two-a-minute", models: ["*"], requests_per_minute: 2}
      """;
}
