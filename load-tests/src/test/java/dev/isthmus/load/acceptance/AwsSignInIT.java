package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway signs in at Amazon as an instance and by a role, and again where that is refused. */
final class AwsSignInIT {
  private static final String CALLER = "sk-amazon-0123456789";
  private static final String SECRET = "secret-of-amazon-0123456789";
  private static final String REFUSED = "provider refuses us";

  private final CloudHost host = CloudHost.start(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private Cloud bedrock;
  private PackagedGateway gateway;

  @BeforeEach
  void start() throws Exception {
    Cloud signIn = host.open(CloudSpec.awsSignIn("sts", "us-east-1").key("AKID:" + SECRET));
    bedrock = host.open(CloudSpec.bedrock("br", "us-east-1").deploy(Deployment.of("m", "m")));
    gateway =
        PackagedGateway.start(
            CONFIG
                .replace("@BEDROCK@", bedrock.base().toString())
                .replace("@STS@", signIn.base().toString()),
            Map.of("CALLER_KEY", CALLER, "AWS_SECRET", SECRET),
            "-Daws.sharedCredentialsFile=none",
            "-Daws.configFile=none",
            "-Daws.ec2MetadataServiceEndpoint=" + signIn.base());
  }

  @AfterEach
  void stop() {
    gateway.close();
    host.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"by-instance", "by-role"})
  void whatIsRefusedIsRenewedAndServesAgain(String model) throws Exception {
    awaitAnswer(model);
    assertFalse(said(REFUSED));

    bedrock.revokeTokens();

    assertNotEquals(200, call(model), "the keys are no longer good");
    awaitRefusal();
    // Other keys were fetched at once: probes decide then, and not after two minutes.
    long start = System.nanoTime();
    awaitAnswer(model);
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30), "came back late");
    for (int i = 0; i < 20; i++) {
      assertEquals(200, call(model));
    }
  }

  @Test
  void noSecretOfAmazonsIsSaid() throws Exception {
    awaitAnswer("by-role");
    bedrock.revokeTokens();
    assertNotEquals(200, call("by-role"));

    assertFalse(said(SECRET));
    assertFalse(gateway.admin("/admin/state").contains(SECRET));
  }

  private boolean said(String text) {
    return gateway.output().stream().anyMatch(line -> line.contains(text));
  }

  private void awaitAnswer(String model) throws Exception {
    await(() -> call(model) == 200);
  }

  /** What the gateway says comes through a pipe, a little later. */
  private void awaitRefusal() throws Exception {
    await(() -> said(REFUSED));
  }

  private void await(Callable<Boolean> condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      assertTrue(
          System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60),
          () -> gateway.output().toString());
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private int call(String model) throws Exception {
    URI chat = gateway.base().resolve("/v1/chat/completions");
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(chat)
                .header("authorization", "Bearer " + CALLER)
                .header("content-type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"model\":\""
                            + model
                            + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                .build(),
            BodyHandlers.ofString());
    return answer.statusCode();
  }

  private static final String CONFIG =
      """
      limits: {drain_delay: 0s}
      listeners:
        - {address: "127.0.0.1:0"}
      admin: {address: "127.0.0.1:0"}
      providers:
        instance: {type: bedrock, endpoint: "@BEDROCK@", region: us-east-1, aws_region: us-east-1, allow_private: true, credential: {aws: {}}}
        role:
          type: bedrock
          endpoint: "@BEDROCK@"
          region: us-east-1
          aws_region: us-east-1
          allow_private: true
          credential:
            aws: {access_key_id: AKID, secret_access_key: "${AWS_SECRET}", role: "arn:aws:iam::123456789012:role/caller", external_id: e-1, sts_endpoint: "@STS@"}
      callers:
        - {name: caller, key: "${CALLER_KEY}", models: ["*"]}
      models:
        by-instance: {deployments: [{name: by-instance, provider: instance, model: m, price: free}]}
        by-role: {deployments: [{name: by-role, provider: role, model: m, price: free}]}
      """;
}
