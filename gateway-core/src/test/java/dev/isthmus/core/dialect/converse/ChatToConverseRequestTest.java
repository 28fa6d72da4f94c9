package dev.isthmus.core.dialect.converse;

import static dev.isthmus.core.dialect.converse.ConverseTranslation.asking;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.json;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.lenient;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.request;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.sample;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.dialect.turn.LossPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatToConverseRequestTest {
  private static final String CALL =
      "{'role':'assistant','tool_calls':[{'id':'a','type':'function',"
          + "'function':{'name':'f','arguments':'{}'}}]},"
          + "{'role':'tool','tool_call_id':'a','content':'x'}";

  @ParameterizedTest
  @CsvSource({
    "openai/chat.request, chat",
    "openai/tool.request, tool",
    "openai/tool-followup.request, tool-followup",
    "openai-to-converse/everything.request, everything"
  })
  void goldenFiles(String from, String to) {
    JsonNode expected = tree(sample("openai-to-converse/" + to + ".json"));
    assertEquals(expected, lenient(sample(from + ".json")).tree());
  }

  @Test
  void whatIsLostIsToldByName() {
    assertEquals(
        Set.of(
            "logit_bias",
            "messages.name",
            "logprobs",
            "presence_penalty",
            "frequency_penalty",
            "seed",
            "parallel_tool_calls"),
        Set.copyOf(lenient(sample("openai-to-converse/everything.request.json")).dropped()));
  }

  @Test
  void schemasAndArgumentsStayAsTheyWereWritten() {
    String out = lenient(sample("openai-to-converse/everything.request.json")).json();
    assertTrue(out.contains("\"input\":{\"x\": 1.50}"), out);
    assertTrue(out.contains("{\\\"const\\\": 1.0}"), out);
  }

  @Test
  void neighboursOfOneRoleBecomeOneMessageAndEmptyOnesNone() {
    JsonNode messages =
        lenient(
                json(
                    "{'messages':[{'role':'user','content':'a'},{'role':'user','content':'b'},"
                        + "{'role':'assistant','content':' '},{'role':'system','content':'s'},"
                        + "{'role':'user','content':'c'},{'role':'assistant','content':'d'},"
                        + "{'role':'user','content':''},{'role':'assistant','content':'e'}]}"))
            .tree()
            .path("messages");
    assertEquals(
        tree(
            json(
                "[{'role':'user','content':[{'text':'a'},{'text':'b'},{'text':'c'}]},"
                    + "{'role':'assistant','content':[{'text':'d'},{'text':'e'}]}]")),
        messages);
  }

  @Test
  void instructionsAloneAreSaidByTheUser() {
    assertEquals(
        tree(json("{'messages':[{'role':'user','content':[{'text':'Say hi'}]}]}")),
        lenient(json("{'messages':[{'role':'system','content':'Say hi'}]}")).tree());
  }

  @Test
  void idsOfAnotherFormAreMappedAlikeInCallAndResult() {
    String id = "call with spaces / and more than sixty-four characters, which is too many of them";
    JsonNode messages =
        lenient(
                json("{'messages':[{'role':'user','content':'a'}," + CALL + "]}")
                    .replace("\"a\"", "\"" + id + "\"")
                    .replace("\"content\":\"" + id, "\"content\":\"a"))
            .tree()
            .path("messages");
    String mapped = messages.at("/1/content/0/toolUse/toolUseId").asText();
    assertTrue(mapped.matches("[a-zA-Z0-9_.:-]{1,64}"), mapped);
    assertEquals(mapped, messages.at("/2/content/0/toolResult/toolUseId").asText());
    assertEquals(mapped, ConverseToolId.of(id));
    assertFalse(mapped.equals(ConverseToolId.of(id + ".")));
    assertEquals("a.b:c-d_E9", ConverseToolId.of("a.b:c-d_E9"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\\\"a\\\": 1e400}|{\"a\": 1e400}",
        "|{}",
        "  |{}",
        "{\\\"a\\\":|{\"arguments\":\"{\\\"a\\\":\"}",
        "[1]|{\"arguments\":\"[1]\"}"
      })
  void argumentsStayAsTheModelWroteThemOrAreWrapped(String arguments, String expected) {
    String body =
        json("{'messages':[{'role':'user','content':'a'}," + CALL + "]}")
            .replace(
                "\"arguments\":\"{}\"",
                "\"arguments\":\"" + (arguments == null ? "" : arguments) + "\"");
    String out = lenient(body).json();
    assertTrue(out.contains("\"input\":" + expected + "}"), out);
  }

  @Test
  void toolsThatWereUsedButNoLongerGivenAreStoodInFor() {
    JsonNode tree =
        lenient(json("{'messages':[{'role':'user','content':'a'}," + CALL + "]}")).tree();
    assertEquals(
        tree(
            json(
                "{'tools':[{'toolSpec':{'name':'f','description':'No longer available: do not call"
                    + " it.','inputSchema':{'json':{'type':'object','properties':{}}}}}]}")),
        tree.path("toolConfig"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'auto'|f,g|",
        "'required'|f,g|{'any':{}}",
        "{'type':'function','function':{'name':'g'}}|f,g|{'tool':{'name':'g'}}",
        "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function',"
            + "'function':{'name':'g'}}]}}|g|",
        "{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function',"
            + "'function':{'name':'g'}},{'type':'function','function':{'name':'h'}}]}}|g,h|{'any':{}}",
      })
  void choicesOfTools(String choice, String offered, String expected) {
    List<String> names = offered.contains("h") ? List.of("f", "g", "h") : List.of("f", "g");
    StringBuilder tools = new StringBuilder();
    names.forEach(
        name ->
            tools
                .append(tools.isEmpty() ? "" : ",")
                .append("{'type':'function','function':{'name':'" + name + "'}}"));
    JsonNode config =
        lenient(asking("'tools':[" + tools + "],'tool_choice':" + choice))
            .tree()
            .path("toolConfig");
    StringBuilder written = new StringBuilder();
    config
        .path("tools")
        .forEach(
            tool ->
                written
                    .append(written.isEmpty() ? "" : ",")
                    .append(tool.at("/toolSpec/name").asText()));
    assertEquals(offered, written.toString());
    assertEquals(
        expected == null ? "" : json(expected),
        config.has("toolChoice") ? config.path("toolChoice").toString() : "");
  }

  /** A history with calls must not stand without tools: how an agent ends its loop. */
  @Test
  void toolsThatWereUsedStandInWhereNoneMayBeCalledAnyMore() {
    JsonNode config =
        lenient(
                json(
                    "{'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':["
                        + "{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'a','content':'x'}],"
                        + "'tools':[{'type':'function','function':{'name':'f'}},"
                        + "{'type':'function','function':{'name':'g'}}],'tool_choice':'none'}"))
            .tree()
            .path("toolConfig");
    assertEquals(1, config.path("tools").size());
    assertEquals("f", config.at("/tools/0/toolSpec/name").asText());
    assertEquals(
        "No longer available: do not call it.",
        config.at("/tools/0/toolSpec/description").asText());
    assertFalse(config.has("toolChoice"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|{'type':'object','properties':{}}",
        "{'properties':{'a':{}}}|{'type':'object','properties':{'a':{}}}",
        "{'anyOf':[{}]}|{'type':'object','anyOf':[{}]}",
        "{'type':'object','x':1}|{'type':'object','x':1}"
      })
  void schemasSayThatTheyAreOfAnObject(String schema, String expected) {
    JsonNode tree =
        lenient(
                asking(
                    "'tools':[{'type':'function','function':{'name':'f','parameters':"
                        + schema
                        + "}}]"))
            .tree();
    assertEquals(tree(json(expected)), tree.at("/toolConfig/tools/0/toolSpec/inputSchema/json"));
  }

  @Test
  void stopsThatNobodyCanSeeAreLeftOutAndNamed() {
    var translated = lenient(asking("'stop':['\\n','x','']"));
    assertEquals(List.of("stop"), translated.dropped());
    assertEquals("[\"x\"]", translated.tree().at("/inferenceConfig/stopSequences").toString());
    assertFalse(lenient(asking("'stop':'\\n'")).tree().has("inferenceConfig"));
  }

  @Test
  void noToolIsOfferedWhereNoneMayBeCalled() {
    JsonNode tree =
        lenient(
                asking(
                    "'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'none'"))
            .tree();
    assertEquals(Set.of("messages"), Set.copyOf(fields(tree)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'max_tokens':5|{'maxTokens':5}",
        "'stop':'x'|{'stopSequences':['x']}",
        "'temperature':0.25,'top_p':1|{'temperature':0.25}"
      })
  void settings(String members, String expected) {
    assertEquals(tree(json(expected)), lenient(asking(members)).tree().path("inferenceConfig"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0|high|{'thinking':{'type':'enabled','budget_tokens':24576}}",
        "anthropic.claude-3-7-sonnet-20250219-v1:0|low|{'thinking':{'type':'enabled','budget_tokens':1024}}",
        "anthropic.claude-sonnet-4-20250514-v1:0|medium|{'thinking':{'type':'enabled','budget_tokens':8192}}",
        "anthropic.claude-opus-4-6-v1|high|{'thinking':{'type':'adaptive'}}",
        "anthropic.claude-opus-4-7|xhigh|{'thinking':{'type':'adaptive'}}",
        "anthropic.claude-sonnet-5|medium|{'thinking':{'type':'adaptive'}}",
        "us.amazon.nova-2-lite-v1:0|high|{'reasoningConfig':{'type':'enabled','maxReasoningEffort':'high'}}",
        "openai.gpt-oss-120b-1:0|none|{'reasoning_effort':'low'}",
        "openai.gpt-oss-120b-1:0|xhigh|{'reasoning_effort':'high'}"
      })
  void thinkingIsAskedForInTheModelsOwnWords(String model, String effort, String expected) {
    var result = request(asking("'reasoning_effort':'" + effort + "'"), model, LossPolicy.STRICT);
    assertEquals(tree(json(expected)), result.tree().path("additionalModelRequestFields"));
  }

  @ParameterizedTest
  @CsvSource({"xhigh, auto, xhigh", "max, required, high", "minimal, auto, low"})
  void claudeThatPacesItselfIsToldItsEffort(String effort, String choice, String expected) {
    JsonNode tree =
        request(
                asking(
                    "'reasoning_effort':'"
                        + effort
                        + "','tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'"
                        + choice
                        + "'"),
                "anthropic.claude-opus-4-8",
                LossPolicy.STRICT)
            .tree();
    assertEquals(expected, tree.at("/outputConfig/effort").asText());
    assertEquals(choice.equals("auto"), tree.has("additionalModelRequestFields"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"anthropic.claude-opus-4-7", "anthropic.claude-sonnet-4-5-20250929-v1:0"})
  void noThinkingIsWhatHappensAnyway(String model) {
    JsonNode tree = request(asking("'reasoning_effort':'none'"), model, LossPolicy.STRICT).tree();
    assertEquals(Set.of("messages"), Set.copyOf(fields(tree)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "anthropic.claude-3-5-sonnet-20241022-v2:0",
        "anthropic.claude-v2:1",
        "amazon.nova-pro-v1:0",
        "meta.llama3-3-70b-instruct-v1:0",
        "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/x"
      })
  void modelsThatDoNotThinkAreNotToldTo(String model) {
    var result = request(asking("'reasoning_effort':'high'"), model, LossPolicy.LENIENT);
    assertEquals(List.of("reasoning_effort"), result.dropped());
    assertEquals(Set.of("messages"), Set.copyOf(fields(result.tree())));
  }

  @ParameterizedTest
  @CsvSource({
    "high, 30000, 24576, 30000",
    "high, 8000, 6976, 8000",
    "low, 2048, 1024, 2048",
    "low, , 1024, 5120"
  })
  void aBudgetLeavesRoomForTheAnswer(String effort, String maxTokens, long budget, long written) {
    String bound = maxTokens == null ? "" : ",'max_tokens':" + maxTokens;
    JsonNode tree = lenient(asking("'reasoning_effort':'" + effort + "'" + bound)).tree();
    assertEquals(budget, tree.at("/additionalModelRequestFields/thinking/budget_tokens").asLong());
    assertEquals(written, tree.at("/inferenceConfig/maxTokens").asLong());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'max_tokens':2047",
        "'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'required'"
      })
  void thinkingGivesWayToWhatItCannotStandBeside(String members) {
    String body = asking("'reasoning_effort':'low'," + members);
    assertEquals(List.of("reasoning_effort"), lenient(body).dropped());
    assertFalse(lenient(body).tree().has("additionalModelRequestFields"));
    assertEquals(
        "reasoning_effort",
        request(body, ConverseTranslation.CLAUDE, LossPolicy.STRICT).failure().param());
  }

  @Test
  void thinkingStopsWhereTheThoughtBehindTheLastCallsIsLost() {
    String lost = json("{'messages':[{'role':'user','content':'a'}," + CALL + "],");
    String kept =
        lost.replace(
            "\"role\":\"assistant\",",
            json(
                "'role':'assistant','reasoning_content':'hm','extra_content':{'anthropic':"
                    + "{'thought_signature':'U0lH'}},"));
    String effort = json("'reasoning_effort':'low'}");
    assertEquals(List.of("reasoning_effort"), lenient(lost + effort).dropped());
    assertEquals(List.of(), lenient(kept + effort).dropped());
    assertTrue(lenient(kept + effort).tree().has("additionalModelRequestFields"));
    String over =
        lost.replace(
            "],", json(",{'role':'assistant','content':'b'},{'role':'user','content':'c'}],"));
    assertEquals(List.of("reasoning_effort"), lenient(lost + effort).dropped());
    assertEquals(List.of(), lenient(over + effort).dropped());
  }

  @Test
  void thoughtsOfOthersAreNotShown() {
    String body =
        json(
            "{'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b',"
                + "'reasoning_content':'hm','extra_content':{'google':{'thought_signature':'U0lH'}}},"
                + "{'role':'user','content':'c'}]}");
    String own = body.replace("google", "anthropic");
    assertEquals("[{\"text\":\"b\"}]", lenient(body).tree().at("/messages/1/content").toString());
    assertEquals(2, lenient(own).tree().at("/messages/1/content").size());
    assertEquals(
        1,
        request(own, ConverseTranslation.GPT_OSS, LossPolicy.LENIENT)
            .tree()
            .at("/messages/1/content")
            .size());
  }

  @Test
  void samplingThatAThinkingClaudeDoesNotTakeIsLeftOut() {
    var result = lenient(asking("'reasoning_effort':'low','temperature':0.5,'top_p':0.5"));
    assertEquals(List.of("temperature", "top_p"), result.dropped());
    assertEquals("{\"maxTokens\":5120}", result.tree().path("inferenceConfig").toString());
  }

  @Test
  void aClaudeThatPacesItselfIsToldHowToDrawUnlessItThinks() {
    String model = "global.anthropic.claude-sonnet-4-6";
    var drawn = request(asking("'temperature':0.5"), model, LossPolicy.STRICT);
    assertEquals("{\"temperature\":0.5}", drawn.tree().path("inferenceConfig").toString());
    var thought =
        request(asking("'temperature':0.5,'reasoning_effort':'xhigh'"), model, LossPolicy.LENIENT);
    assertEquals(List.of("temperature"), thought.dropped());
    assertEquals("high", thought.tree().at("/outputConfig/effort").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "anthropic.claude-sonnet-4-5-v1:0|'temperature':0.5,'top_p':0.9|{'temperature':0.5}|top_p",
        "anthropic.claude-sonnet-4-5-v1:0|'temperature':1,'top_p':0.9|{'topP':0.9}|",
        "anthropic.claude-3-5-sonnet-20241022-v2:0|'temperature':0.5,'top_p':0.9"
            + "|{'temperature':0.5,'topP':0.9}|",
        "us.amazon.nova-2-lite-v1:0|'temperature':0.5,'top_p':0.9|{'temperature':0.5,'topP':0.9}|"
      })
  void aClaudeThatTakesOnlyOneWayToDrawIsToldOne(
      String model, String asked, String expected, @Nullable String dropped) {
    var result = request(asking(asked), model, LossPolicy.LENIENT);
    assertEquals(tree(json(expected)), result.tree().path("inferenceConfig"));
    assertEquals(dropped == null ? List.of() : List.of(dropped), result.dropped());
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-sonnet-4-5-v1:0, true",
    "openai.gpt-oss-120b-1:0, true",
    "anthropic.claude-v2:1, false",
    "meta.llama3-3-70b-instruct-v1:0, false",
    "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/x, false"
  })
  void aSchemaGoesToModelsThatFollowIt(String model, boolean follows) {
    var result =
        request(
            asking(
                "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{}}},"
                    + "'tools':[{'type':'function','function':{'name':'f','strict':true}}]"),
            model,
            LossPolicy.LENIENT);
    assertEquals(follows, result.tree().has("outputConfig"));
    assertEquals(follows, result.tree().at("/toolConfig/tools/0/toolSpec").has("strict"));
    assertEquals(
        follows ? List.of() : List.of("response_format.json_schema", "tools.function.strict"),
        result.dropped());
  }

  private static final String SHAPED =
      "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':"
          + "{'type':'object','title':'T'}}}";

  /** Of the models that follow no schema, these call the tool that they must. */
  @ParameterizedTest
  @ValueSource(strings = {"anthropic.claude-sonnet-4-20250514-v1:0", "us.amazon.nova-2-lite-v1:0"})
  void aToolThatMustBeCalledStandsInForASchema(String model) {
    var alone = request(asking(SHAPED), model, LossPolicy.STRICT);
    assertFalse(alone.tree().has("outputConfig"));
    JsonNode spec = alone.tree().at("/toolConfig/tools/0/toolSpec");
    assertEquals("isthmus_json_answer", spec.path("name").asText());
    assertEquals("T", spec.at("/inputSchema/json/title").asText());
    assertEquals(
        "isthmus_json_answer", alone.tree().at("/toolConfig/toolChoice/tool/name").asText());
    assertEquals(List.of(), alone.dropped());

    String tools = ",'tools':[{'type':'function','function':{'name':'f'}}]";
    JsonNode beside = request(asking(SHAPED + tools), model, LossPolicy.STRICT).tree();
    assertEquals("f", beside.at("/toolConfig/tools/0/toolSpec/name").asText());
    assertEquals(2, beside.at("/toolConfig/tools").size());
    assertTrue(beside.at("/toolConfig/toolChoice").has("any"));

    String none = tools + ",'tool_choice':'none'";
    JsonNode only = request(asking(SHAPED + none), model, LossPolicy.STRICT).tree();
    assertEquals(1, only.at("/toolConfig/tools").size());

    String required = tools + ",'tool_choice':'required'";
    JsonNode called = request(asking(SHAPED + required), model, LossPolicy.STRICT).tree();
    assertEquals(1, called.at("/toolConfig/tools").size());
    assertEquals("f", called.at("/toolConfig/tools/0/toolSpec/name").asText());
  }

  @Test
  void theNewestClaudesDrawAsTheyLike() {
    var result =
        request(
            asking("'temperature':0.5,'top_p':0.5"),
            "global.anthropic.claude-opus-4-7",
            LossPolicy.LENIENT);
    assertEquals(List.of("temperature", "top_p"), result.dropped());
  }

  @ParameterizedTest
  @CsvSource({"5, medium", ", high"})
  void novasHighestEffortStandsAlone(String maxTokens, String expected) {
    String bound = maxTokens == null ? "" : ",'max_tokens':" + maxTokens;
    JsonNode tree =
        request(
                asking("'reasoning_effort':'high'" + bound),
                ConverseTranslation.NOVA,
                LossPolicy.STRICT)
            .tree();
    assertEquals(
        expected,
        tree.at("/additionalModelRequestFields/reasoningConfig/maxReasoningEffort").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "image/png, png",
    "image/jpeg, jpeg",
    "image/jpg, jpeg",
    "image/gif, gif",
    "image/webp, webp"
  })
  void images(String type, String format) {
    String body =
        json(
            "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':"
                + "'data:"
                + type
                + ";base64,iVBO'}}]}]}");
    assertEquals(
        tree(json("{'image':{'format':'" + format + "','source':{'bytes':'iVBO'}}}")),
        lenient(body).tree().at("/messages/0/content/0"));
  }

  @ParameterizedTest
  @CsvSource({"'', .", "',{\"type\":\"text\",\"text\":\"Read it\"}', Read it"})
  void aDocumentNeverStandsWithoutAText(String more, String said) {
    JsonNode content =
        lenient(
                json("{'messages':[{'role':'user','content':[{'type':'file','file':"
                        + "{'file_data':'data:application/pdf;base64,JVBE'}}MORE]}]}")
                    .replace("MORE", more))
            .tree()
            .at("/messages/0/content");
    assertEquals(2, content.size());
    assertEquals(said, content.at("/1/text").asText());
  }

  @Test
  void documentsHaveDifferentNamesOfAllowedLetters() {
    String file = "{'type':'file','file':{'filename':'NAME','file_data':'data:TYPE;base64,JVBE'}}";
    String body =
        json(
            "{'messages':[{'role':'user','content':["
                + file.replace("NAME", "a.pdf").replace("TYPE", "application/pdf")
                + ","
                + file.replace("NAME", "a pdf").replace("TYPE", "text/markdown")
                + ","
                + file.replace("NAME", "notes.csv").replace("TYPE", "application/octet-stream")
                + ","
                + file.replace("'filename':'NAME',", "").replace("TYPE", "text/plain")
                + ","
                + file.replace("NAME", "x".repeat(300)).replace("TYPE", "text/html")
                + "]}]}");
    StringBuilder seen = new StringBuilder();
    lenient(body)
        .tree()
        .at("/messages/0/content")
        .forEach(
            block -> {
              String name = block.at("/document/name").asText();
              assertTrue(name.length() <= 200, name);
              seen.append(block.at("/document/format").asText())
                  .append('=')
                  .append(name.replaceAll("x+", "x"))
                  .append(' ');
            });
    assertEquals("pdf=a pdf md=a pdf (2) csv=notes csv txt=document html=x = ", seen.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"u-1|u-1|", "ann@example.com, +1|ann@example.com, +1|", "é||user"})
  void theEndUserIsALabelWhereItCanBeOne(String user, String label, String dropped) {
    var result = lenient(asking("'user':'" + user + "'"));
    assertEquals(label == null ? "" : label, result.tree().at("/requestMetadata/user_id").asText());
    assertEquals(dropped == null ? List.of() : List.of(dropped), result.dropped());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'n':1",
        "'stop':null",
        "'response_format':{'type':'text'}",
        "'stream':true,'stream_options':{'include_usage':true}",
        "'parallel_tool_calls':true",
        "'model':'m'",
        "'tool_choice':'none'"
      })
  void whatAsksForNothingIsNoLoss(String members) {
    var result = request(asking(members), ConverseTranslation.UNKNOWN, LossPolicy.STRICT);
    assertEquals(
        tree(json("{'messages':[{'role':'user','content':[{'text':'Hi'}]}]}")), result.tree());
  }

  private static List<String> fields(JsonNode tree) {
    List<String> names = new ArrayList<>();
    tree.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
