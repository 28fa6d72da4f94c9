package dev.isthmus.load.demo;

import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import dev.isthmus.load.cloud.Fault;
import dev.isthmus.load.cloud.Limits;
import dev.isthmus.load.cloud.Tariff;
import dev.isthmus.load.cloud.Tempo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The clouds of the demo: Azure in two regions, Vertex AI, and a server of one's own. Speeds and
 * prices are invented after those of the field.
 */
final class DemoClouds implements AutoCloseable {
  static final String AZURE_KEY = "demo-azure-key";
  private static final long TOKEN_LIFE_MILLIS = Duration.ofDays(1).toMillis();
  private static final Tariff PAY_AS_YOU_GO = new Tariff(0.15, 0.075, 0.60);

  private final CloudHost host;
  private final Cloud azureEast;
  private final Cloud azureSweden;
  private final Cloud vertex;
  private final Cloud own;

  DemoClouds() throws IOException {
    host = CloudHost.start(1);
    azureEast = host.open(azureEast());
    azureSweden = host.open(azureSweden());
    vertex = host.open(vertex());
    own = host.open(own());
  }

  private static CloudSpec azureEast() {
    return CloudSpec.azure("azure-eastus2", "eastus2")
        .key(AZURE_KEY)
        .deploy(
            Deployment.of("gpt-oss-120b-ptu", "gpt-oss-120b")
                .tempo(tempo(250, 110))
                .limits(Limits.perMinute(40_000, -1))
                .provisioned())
        .deploy(Deployment.embedding("text-embedding-3-small", "text-embedding-3-small", 1536));
  }

  private static CloudSpec azureSweden() {
    return CloudSpec.azure("azure-swedencentral", "swedencentral")
        .key(AZURE_KEY)
        .deploy(
            Deployment.of("gpt-oss-120b", "gpt-oss-120b")
                .tempo(tempo(350, 90))
                .limits(Limits.perMinute(400_000, 2_400))
                .tariff(PAY_AS_YOU_GO));
  }

  private static CloudSpec vertex() {
    return CloudSpec.vertex("vertex-europe", "demo-project", "europe-west4")
        .deploy(
            Deployment.of("openai/gpt-oss-120b-maas", "openai/gpt-oss-120b-maas")
                .tempo(tempo(400, 120))
                .tariff(PAY_AS_YOU_GO))
        .deploy(
            Deployment.of("gemini-2.5-flash", "gemini-2.5-flash")
                .tempo(tempo(450, 160))
                .tariff(new Tariff(0.30, 0.03, 2.50)));
  }

  private static CloudSpec own() {
    return CloudSpec.compatible("own-gpu")
        .deploy(
            Deployment.of("gpt-oss-120b", "gpt-oss-120b")
                .tempo(tempo(200, 60))
                .limits(Limits.NONE.concurrent(8))
                .tariff(new Tariff(0.10, 0.10, 0.40)))
        .deploy(Deployment.embedding("text-embedding-3-small", "text-embedding-3-small", 1536));
  }

  private static Tempo tempo(int firstTokenMillis, double tokensPerSecond) {
    return Tempo.of(Duration.ofMillis(firstTokenMillis), tokensPerSecond);
  }

  /** A token that Vertex AI takes for as long as anybody looks at a demo. */
  String googleToken() {
    return vertex.issueToken(TOKEN_LIFE_MILLIS);
  }

  /** Fills the clouds' addresses into a configuration. */
  String fillIn(String config) {
    return config
        .replace("@AZURE_EASTUS2@", azureEast.base().toString())
        .replace("@AZURE_SWEDENCENTRAL@", azureSweden.base().toString())
        .replace("@VERTEX_EUROPE@", vertex.base().toString())
        .replace("@OWN_GPU@", own.base().toString());
  }

  /** Azure has a bad hour: both regions answer 503. */
  void breakAzure() {
    List.of(azureEast, azureSweden).forEach(cloud -> cloud.faults().add(Fault.status(503)));
  }

  void mendAzure() {
    List.of(azureEast, azureSweden).forEach(cloud -> cloud.faults().clear());
  }

  @Override
  public void close() {
    host.close();
  }
}
