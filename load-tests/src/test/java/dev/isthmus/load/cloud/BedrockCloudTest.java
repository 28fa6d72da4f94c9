package dev.isthmus.load.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.load.cloud.AwsCaller.Answer;
import dev.isthmus.load.cloud.AwsCaller.Event;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bedrock: Converse, its stream, the counting of tokens, embeddings. */
@TestInstance(Lifecycle.PER_CLASS)
final class BedrockCloudTest {

  private static final String MODEL = "/model/us.anthropic.claude-sonnet-4-5-v1%3A0/";
  private static final String TOOL =
      "{'toolSpec':{'name':'get_weather','inputSchema':{'json':{'type':'object','properties':"
          + "{'city':{'type':'string'}}}}}}";
  private static final String USE =
      "{'role':'assistant','content':[{'toolUse':{'toolUseId':'a','name':'get_weather',"
          + "'input':{}}}]}";
  private static final String THINKING =
      "'additionalModelRequestFields':{'thinking':{'type':'enabled','budget_tokens':4096}}";

  private final CloudHost host = CloudHost.start(1);
  private final Cloud cloud;
  private final AwsCaller caller;

  BedrockCloudTest() throws IOException {
    cloud =
        host.open(
            CloudSpec.bedrock("br", "us-east-1")
                .key("AKID:secret")
                .key("api-key")
                .deploy(Deployment.of("us.anthropic.claude-sonnet-4-5-v1:0", "claude").thinking(40))
                .deploy(Deployment.of("anthropic.claude-3-haiku", "claude"))
                .deploy(Deployment.embedding("amazon.titan-embed-text-v2:0", "titan", 1024))
                .deploy(Deployment.embedding("cohere.embed-english-v3", "cohere.embed", 16))
                .deploy(Deployment.of("tight", "tight").limits(Limits.perMinute(-1, 1)))
                .deploy(Deployment.of("held", "held").limits(Limits.perMinute(4200, -1))));
    caller = new AwsCaller(cloud, "bedrock", AwsCaller.keys("AKID", "secret"));
  }

