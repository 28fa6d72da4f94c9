package dev.isthmus.load.acceptance;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.core.credential.AzureKeyCredential;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.isthmus.load.cloud.Bill;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import reactor.netty.http.client.HttpClient;

/**
 * The packaged gateway in front of all simulated clouds, with a model for each cell of the matrix,
 * and the official clients. Threads: one test at a time.
 */
final class MatrixStand implements AutoCloseable {
  private static final String KEY = "sk-matrix";

  private final SdkClouds clouds = new SdkClouds();
  private final SdkCertificate certificate = new SdkCertificate();
  private final Map<SdkClient, MatrixClient> clients = new EnumMap<>(SdkClient.class);
  private final PackagedGateway gateway;
  private final AccessTail lines;

  MatrixStand(Collection<MatrixCell> cells) throws Exception {
    Map<String, String> secrets = new HashMap<>(clouds.secrets());
    secrets.put("TLS_CERTIFICATE", certificate.certificatePem());
    secrets.put("TLS_KEY", certificate.keyPem());
    gateway = PackagedGateway.start(config(cells), secrets);
    lines = new AccessTail(gateway);
  }

  private String config(Collection<MatrixCell> cells) {
    StringBuilder models = new StringBuilder("models:\n");
    for (MatrixCell cell : cells) {
      SdkBackend backend = cell.backend();
      String name = backend.deployment(cell.scenario().kind());
      SdkClouds.deploy(models, cell.model(), backend.provider(), name);
    }
    return LISTENERS + clouds.providers() + models + CALLERS;
  }

  private MatrixClient open(SdkClient client) throws Exception {
    String base = gateway.base().toString();
    return switch (client) {
      case OPENAI_CHAT -> new ChatMatrixClient(openAi(base));
      case OPENAI_RESPONSES -> new ResponsesMatrixClient(openAi(base));
      case ANTHROPIC ->
          new MessagesMatrixClient(
              AnthropicOkHttpClient.builder().baseUrl(base).apiKey(KEY).maxRetries(0).build());
      case GOOGLE_GENAI -> new GenAiMatrixClient(google(base));
      case AZURE -> new AzureMatrixClient(azure());
      case LANGCHAIN4J -> new LangChainMatrixClient(base + "/v1", KEY);
      case NPM_OPENAI -> new NodeMatrixClient("openai", base, KEY);
      case NPM_ANTHROPIC -> new NodeMatrixClient("anthropic", base, KEY);
      case NPM_GENAI -> new NodeMatrixClient("genai", base, KEY);
    };
  }

  private static OpenAIClient openAi(String base) {
    return OpenAIOkHttpClient.builder().baseUrl(base + "/v1").apiKey(KEY).maxRetries(0).build();
  }

  private static Client google(String base) {
    HttpRetryOptions once = HttpRetryOptions.builder().attempts(1).build();
    return Client.builder()
        .apiKey(KEY)
        .vertexAI(false)
        .httpOptions(HttpOptions.builder().baseUrl(base).retryOptions(once).build())
        .build();
  }

  private com.azure.ai.openai.OpenAIClient azure() throws Exception {
    SslContext trusting =
        SslContextBuilder.forClient().trustManager(certificate.certificate()).build();
    HttpClient http = HttpClient.create().secure(tls -> tls.sslContext(trusting));
    return new OpenAIClientBuilder()
        .endpoint("https://" + gateway.listener(1))
        .credential(new AzureKeyCredential(KEY))
        .httpClient(new NettyAsyncHttpClientBuilder(http).build())
        .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1))))
        .buildClient();
  }

  /** Opened when it is first used, since some clients are not on every machine. */
  MatrixClient client(SdkClient client) throws Exception {
    MatrixClient open = clients.get(client);
    if (open == null) {
      open = open(client);
      clients.put(client, open);
    }
    return open;
  }

  /** What the cloud behind {@code backend} sold. */
  Bill bill(SdkBackend backend) {
    return clouds.of(backend).bill();
  }

  /** What the gateway wrote about the call that it named {@code request}. */
  JsonNode line(String request) throws InterruptedException, IOException {
    return lines.await(request);
  }

  @Override
  public void close() {
    clients.values().forEach(MatrixClient::close);
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
        - {name: matrix, key: "sk-matrix", models: ["*"], expose: full}
      """;
}
