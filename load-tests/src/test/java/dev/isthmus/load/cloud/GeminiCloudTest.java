package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.CloudClient.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vertex AI: generateContent, and the OpenAI-compatible endpoint beside it. */
@TestInstance(Lifecycle.PER_CLASS)
final class GeminiCloudTest {

  private static final String PLACE = "/v1/projects/p/locations/europe-west4/";
  private static final String FLASH =
      PLACE + "publishers/google/models/gemini-2.5-flash:generateContent";
  private static final String THREE =
      PLACE + "publishers/google/models/gemini-3-flash:generateContent";
  private static final String OPENAPI = PLACE + "endpoints/openapi/chat/completions";
  private static final String TOOLS =
      "'tools':[{'functionDeclarations':[{'name':'get_weather','parametersJsonSchema':"
          + "{'type':'object','properties':{'city':{'type':'string'}}}}]}]";

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final CloudClient client;

  GeminiCloudTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.vertex("vx", "p", "europe-west4")
                .deploy(Deployment.of("gemini-2.5-flash", "gemini-2.5-flash").thinking(40))
                .deploy(Deployment.of("gemini-3-flash", "gemini-3-flash").thinking(40))
                .deploy(Deployment.of("openai/gpt-oss-120b-maas", "openai/gpt-oss-120b-maas"))
                .deploy(Deployment.of("tight", "tight").limits(Limits.perMinute(-1, 1))));
    client = new CloudClient(cloud.base(), "authorization", "Bearer " + cloud.issueToken(60_000));
  }

  @AfterAll
  void close() {
    host.close();
  }

  @Test
  void anAnswerCountsThoughtsApartFromWhatIsSeen() throws Exception {
    JsonNode usage = client.post(FLASH, ask("Hi sim:tokens=7")).json().path("usageMetadata");

    assertEquals(7, usage.path("candidatesTokenCount").asInt());
    assertTrue(usage.path("thoughtsTokenCount").asInt() > 0);
    assertEquals(
        usage.path("totalTokenCount").asInt(),
        usage.path("promptTokenCount").asInt() + 7 + usage.path("thoughtsTokenCount").asInt());
  }

  @Test
  void tokensAreCountedAsTheyAreBilled() throws Exception {
    String count = FLASH.replace(":generateContent", ":countTokens");
    int billed =
        client.post(FLASH, ask("How many?")).json().at("/usageMetadata/promptTokenCount").asInt();

    assertEquals(billed, client.post(count, ask("How many?")).json().path("totalTokens").asInt());
    String labelled = ask("How many?").replaceFirst("\\}$", ",'labels':{'a':'b'}}");
    assertEquals(400, client.post(count, labelled).status());
  }

  @Test
  void thoughtsCanEatTheWholeBudget() throws Exception {
    String body = ask("Hi").replaceFirst("\\}$", ",'generationConfig':{'maxOutputTokens':1}}");

    JsonNode candidate = client.post(FLASH, body).json().at("/candidates/0");

    assertEquals("MAX_TOKENS", candidate.path("finishReason").asText());
    assertFalse(candidate.path("content").has("parts"));
  }

  @Test
  void aStreamHasCrLfEventsUsageAtTheEndAndNoEndMark() throws Exception {
    Answer answer = client.post(stream("gemini-2.5-flash") + "?alt=sse", ask("Hi sim:tokens=9"));
    List<JsonNode> chunks = answer.chunks();
    assertTrue(answer.body().endsWith("}\r\n\r\n"));
    assertFalse(answer.body().contains("[DONE]"));
    assertFalse(chunks.get(0).path("usageMetadata").has("promptTokenCount"));
    assertEquals("STOP", chunks.get(chunks.size() - 1).at("/candidates/0/finishReason").asText());
    assertEquals(
        9, chunks.get(chunks.size() - 1).at("/usageMetadata/candidatesTokenCount").asInt());
  }

  @Test
  void withoutAltSseTheStreamIsOneArray() throws Exception {
    JsonNode array = client.post(stream("gemini-2.5-flash"), ask("Hi sim:tokens=9")).json();

    assertTrue(array.isArray());
    assertEquals("STOP", array.get(array.size() - 1).at("/candidates/0/finishReason").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'contents':[{'parts':[{'text':'x'}]}],'foo':1} | Unknown name \"foo\": Cannot find field",
        "{'contents':[{'parts':[{'text':'x','txt':1}]}]} | Unknown name \"txt\" at 'contents[0].parts[0]'",
        "{'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'responseSchema':{'type':'OBJECT','properties':{'a':{'type':'STRING','$ref':'#'}}},'responseMimeType':'application/json'}} | Unknown name \"$ref\"",
        "{'contents':[]} | at least one contents field",
        "{'contents':[{'role':'assistant','parts':[{'text':'x'}]}]} | valid role",
        "{'contents':[{'parts':[{'text':'x','functionCall':{'name':'f'}}]}]} | exactly one data field",
        "{'contents':[{'parts':[{'functionResponse':{'name':'f','response':'x'}}]}]} | function_response.response",
        "{'contents':[{'parts':[{'fileData':{'fileUri':'gs://b/x'}}]}]} | mimeType",
        "{'contents':[{'parts':[{'text':'x'}]},{'role':'model','parts':[{'text':'y'}]}]} | end with a user role",
        "{'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'seed':3000000000}} | TYPE_INT32",
        "{'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'thinkingConfig':{'thinkingBudget':1,'thinkingLevel':'LOW'}}} | only one of",
        "{'contents':[{'parts':[{'text':'x'}]},{'role':'model','parts':[{'functionCall':{'name':'f','args':{}}}]},{'parts':[{'text':'y'}]}]} | number of function response parts"
      })
  void whatTheRealOneRefusesIsRefused(String body, String words) throws Exception {
    Answer answer = client.post(FLASH, body);

    assertEquals(400, answer.status());
    assertEquals("INVALID_ARGUMENT", answer.json().at("/error/status").asText());
    assertTrue(answer.json().at("/error/message").asText().contains(words), answer.body());
  }

  @Test
  void snakeCaseIsTaken() throws Exception {
    String body = ask("Hi").replaceFirst("\\}$", ",'generation_config':{'max_output_tokens':1}}");

    assertEquals(
        "MAX_TOKENS", client.post(FLASH, body).json().at("/candidates/0/finishReason").asText());
  }

  @Test
  void parallelCallsCarryOneSignatureAndItMustComeBack() throws Exception {
    String question = "{'role':'user','parts':[{'text':'Weather in Oslo and Rome?'}]}";
    JsonNode parts =
        client
            .post(THREE, "{'contents':[" + question + "]," + TOOLS + "}")
            .json()
            .at("/candidates/0/content/parts");
    assertEquals(2, parts.size());
    assertEquals("Rome", parts.at("/1/functionCall/args/city").asText());
    assertFalse(parts.get(1).has("thoughtSignature"));
    String signature = parts.at("/0/thoughtSignature").asText();
    String field = ",\"thoughtSignature\":\"" + signature + "\"";

    Answer kept = client.post(THREE, answered(question, parts.toString()));
    Answer dropped = client.post(THREE, answered(question, parts.toString().replace(field, "")));
    Answer spoilt =
        client.post(THREE, answered(question, parts.toString().replace(signature, "AAAA")));

    assertEquals(200, kept.status());
    assertTrue(kept.json().at("/candidates/0/content/parts/0").has("text"));
    assertTrue(dropped.body().contains("missing a thought_signature"), dropped.body());
    assertTrue(spoilt.body().contains("Corrupted thought signature"), spoilt.body());
  }

  /** The question, the model's two calls, and their results. */
  private static String answered(String question, String calls) {
    String result = "{'functionResponse':{'name':'get_weather','response':{'output':'1'}}}";
    String results = "{'role':'user','parts':[" + result + "," + result + "]}";
    String turns = question + ",{'role':'model','parts':" + calls + "}," + results;
    return "{'contents':[" + turns + "]," + TOOLS + "}";
  }

  @Test
  void aBlockedPromptIsA200WithoutCandidates() throws Exception {
    Answer answer = client.post(FLASH, ask("sim:blocked"));

    assertEquals(200, answer.status());
    assertFalse(answer.json().has("candidates"));
    assertEquals("PROHIBITED_CONTENT", answer.json().at("/promptFeedback/blockReason").asText());
  }

  @Test
  void aSchemaInGooglesSpellingIsFollowed() throws Exception {
    String body =
        ask("x")
            .replaceFirst(
                "\\}$",
                ",'generationConfig':{'responseMimeType':'application/json','responseSchema':"
                    + "{'type':'OBJECT','properties':{'n':{'type':'INTEGER'}}}}}");

    assertEquals(
        "{\"n\":7}",
        client.post(FLASH, body).json().at("/candidates/0/content/parts/0/text").asText());
  }

  @Test
  void theOpenAiEndpointPutsUsageIntoTheLastChunkAndEndsWithDone() throws Exception {
    Answer answer =
        client.post(
            OPENAPI,
            "{'model':'openai/gpt-oss-120b-maas','messages':[{'role':'user','content':'sim:tokens=9'}],"
                + "'stream':true,'stream_options':{'include_usage':true},'made_up':1}");

    List<JsonNode> chunks = answer.chunks();
    JsonNode last = chunks.get(chunks.size() - 1);
    assertEquals("stop", last.at("/choices/0/finish_reason").asText());
    assertEquals(9, last.at("/usage/completion_tokens").asInt());
    assertEquals("[DONE]", answer.events().get(answer.events().size() - 1));
  }

  @Test
  void errorsOfTheOpenAiEndpointStandInAnArray() throws Exception {
    Answer answer = client.post(OPENAPI, "{'model':'none','messages':[]}");

    assertEquals(404, answer.status());
    assertEquals("NOT_FOUND", answer.json().at("/0/error/status").asText());
  }

  @Test
  void fullCapacityIsABare429() throws Exception {
    String path = FLASH.replace("gemini-2.5-flash", "tight");
    client.post(path, ask("x"));

    Answer answer = client.post(path, ask("x"));

    assertEquals(429, answer.status());
    assertEquals("RESOURCE_EXHAUSTED", answer.json().at("/error/status").asText());
    assertTrue(
        answer.response().headers().map().keySet().stream()
            .noneMatch(name -> name.contains("retry") || name.contains("ratelimit")));
  }

  @Test
  void theDoorAsksForATokenTheProjectAndThePlace() throws Exception {
    CloudClient nobody = new CloudClient(cloud.base(), "authorization", "Bearer x");

    assertEquals(
        "UNAUTHENTICATED", nobody.post(FLASH, ask("x")).json().at("/error/status").asText());
    assertEquals(403, client.post(FLASH.replace("/p/", "/q/"), ask("x")).status());
    assertEquals(404, client.post(FLASH.replace("europe-west4", "us-east1"), ask("x")).status());
    assertEquals(404, client.post(FLASH.replace("2.5", "9"), ask("x")).status());
  }

  private static String stream(String model) {
    return PLACE + "publishers/google/models/" + model + ":streamGenerateContent";
  }

  private static String ask(String text) {
    return "{'contents':[{'role':'user','parts':[{'text':'" + text + "'}]}]}";
  }
}