  @AfterAll
  void close() {
    host.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"converse.request.json", "converse.tool.request.json"})
  void theSamplesAreAnswered(String name) throws Exception {
    for (String operation : List.of("converse", "converse-stream")) {
      Answer answer = caller.post(MODEL + operation, AwsSample.text(name));

      assertEquals(200, answer.status(), answer.body());
      assertFalse(answer.header("x-amzn-RequestId").isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "us.anthropic.claude-sonnet-4-5-v1:0",
        "us.anthropic.claude-sonnet-4-5-v1%3A0",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile%2Fus.anthropic.claude-sonnet-4-5-v1:0",
        "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2F"
            + "us.anthropic.claude-sonnet-4-5-v1%3A0"
      })
  void aModelIsFoundByEverySpellingOfItsName(String id) throws Exception {
    assertEquals(200, caller.post("/model/" + id + "/converse", ask("hi")).status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/model/none/converse | 400 | ValidationException | identifier is invalid",
        "/model/anthropic.claude-sonnet-4-5-v1:0/converse | 400 | ValidationException | on-demand",
        "/model/arn:aws:bedrock:eu-west-1:1:inference-profile%2Fus.anthropic.claude-sonnet-4-5-v1:0/converse | 400 | ValidationException | identifier",
        "/model/a/b/converse | 404 | UnknownOperationException | not known",
        "/model/tight/chat | 404 | UnknownOperationException | not known",
        "/model/cohere.embed-english-v3/converse | 400 | ValidationException | support",
        "/model/tight/invoke | 400 | ValidationException | support"
      })
  void aWrongPlaceIsRefused(String path, int status, String type, String words) throws Exception {
    Answer answer = caller.post(path, ask("hi"));

    assertEquals(status, answer.status());
    assertEquals(type, answer.errorType());
    assertTrue(answer.json().path("message").asText().contains(words), answer.body());
  }

  @Test
  void anApiKeyOpensToo() throws Exception {
    CloudClient known = new CloudClient(cloud.base(), "authorization", "Bearer api-key");
    CloudClient unknown = new CloudClient(cloud.base(), "authorization", "Bearer other");

    assertEquals(200, known.post(MODEL + "converse", ask("hi")).status());
    CloudClient.Answer refused = unknown.post(MODEL + "converse", ask("hi"));
    assertEquals(403, refused.status());
    assertEquals("AccessDeniedException", refused.header("x-amzn-ErrorType"));
  }

  @Test
  void whoDoesNotSignIsRefused() throws Exception {
    CloudClient.Answer answer = new CloudClient(cloud.base()).post(MODEL + "converse", ask("hi"));

    assertEquals(403, answer.status());
    assertEquals("MissingAuthenticationToken", answer.header("x-amzn-ErrorType"));
    assertFalse(answer.header("x-amzn-RequestId").isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 'messages' failed to satisfy constraint: Member must not be null",
        "{'messages':[]} | must start with a user message",
        "{'messages':'hi'} | Expected list",
        "{'messages':[{'role':'user','content':'hi'}]} | Expected list",
        "{'messages':[U],'model':'m'} | unknown member 'model'",
        "{'messages':[U],'stream':true} | unknown member 'stream'",
        "{'messages':[U],'inferenceConfig':{'max_tokens':1}} | unknown member 'max_tokens' at inferenceConfig",
        "{'messages':[{'role':'user','content':[{'type':'text','text':'x'}]}]} | unknown member 'type'",
        "{'messages':[{'role':'user','content':[{'text':'x','cachePoint':{'type':'default'}}]}]} | exactly one member",
        "{'messages':[U],'guardrailConfig':{'guardrailIdentifier':'g','guardrailVersion':'1','streamProcessingMode':'sync'}} | streamProcessingMode",
        "{'messages':[A,U]} | must start with a user message",
        "{'messages':[U,U]} | must alternate",
        "{'messages':[U,A,A]} | must alternate",
        "{'messages':[U,{'role':'system','content':[{'text':'x'}]}]} | system messages",
        "{'messages':[U,{'role':'tool','content':[{'text':'x'}]}]} | enum value set: [user, assistant]",
        "{'messages':[{'role':'user','content':[]}]} | is empty. Add a ContentBlock",
        "{'messages':[{'role':'user','content':[{'text':' '}]}]} | messages.0.content.0 is blank",
        "{'messages':[U],'system':[{'text':''}]} | system.0 is blank",
        "{'messages':[U],'system':'x'} | Expected list",
        "{'messages':[U],'system':[{'cachePoint':{'type':'ephemeral'}}]} | enum value set: [default]",
        "{'messages':[U],'inferenceConfig':{'maxTokens':0}} | greater than or equal to 1",
        "{'messages':[U],'inferenceConfig':{'temperature':1.5}} | between 0 and 1",
        "{'messages':[U],'inferenceConfig':{'topP':-0.1}} | between 0 and 1",
        "{'messages':[U],'inferenceConfig':{'stopSequences':['']}} | greater than or equal to 1",
        "{'messages':[U],'inferenceConfig':{'stopSequences':'x'}} | Expected list",
        "{'messages':[U],'toolConfig':{'tools':[]}} | toolConfig.tools",
        "{'messages':[U],'toolConfig':{'tools':[{'toolSpec':{'name':'f'}}]}} | inputSchema",
        "{'messages':[U],'toolConfig':{'tools':[{'toolSpec':{'name':'f','inputSchema':{'json':{}}}}]}} | inputSchema.json.type",
        "{'messages':[U],'toolConfig':{'tools':[{'toolSpec':{'name':'f.g','inputSchema':{'json':{'type':'object'}}}}]}} | regular expression",
        "{'messages':[U],'toolConfig':{'tools':[{'toolSpec':{'name':'f','description':'','inputSchema':{'json':{'type':'object'}}}}]}} | description",
        "{'messages':[U],'toolConfig':{'tools':[T,T]}} | not unique",
        "{'messages':[U],'toolConfig':{'tools':[T],'toolChoice':{'none':{}}}} | unknown member 'none'",
        "{'messages':[U],'toolConfig':{'tools':[T],'toolChoice':'auto'}} | Expected an object",
        "{'messages':[U],'toolConfig':{'tools':[T],'toolChoice':{'tool':{'name':'g'}}}} | not one of",
        "{'messages':[U,C,{'role':'user','content':[R]}]} | toolConfig field must be defined",
        "{'messages':[U,C,U],'toolConfig':{'tools':[T]}} | messages.2.content for the following Ids: a",
        "{'messages':[U,C],'toolConfig':{'tools':[T]}} | for the following Ids: a",
        "{'messages':[{'role':'user','content':[R]}],'toolConfig':{'tools':[T]}} | exceeds the number",
        "{'messages':[U,{'role':'assistant','content':[{'toolUse':{'toolUseId':'a b','name':'f','input':{}}}]}],'toolConfig':{'tools':[T]}} | toolUseId",
        "{'messages':[U,{'role':'assistant','content':[{'toolUse':{'toolUseId':'a','name':'f g','input':{}}}]}],'toolConfig':{'tools':[T]}} | toolUse.name",
        "{'messages':[U,{'role':'assistant','content':[{'toolUse':{'toolUseId':'a','name':'f','input':'{}'}}]}],'toolConfig':{'tools':[T]}} | json object",
        "{'messages':[U,C,{'role':'user','content':[{'toolResult':{'toolUseId':'a','content':[{'json':[1]}]}}]}],'toolConfig':{'tools':[T]}} | json object",
        "{'messages':[U,C,{'role':'user','content':[{'toolResult':{'toolUseId':'a','content':'x'}}]}],'toolConfig':{'tools':[T]}} | Expected list",
        "{'messages':[U,C,{'role':'user','content':[{'toolResult':{'toolUseId':'a','status':'failed','content':[]}}]}],'toolConfig':{'tools':[T]}} | status",
        "{'messages':[{'role':'user','content':[{'image':{'format':'bmp','source':{'bytes':'aa=='}}}]}]} | image.format",
        "{'messages':[{'role':'user','content':[{'image':{'format':'png','source':{'url':'http://x'}}}]}]} | unknown member 'url'",
        "{'messages':[{'role':'user','content':[{'image':{'format':'png','source':{'bytes':''}}}]}]} | source.bytes",
        "{'messages':[U,{'role':'assistant','content':[{'image':{'format':'png','source':{'bytes':'aaaa'}}}]}]} | not allowed",
        "{'messages':[{'role':'user','content':[{'text':'x'},{'document':{'name':'a_b.pdf','format':'pdf','source':{'bytes':'aaaa'}}}]}]} | file name",
        "{'messages':[{'role':'user','content':[{'text':'x'},{'document':{'name':'a','format':'rtf','source':{'bytes':'aaaa'}}}]}]} | document.format",
        "{'messages':[{'role':'user','content':[{'document':{'name':'a','format':'pdf','source':{'bytes':'aaaa'}}}]}]} | no text block",
        "{'messages':[U],'outputConfig':{'textFormat':{'type':'json_schema','structure':{'jsonSchema':{'schema':{'type':'object'}}}}}} | Expected a string",
        "{'messages':[U],'outputConfig':{'textFormat':{'type':'json_schema','structure':{'jsonSchema':{'schema':'{'}}}}} | JSON schema",
        "{'messages':[U],'additionalModelRequestFields':{'seed':1}} | extraneous key [seed]",
        "{'messages':[U],'additionalModelRequestFields':{'thinking':{'type':'enabled','budget_tokens':100}}} | 1024",
        "{'messages':[U],'inferenceConfig':{'maxTokens':1000},'additionalModelRequestFields':{'thinking':{'type':'enabled','budget_tokens':2000}}} | must be greater than",
        "{'messages':[U],'inferenceConfig':{'temperature':0.5},'additionalModelRequestFields':{'thinking':{'type':'enabled','budget_tokens':2000}}} | `temperature`",
        "{'messages':[U],'toolConfig':{'tools':[T],'toolChoice':{'any':{}}},'additionalModelRequestFields':{'thinking':{'type':'enabled','budget_tokens':2000}}} | forces tool use",
        "{'messages':[U,C,{'role':'user','content':[R]}],'toolConfig':{'tools':[T]},'additionalModelRequestFields':{'thinking':{'type':'enabled','budget_tokens':2000}}} | start with a thinking block",
        "{'messages':[U,{'role':'assistant','content':[{'reasoningContent':{'reasoningText':{'text':'I','signature':'x'}}},{'text':'x'}]},U]} | Invalid `signature`"
      })
  void whatTheRealOneRefusesIsRefused(String body, String words) throws Exception {
    String full =
        body.replaceAll("\\bU\\b", "{'role':'user','content':[{'text':'x'}]}")
            .replaceAll("\\bA\\b", "{'role':'assistant','content':[{'text':'y'}]}")
            .replaceAll("\\bC\\b", USE)
            .replaceAll("\\bR\\b", "{'toolResult':{'toolUseId':'a','content':[{'text':'z'}]}}")
            .replaceAll("\\bT\\b", TOOL);

    Answer answer = caller.post(MODEL + "converse", full);

    assertEquals(400, answer.status(), answer.body());
    assertEquals("ValidationException", answer.errorType());
    assertTrue(answer.json().path("message").asText().contains(words), answer.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]",
        "{'messages':",
        "{'messages':[{'role':'user','content':[{'image':{'format':'png','source':{'bytes':'!'}}}]}]}"
      })
  void whatCannotBeReadIsASerializationException(String body) throws Exception {
    Answer answer = caller.post(MODEL + "converse", body);

    assertEquals(400, answer.status());
    assertEquals("SerializationException", answer.errorType());
  }

  @Test
  void aStreamSaysWhatThePlainAnswerSays() throws Exception {
    String question = ask("hi sim:tokens=9");
    JsonNode whole = caller.post(MODEL + "converse", question).json();

    Answer answer = caller.post(MODEL + "converse-stream", question);

    assertEquals("application/vnd.amazon.eventstream", answer.header("content-type"));
    List<Event> events = answer.events();
    assertEquals(
        List.of("messageStart", "contentBlockDelta", "contentBlockDelta", "contentBlockDelta"),
        events.subList(0, 4).stream().map(Event::type).toList());
    assertEquals(
        List.of("contentBlockStop", "messageStop", "metadata"),
        events.subList(4, events.size()).stream().map(Event::type).toList());
    assertEquals(whole.at("/output/message/content/0/text").asText(), said(events, "/delta/text"));
    assertEquals("end_turn", whole.path("stopReason").asText());
    assertEquals(whole.path("usage"), events.get(events.size() - 1).json().path("usage"));
    assertEquals(9, whole.at("/usage/outputTokens").asInt());
    assertTrue(events.stream().allMatch(event -> event.json().path("p").asText().length() > 0));
    assertTrue(events.stream().map(event -> event.json().path("p")).distinct().count() > 2);
  }

  @Test
  void parallelCallsComeInBlocksOfTheirOwn() throws Exception {
    String question = ask("Weather in Oslo and Rome?", "'toolConfig':{'tools':[" + TOOL + "]}");
    JsonNode whole = caller.post(MODEL + "converse", question).json();
    assertEquals("tool_use", whole.path("stopReason").asText());
    assertEquals("Oslo", whole.at("/output/message/content/0/toolUse/input/city").asText());
    assertEquals("Rome", whole.at("/output/message/content/1/toolUse/input/city").asText());

    List<Event> events = caller.post(MODEL + "converse-stream", question).events();

    List<JsonNode> starts =
        events.stream()
            .filter(event -> event.type().equals("contentBlockStart"))
            .map(Event::json)
            .toList();
    assertEquals(2, starts.size());
    assertEquals(1, starts.get(1).path("contentBlockIndex").asInt());
    assertEquals("get_weather", starts.get(1).at("/start/toolUse/name").asText());
    assertEquals("{\"city\":\"Oslo\"}{\"city\":\"Rome\"}", said(events, "/delta/toolUse/input"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'any':{}} | {} | 1",
        "{'tool':{'name':'get_weather'}} | {} | 1",
        "{'auto':{}} | {} | 0",
        "{'any':{}} | {'tool_choice':{'type':'any','disable_parallel_tool_use':true}} | 1"
      })
  void aToolChoiceIsObeyed(String choice, String extra, int calls) throws Exception {
    String question =
        ask(
            "hi",
            "'toolConfig':{'tools':[" + TOOL + "],'toolChoice':" + choice + "}",
            "'additionalModelRequestFields':" + extra);

    JsonNode content =
        caller.post(MODEL + "converse", question).json().at("/output/message/content");

    assertEquals(calls, content.findValues("toolUse").size());
  }

  @Test
  void aSchemaIsAStringAndIsFitted() throws Exception {
    String schema =
        "{\\'type\\':\\'object\\',\\'properties\\':{\\'n\\':{\\'type\\':\\'integer\\'}}}";
    String question =
        ask(
            "hi",
            "'outputConfig':{'textFormat':{'type':'json_schema','structure':{'jsonSchema':"
                + "{'schema':'"
                + schema
                + "'}}}}");

    JsonNode answer = caller.post(MODEL + "converse", question).json();

    assertEquals("{\"n\":7}", answer.at("/output/message/content/0/text").asText());
  }

  @Test
  void whatWasThoughtIsSignedAndMustComeBackAsItWas() throws Exception {
    JsonNode content =
        caller
            .post(
                MODEL + "converse",
                ask("Weather in Oslo?", THINKING, "'toolConfig':{'tools':[" + TOOL + "]}"))
            .json()
            .at("/output/message/content");
    JsonNode thought = content.at("/0/reasoningContent/reasoningText");
    assertFalse(thought.path("signature").asText().isEmpty());
    String id = content.at("/1/toolUse/toolUseId").asText();

    Answer kept = caller.post(MODEL + "converse", answered(content.toString(), id));
    Answer changed =
        caller.post(
            MODEL + "converse", answered(content.toString().replace("Thinking", "Thought"), id));

    assertEquals(200, kept.status(), kept.body());
    assertEquals(400, changed.status());
    assertTrue(changed.body().contains("Invalid `signature`"), changed.body());
  }

  private static String answered(String content, String id) {
    return "{'messages':[{'role':'user','content':[{'text':'Weather in Oslo?'}]},"
        + "{'role':'assistant','content':"
        + content
        + "},{'role':'user','content':[{'toolResult':{'toolUseId':'"
        + id
        + "','content':[{'text':'3'}]}}]}],'toolConfig':{'tools':["
        + TOOL
        + "]},"
        + THINKING
        + "}";
  }

  @Test
  void aStreamThinksBeforeItSpeaksAndCountsIt() throws Exception {
    List<Event> events =
        caller.post(MODEL + "converse-stream", ask("hi sim:tokens=3", THINKING)).events();

    assertEquals("Thinking about the question.", said(events, "/delta/reasoningContent/text"));
    assertFalse(said(events, "/delta/reasoningContent/signature").isEmpty());
    assertEquals(1, events.get(4).json().path("contentBlockIndex").asInt());
    assertTrue(events.get(events.size() - 1).json().at("/usage/outputTokens").asInt() > 3);
    JsonNode silent = caller.post(MODEL + "converse", ask("hi sim:tokens=3")).json();
    assertEquals(3, silent.at("/usage/outputTokens").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sim:say=one two three | {'stopSequences':['zz','two']} | stop_sequence | 'one '",
        "sim:say=one two three | {'stopSequences':['zz']} | end_turn | one two three",
        "sim:say=one two three | {'maxTokens':1} | max_tokens | 'one '",
        "sim:filtered sim:say=one two three | {} | content_filtered | 'one two '"
      })
  void anAnswerEndsWhereItMust(String text, String inference, String reason, String said)
      throws Exception {
    String question = ask(text, "'inferenceConfig':" + inference);

    JsonNode whole = caller.post(MODEL + "converse", question).json();
    List<Event> events = caller.post(MODEL + "converse-stream", question).events();

    assertEquals(reason, whole.path("stopReason").asText());
    assertEquals(said, whole.at("/output/message/content/0/text").asText());
    assertEquals(said, said(events, "/delta/text"));
    assertEquals(reason, said(events, "/stopReason"));
  }

  @Test
  void theStopSequenceIsSaidToWhoAsks() throws Exception {
    String question =
        ask(
            "sim:say=one two",
            "'inferenceConfig':{'stopSequences':['two']}",
            "'additionalModelResponseFieldPaths':['/stop_sequence']");

    JsonNode answer = caller.post(MODEL + "converse", question).json();

    assertEquals("two", answer.at("/additionalModelResponseFields/stop_sequence").asText());
  }

  @Test
  void aGuardrailIntervenesAndWithoutOneTheContentIsFiltered() throws Exception {
    String guardrail =
        "'guardrailConfig':{'guardrailIdentifier':'g1','guardrailVersion':'1','trace':'enabled'}";

    JsonNode guarded = caller.post(MODEL + "converse", ask("sim:blocked", guardrail)).json();
    JsonNode bare = caller.post(MODEL + "converse", ask("sim:blocked")).json();

    assertEquals("guardrail_intervened", guarded.path("stopReason").asText());
    assertEquals(
        "BLOCKED",
        guarded.at("/trace/guardrail/inputAssessment/g1/contentPolicy/filters/0/action").asText());
    assertEquals("content_filtered", bare.path("stopReason").asText());
    assertEquals(0, bare.at("/output/message/content").size());
  }

  @Test
  void aCachePointIsWrittenOnceAndReadAfterwardsApartFromTheInput() throws Exception {
    String question =
        "{'system':[{'text':'"
            + "long ".repeat(1200)
            + "'},{'cachePoint':{'type':'default'}}],'messages':[{'role':'user','content':"
            + "[{'text':'hi'}]}]}";

    JsonNode first = caller.post(MODEL + "converse", question).json().path("usage");
    JsonNode second = caller.post(MODEL + "converse", question).json().path("usage");

    assertTrue(first.path("cacheWriteInputTokens").asInt() > 1400);
    assertEquals(0, first.path("cacheReadInputTokens").asInt());
    assertEquals(0, second.path("cacheWriteInputTokens").asInt());
    assertEquals(first.path("cacheWriteInputTokens"), second.path("cacheReadInputTokens"));
    assertTrue(second.path("inputTokens").asInt() < 10);
    assertEquals(
        second.path("totalTokens").asInt(),
        second.path("inputTokens").asInt()
            + second.path("cacheReadInputTokens").asInt()
            + second.path("outputTokens").asInt());
  }

  @Test
  void aCachePointForAnHourIsToldApart() throws Exception {
    String question =
        "{'system':[{'text':'"
            + "hour ".repeat(1200)
            + "'},{'cachePoint':{'type':'default','ttl':'1h'}}],'messages':[{'role':'user',"
            + "'content':[{'text':'hi'}]}]}";

    JsonNode usage = caller.post(MODEL + "converse", question).json().path("usage");

    assertEquals("1h", usage.at("/cacheDetails/0/ttl").asText());
    assertEquals(
        usage.path("cacheWriteInputTokens").asInt(),
        usage.at("/cacheDetails/0/inputTokens").asInt());
    assertEquals(1, usage.path("cacheDetails").size());
  }

  @Test
  void tokensAreCountedAsTheyAreBilled() throws Exception {
    String question = ask("How many tokens has this question?");
    int billed = caller.post(MODEL + "converse", question).json().at("/usage/inputTokens").asInt();

    String own = MODEL.replace("/us.", "/") + "count-tokens";
    Answer counted = caller.post(own, "{'input':{'converse':" + question + "}}");
    Answer wrong = caller.post(own, question);
    Answer profile = caller.post(MODEL + "count-tokens", "{'input':{'converse':" + question + "}}");

    assertEquals(billed, counted.json().path("inputTokens").asInt());
    assertEquals("ValidationException", wrong.errorType());
    assertEquals("ValidationException", profile.errorType(), "a profile is no model");
  }

  @Test
  void titanEmbedsOneTextAndCountsItInTheHead() throws Exception {
    String path = "/model/amazon.titan-embed-text-v2%3A0/invoke";

    Answer answer =
        caller.post(path, "{'inputText':'hello you','dimensions':256,'normalize':true}");
    Answer bits = caller.post(path, "{'inputText':'hello you','embeddingTypes':['binary']}");

    assertEquals(256, answer.json().path("embedding").size());
    assertEquals(3, answer.json().path("inputTextTokenCount").asInt());
    assertEquals("3", answer.header("x-amzn-bedrock-input-token-count"));
    assertFalse(bits.json().has("embedding"));
    assertEquals(1024, bits.json().at("/embeddingsByType/binary").size());
  }

  @Test
  void cohereEmbedsSeveralInTheTypesAskedFor() throws Exception {
    String path = "/model/cohere.embed-english-v3/invoke";

    JsonNode floats = caller.post(path, "{'texts':['a','b'],'input_type':'search_query'}").json();
    JsonNode types =
        caller
            .post(
                path,
                "{'texts':['a'],'input_type':'clustering','embedding_types':['int8','ubinary']}")
            .json();

    assertEquals(2, floats.path("embeddings").size());
    assertEquals(16, floats.at("/embeddings/0").size());
    assertEquals("embeddings_floats", floats.path("response_type").asText());
    assertEquals(16, types.at("/embeddings/int8/0").size());
    assertEquals(2, types.at("/embeddings/ubinary/0").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "amazon.titan-embed-text-v2:0 | {'inputText':'a','foo':1} | extraneous key [foo]",
        "amazon.titan-embed-text-v2:0 | {'texts':['a']} | extraneous key [texts]",
        "amazon.titan-embed-text-v2:0 | {} | required key [inputText]",
        "amazon.titan-embed-text-v2:0 | {'inputText':''} | minLength",
        "amazon.titan-embed-text-v2:0 | {'inputText':['a']} | minLength",
        "amazon.titan-embed-text-v2:0 | {'inputText':'a','dimensions':100} | dimensions",
        "cohere.embed-english-v3 | {'texts':['a']} | required key [input_type]",
        "cohere.embed-english-v3 | {'texts':['a'],'input_type':'query'} | input_type",
        "cohere.embed-english-v3 | {'texts':[],'input_type':'search_query'} | minimum item count",
        "cohere.embed-english-v3 | {'texts':['a'],'input_type':'search_query','embedding_types':['base64']} | embedding_types"
      })
  void embeddingsThatTheRealOnesRefuseAreRefused(String model, String body, String words)
      throws Exception {
    Answer answer = caller.post("/model/" + model + "/invoke", body);

    assertEquals(400, answer.status());
    assertEquals("ValidationException", answer.errorType());
    assertTrue(answer.json().path("message").asText().contains(words), answer.body());
  }

  @Test
  void withoutRoomItThrottlesAndSaysNotForHowLong() throws Exception {
    caller.post("/model/tight/converse", ask("hi"));

    Answer answer = caller.post("/model/tight/converse", ask("hi"));

    assertEquals(429, answer.status());
    assertTrue(answer.errorType().startsWith("ThrottlingException:http"), answer.errorType());
    assertTrue(answer.response().headers().firstValue("retry-after").isEmpty());
  }

  @Test
  void whoSetsNoLimitHoldsTheMostThatTheModelMayWrite() throws Exception {
    assertEquals(200, caller.post("/model/held/converse", ask("hi")).status());

    assertEquals(429, caller.post("/model/held/converse", ask("hi")).status());
  }

  private static String said(List<Event> events, String pointer) {
    StringBuilder text = new StringBuilder();
    events.forEach(event -> text.append(event.json().at(pointer).asText("")));
    return text.toString();
  }

  private static String ask(String text, String... more) {
    StringBuilder body = new StringBuilder("{'messages':[{'role':'user','content':[{'text':'");
    body.append(text).append("'}]}]");
    for (String one : more) {
      body.append(',').append(one);
    }
    return body.append('}').toString();
  }
}
