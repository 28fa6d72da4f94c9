package dev.isthmus.load.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.isthmus.load.cloud.Cloud;
import dev.isthmus.load.cloud.CloudHost;
import dev.isthmus.load.cloud.CloudSpec;
import dev.isthmus.load.cloud.Deployment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * OpenAI's own client holds conversations that providers store: one model at two of them, behind
 * two gateways of one configuration that know nothing of each other.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class StoredResponseIT {
  private static final String KEY = "sk-everything";
  private static final String OTHER_KEY = "sk-somebody-else";
  private static final int CONVERSATIONS = 5;

  private final CloudHost host = CloudHost.start(1);
  private final PackagedGateway first;
  private final PackagedGateway second;
  private final OpenAIClient here;
  private final OpenAIClient there;
  private final OpenAIClient stranger;

  StoredResponseIT() throws Exception {
    Deployment model = Deployment.of("gpt", "gpt");
    Cloud azure = host.open(CloudSpec.azure("azure", "eastus2").key("cloud-key").deploy(model));
    Cloud server = host.open(CloudSpec.compatible("server").key("cloud-key").deploy(model));
    String config =
        CONFIG
            .replace("@AZURE@", azure.base().toString())
            .replace("@SERVER@", server.base().toString());
    first = PackagedGateway.start(config, Map.of("CLOUD_KEY", "cloud-key"));
    second = PackagedGateway.start(config, Map.of("CLOUD_KEY", "cloud-key"));
    here = client(first, KEY);
    there = client(second, KEY);
    stranger = client(second, OTHER_KEY);
  }

  private static OpenAIClient client(PackagedGateway gateway, String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(gateway.base() + "/v1")
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  @AfterAll
  void close() {
    List.of(here, there, stranger).forEach(OpenAIClient::close);
    first.close();
    second.close();
    host.close();
  }

  private static ResponseCreateParams.Builder ask(String text) {
    return ResponseCreateParams.builder().model("shared").input(text);
  }

  /** An answer and the deployment that gave it. */
  private record Turn(Response response, String deployment) {
    String id() {
      return response.id();
    }

    long input() {
      return response.usage().orElseThrow().inputTokens();
    }
  }

  private static Turn plain(OpenAIClient client, ResponseCreateParams question) {
    try (HttpResponseFor<Response> raw = client.responses().withRawResponse().create(question)) {
      return new Turn(raw.parse(), raw.headers().values("x-isthmus-deployment").get(0));
    }
  }

  private static Turn streamed(OpenAIClient client, ResponseCreateParams question) {
    try (HttpResponseFor<StreamResponse<ResponseStreamEvent>> raw =
        client.responses().withRawResponse().createStreaming(question)) {
      ResponseAccumulator whole = ResponseAccumulator.create();
      raw.parse().stream().forEach(whole::accumulate);
      return new Turn(whole.response(), raw.headers().values("x-isthmus-deployment").get(0));
    }
  }

  private static Turn turn(boolean stream, OpenAIClient client, ResponseCreateParams question) {
    return stream ? streamed(client, question) : plain(client, question);
  }

  /** Where the first turn goes is the caller's wish; the others say nothing, and go home. */
  @ParameterizedTest
  @CsvSource({"azure,false", "azure,true", "openai,false", "openai,true"})
  void aConversationStaysWhereItBeganWhicheverGatewayIsAsked(String provider, boolean stream) {
    for (int i = 0; i < CONVERSATIONS; i++) {
      ResponseCreateParams opening =
          ask("Remember the word apple, number " + i)
              .putAdditionalHeader("x-isthmus-providers", provider)
              .build();
      Turn one = turn(stream, here, opening);
      Turn two = turn(stream, there, ask("Which word?").previousResponseId(one.id()).build());
      Turn three = turn(!stream, here, ask("Sure?").previousResponseId(two.id()).build());

      assertEquals("at-" + provider, one.deployment());
      assertEquals("at-" + provider, two.deployment());
      assertEquals("at-" + provider, three.deployment());
      assertTrue(two.input() > one.input(), "what was said before is not part of the prompt");
      assertTrue(three.input() > two.input(), "what was said before is not part of the prompt");
      assertEquals(one.id(), two.response().previousResponseId().orElseThrow());
      assertNotEquals(one.id(), two.id());
    }
  }

  @Test
  void whatIsStoredIsShownAndDeletedByAnyGateway() {
    Turn turn = plain(here, ask("Hello.").store(true).build());

    assertEquals(turn.id(), there.responses().retrieve(turn.id()).id());
    assertFalse(there.responses().inputItems().list(turn.id()).data().isEmpty());
    there.responses().delete(turn.id());
    assertThrows(NotFoundException.class, () -> here.responses().retrieve(turn.id()));
    BadRequestException gone =
        assertThrows(
            BadRequestException.class,
            () -> plain(here, ask("And?").previousResponseId(turn.id()).build()));
    assertEquals("previous_response_id", gone.param().orElseThrow());
    assertEquals("previous_response_not_found", gone.code().orElseThrow());
  }

  @Test
  void nobodyElseReachesIt() {
    Turn turn = plain(here, ask("Hello.").build());

    assertThrows(NotFoundException.class, () -> stranger.responses().retrieve(turn.id()));
    assertThrows(NotFoundException.class, () -> stranger.responses().delete(turn.id()));
    BadRequestException refused =
        assertThrows(
            BadRequestException.class,
            () -> plain(stranger, ask("And?").previousResponseId(turn.id()).build()));
    assertEquals("previous_response_not_found", refused.code().orElseThrow());
    assertEquals(turn.id(), here.responses().retrieve(turn.id()).id());
  }

  @Test
  void whereNobodyStoresAnAnswerSaysSoAndCannotBeGoneOnFrom() {
    Turn turn = plain(here, ask("Hello.").model("translated").build());

    assertEquals(JsonValue.from(false), turn.response()._allProperties().get("store"));
    BadRequestException refused =
        assertThrows(
            BadRequestException.class,
            () ->
                plain(here, ask("And?").model("translated").previousResponseId(turn.id()).build()));
    assertEquals("previous_response_id", refused.param().orElseThrow());
    BadRequestException store =
        assertThrows(
            BadRequestException.class,
            () -> plain(here, ask("Hello.").model("translated").store(true).build()));
    assertEquals("unsupported_parameter", store.code().orElseThrow());
  }

  private static final String CONFIG =
      """
      limits: {drain_delay: 0s}
      listeners: [{address: "127.0.0.1:0"}]
      admin: {address: "127.0.0.1:0"}
      providers:
        azure: {type: azure, endpoint: "@AZURE@", region: eastus2, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
        openai: {type: openai, endpoint: "@SERVER@/v1", region: world, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
        gpu: {type: compatible, endpoint: "@SERVER@/v1", region: own, credential: {api_key: "${CLOUD_KEY}"}, allow_private: true}
      models:
        shared:
          deployments:
            - {name: at-azure, provider: azure, model: gpt, price: {input: 1, output: 2}}
            - {name: at-openai, provider: openai, model: gpt, price: {input: 1, output: 2}}
        translated:
          deployments:
            - {name: at-gpu, provider: gpu, model: gpt, price: {input: 1, output: 2}}
      callers:
        - {name: everything, key: "sk-everything", models: ["*"], expose: full}
        - {name: stranger, key: "sk-somebody-else", models: ["*"], expose: full}
      """;
}
