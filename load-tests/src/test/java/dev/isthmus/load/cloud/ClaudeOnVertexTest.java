package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.CloudClient.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claude through Vertex AI: the model in the path, two shapes of errors. */
@TestInstance(Lifecycle.PER_CLASS)
final class ClaudeOnVertexTest {

  private static final String MODELS =
      "/v1/projects/p1/locations/global/publishers/anthropic/models/";
  private static final String SONNET = MODELS + "claude-sonnet-4-5@20250929";
  private static final String HEAD = "{'anthropic_version':'vertex-2023-10-16','max_tokens':64,";
  private static final String HI = "'messages':[{'role':'user','content':'Hi'}]";

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final CloudClient client;

  ClaudeOnVertexTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.vertex("vx", "p1", "global")
                .deploy(Deployment.of("claude-sonnet-4-5@20250929", "claude-sonnet-4-5-20250929"))
                .deploy(Deployment.of("tight", "tight").limits(Limits.perMinute(-1, 1))));
    client = new CloudClient(cloud.base(), "authorization", "Bearer " + cloud.issueToken(60_000));
  }

  @AfterAll
  void close() {
    host.close();
  }

  @Test
  void theRecordedRequestIsAnsweredWithAStream() throws Exception {
    String[] sample = Sample.text("vertex-ai/claude.stream.request.http").split("\r?\n\r?\n", 2);
    String path = sample[0].split(" ", 3)[1];

    Answer answer = client.send("POST", path, sample[1]);

    assertEquals(200, answer.status(), answer.body());
    ClaudeEvents.Whole whole = ClaudeEvents.read(answer.body());
    assertTrue(whole.message().path("id").asText().startsWith("msg_vrtx_"));
    assertEquals("claude-sonnet-4-5-20250929", whole.message().path("model").asText());
    assertTrue(whole.usage().path("output_tokens").asInt() > 1);
  }

  @Test
  void aPlainAnswerIsAMessageWithoutLimits() throws Exception {
    Answer answer = client.post(SONNET + ":rawPredict", HEAD + HI + "}");

    assertEquals("message", answer.json().path("type").asText());
    assertTrue(
        answer.response().headers().map().keySet().stream()
            .noneMatch(name -> name.contains("ratelimit")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'max_tokens':64,HI} | anthropic_version: Field required",
        "{'anthropic_version':'2023-06-01','max_tokens':64,HI} | is not a valid version",
        "{'anthropic_version':'vertex-2023-10-16','max_tokens':64,'model':'c',HI} | model: Extra inputs are not permitted",
        "{'anthropic_version':'vertex-2023-10-16',HI} | max_tokens: Field required",
        "{'anthropic_version':'vertex-2023-10-16','max_tokens':64,'stream':true,HI} | stream: expected false"
      })
  void theModelRefusesInItsOwnShape(String body, String words) throws Exception {
    Answer answer = client.post(SONNET + ":rawPredict", body.replace("HI", HI));

    assertEquals(400, answer.status());
    assertEquals("error", answer.json().path("type").asText());
    assertEquals("invalid_request_error", answer.json().at("/error/type").asText());
    assertTrue(answer.json().at("/error/message").asText().contains(words), answer.body());
  }

  @Test
  void theDoorRefusesInGooglesShape() throws Exception {
    CloudClient nobody = new CloudClient(cloud.base(), "authorization", "Bearer x");
    String body = HEAD + HI + "}";

    assertEquals(
        "UNAUTHENTICATED",
        nobody.post(SONNET + ":rawPredict", body).json().at("/error/status").asText());
    assertEquals(
        "NOT_FOUND",
        client.post(MODELS + "claude-9:rawPredict", body).json().at("/error/status").asText());
    client.post(MODELS + "tight:rawPredict", body);
    Answer full = client.post(MODELS + "tight:rawPredict", body);
    assertEquals(429, full.status());
    assertEquals("RESOURCE_EXHAUSTED", full.json().at("/error/status").asText());
  }

  @Test
  void tokensAreCountedForAModelNamedInTheBody() throws Exception {
    JsonNode count =
        client
            .post(
                MODELS + "count-tokens:rawPredict",
                "{'anthropic_version':'vertex-2023-10-16','model':'claude-sonnet-4-5@20250929',"
                    + HI
                    + "}")
            .json();

    assertTrue(count.path("input_tokens").asInt() > 0, count.toString());
  }

  @Test
  void aStreamFailsByAnthropicsEvent() throws Exception {
    int fault = cloud.faults().add(Fault.of(FaultKind.ERROR_MIDSTREAM).afterEvents(3));

    String body =
        client.post(SONNET + ":streamRawPredict", HEAD + "'stream':true," + HI + "}").body();

    cloud.faults().remove(fault);
    assertTrue(body.contains("event: error\ndata: {\"type\":\"error\""), body);
    assertFalse(body.contains("message_stop"));
  }
}
