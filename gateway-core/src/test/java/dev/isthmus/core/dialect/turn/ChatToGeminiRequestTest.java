package dev.isthmus.core.dialect.turn;

import static dev.isthmus.core.dialect.turn.GeminiTranslation.asking;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.config;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.json;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.lenient;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.request;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.sample;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatToGeminiRequestTest {

  @ParameterizedTest
  @ValueSource(strings = {"chat", "tool", "tool-followup", "everything"})
  void goldenFiles(String name) {
    String body = sample("openai/" + name + ".request.json");
    JsonNode expected = tree(sample("openai-to-gemini/" + name + ".json"));
    assertEquals(expected, lenient(body).tree());
  }

  @Test
  void aFollowUpWithItsSignatureIsGooglesOwnSample() {
    String body =
        sample("openai/tool-followup.request.json")
            .replaceFirst(
                "\"type\": \"function\",",
                "\"type\": \"function\", \"extra_content\": {\"google\": {\"thought_signature\":"
                    + " \"c2FtcGxlLXRob3VnaHQtc2lnbmF0dXJl\"}},");
    JsonNode expected = tree(sample("vertex-ai/gemini.tool-followup.request.json"));
    assertEquals(expected, request(body, "gemini-3-pro", LossPolicy.LENIENT).tree());
  }

  @Test
  void whatIsLostIsToldByName() {
    assertEquals(
        List.of("messages.content.image_url.detail"),
        lenient(sample("openai/chat.request.json")).dropped());
    assertEquals(
        Set.of(
            "logit_bias", "user", "messages.name", "tools.function.strict", "parallel_tool_calls"),
        Set.copyOf(lenient(sample("openai/everything.request.json")).dropped()));
  }

  @Test
  void neighboursOfOneRoleBecomeOneContentAndEmptyOnesNone() {
    JsonNode contents =
        lenient(
                json(
                    "{'messages':[{'role':'user','content':'a'},{'content':[{'type':'text',"
                        + "'text':'b'}],'role':'user'},{'role':'assistant','content':''},"
                        + "{'role':'system','content':'s'},{'role':'user','content':'c'},"
                        + "{'role':'assistant','content':'d'},{'role':'assistant','content':null},"
                        + "{'role':'assistant','content':'e'}]}"))
            .tree()
            .path("contents");
    assertEquals(
        tree(
            json(
                "[{'role':'user','parts':[{'text':'a'},{'text':'b'},{'text':'c'}]},"
                    + "{'role':'model','parts':[{'text':'d'},{'text':'e'}]}]")),
        contents);
  }

  @Test
  void instructionsAloneAreSaidByTheUser() {
    JsonNode tree = lenient(json("{'messages':[{'role':'system','content':'Say hi'}]}")).tree();
    assertEquals(tree(json("{'contents':[{'role':'user','parts':[{'text':'Say hi'}]}]}")), tree);
  }

  @Test
  void resultsStandInTheOrderOfTheirCallsAndTakeTheirNames() {
    JsonNode contents =
        lenient(
                json(
                    "{'messages':[{'role':'assistant','tool_calls':["
                        + "{'id':'1','type':'function','function':{'name':'f','arguments':''}},"
                        + "{'id':'2','type':'function','function':{'name':'g','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'2','content':[{'type':'text','text':'x'},"
                        + "{'type':'text','text':'y'}]},"
                        + "{'role':'tool','tool_call_id':'1','name':'other','content':'z'},"
                        + "{'role':'user','content':'and?'}]}"))
            .tree()
            .path("contents");
    assertEquals(
        tree(
            json(
                "[{'functionResponse':{'name':'f','response':{'output':'z'}}},"
                    + "{'functionResponse':{'name':'g','response':{'output':'xy'}}},"
                    + "{'text':'and?'}]")),
        contents.get(1).path("parts"));
    assertEquals("user", contents.get(1).path("role").asText());
    assertEquals(2, contents.size());
  }

  @Test
  void aResultWithoutItsCallIsTheCallersError() {
    String body =
        json(
            "{'messages':[{'role':'user','content':'a'},"
                + "{'role':'tool','tool_call_id':'9','content':'z'}]}");
    assertEquals("messages[1].tool_call_id", lenient(body).failure().param());
  }

  @ParameterizedTest
  @CsvSource({
    "gemini-3-pro, c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=",
    "google/gemini-3.1-flash, c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=",
    "gemini-2.5-pro, ''"
  })
  void aLostSignatureIsStoodInForOnTheFirstCallOfATurn(String model, String expected) {
    JsonNode parts =
        request(sample("openai/tool-followup.request.json"), model, LossPolicy.LENIENT)
            .tree()
            .at("/contents/1/parts");
    assertEquals(expected, parts.get(0).path("thoughtSignature").asText());
    assertTrue(parts.get(1).path("thoughtSignature").isMissingNode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'extra_content':{'google':{'thought_signature':'U0lH'}}",
        "'provider_specific_fields':{'thought_signature':'U0lH'}"
      })
  void aSignatureIsReadInEveryFormThatClientsSendIt(String member) {
    String body =
        json(
            "{'messages':[{'role':'assistant',"
                + member
                + ",'content':'t','tool_calls':[{'id':'1','type':'function',"
                + member
                + ",'function':{'name':'f','arguments':'{}'}}]}]}");
    JsonNode parts = lenient(body).tree().at("/contents/0/parts");
    assertEquals("U0lH", parts.get(0).path("thoughtSignature").asText());
    assertEquals("U0lH", parts.get(1).path("thoughtSignature").asText());
  }

  @Test
  void anotherIssuersSignatureIsNotShown() {
    String body =
        json(
            "{'messages':[{'role':'assistant','tool_calls':[{'id':'1','type':'function',"
                + "'extra_content':{'elsewhere':{'thought_signature':'U0lH'}},"
                + "'function':{'name':'f','arguments':'{}'}}]}]}");
    JsonNode part =
        request(body, "gemini-3-pro", LossPolicy.LENIENT).tree().at("/contents/0/parts/0");
    assertEquals(
        "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=", part.path("thoughtSignature").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\\\"a\\\": 1e400}|{\"a\": 1e400}",
        "{\\\"a\\\":12345678901234567890.10}|{\"a\":12345678901234567890.10}",
        "|{}",
        "  |{}",
        "{\\\"a\\\":|{\"arguments\":\"{\\\"a\\\":\"}",
        "[1]|{\"arguments\":\"[1]\"}",
        "{} {}|{\"arguments\":\"{} {}\"}"
      })
  void argumentsStayAsTheModelWroteThemOrAreWrapped(String arguments, String expected) {
    String written = arguments == null ? "" : arguments;
    String body =
        "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"1\",\"function\":"
            + "{\"name\":\"f\",\"arguments\":\""
            + written
            + "\"}}]}]}";
    String out = lenient(body).json();
    assertTrue(out.contains("\"args\":" + expected + "}"), out);
  }

  @Test
  void brokenArgumentsAreRefusedWhereNothingMayChange() {
    String body =
        json(
            "{'messages':[{'role':'assistant','tool_calls':[{'id':'1','function':"
                + "{'name':'f','arguments':'{'}}]}]}");
    assertEquals(
        "messages.tool_calls.function.arguments",
        request(body, "m", LossPolicy.STRICT).failure().param());
  }

  @ParameterizedTest
  @CsvSource({
    "'data:image/png;base64,iVBO', inlineData, image/png, data, iVBO",
    "'DATA:image/svg+xml;charset=utf-8;base64,iVBO', inlineData, image/svg+xml, data, iVBO",
    "'data:image\\/png;base64,iV\\/BO', inlineData, image/png, data, iV/BO",
    "https://x.example/a.PNG?x=1.gif, fileData, image/png, fileUri, https://x.example/a.PNG?x=1.gif",
    "https://x.example/a, fileData, image/jpeg, fileUri, https://x.example/a",
    "https://x.example/film.mp4, fileData, video/mp4, fileUri, https://x.example/film.mp4"
  })
  void imagesGoByValueOrByAddress(
      String url, String member, String type, String dataMember, String data) {
    JsonNode part =
        lenient(
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
                    + "{\"url\":\""
                    + url
                    + "\"}}]}]}")
            .tree()
            .at("/contents/0/parts/0/" + member);
    assertEquals(type, part.path("mimeType").asText());
    assertEquals(data, part.path(dataMember).asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:image/png,iVBO",
        "data:;base64,iVBO",
        "data:image/png;base64",
        "file:///etc/passwd",
        "data:image/png;base64,a\\\"b",
        ""
      })
  void otherAddressesAreRefused(String url) {
    String body =
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":"
            + "{\"url\":\""
            + url
            + "\"}}]}]}";
    assertEquals("messages[0].content[0].image_url.url", lenient(body).failure().param());
  }

  @Test
  void aLargeImageCrossesComponentsOfTheHeldBody() {
    String data = "QUJD".repeat(50_000);
    String body =
        json("{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':")
            + "\"data:image/png;base64,"
            + data
            + "\"}}]}]}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    CompositeByteBuf held = Unpooled.compositeBuffer(256);
    for (int i = 0; i < bytes.length; i += 1000) {
      ByteBuf part = Unpooled.wrappedBuffer(bytes, i, Math.min(1000, bytes.length - i));
      held.addComponent(true, part);
    }
    JsonNode tree = request(held, "m", LossPolicy.LENIENT).tree();
    assertEquals(data, tree.at("/contents/0/parts/0/inlineData/data").asText());
  }

  @Test
  void aBodyThatBeginsInsideItsBufferIsReadFromThere() {
    ByteBuf body =
        GeminiTranslation.bytes(
            "xx"
                + asking(
                    json(
                        ",'response_format':{'type':'json_schema',"
                            + "'json_schema':{'name':'n','schema':{ 'const' : 1 }}}")));
    body.skipBytes(2);
    String out = request(body, "m", LossPolicy.LENIENT).json();
    assertTrue(out.contains(json("'responseJsonSchema':{ 'const' : 1 }")), out);
  }

  @Test
  void schemasPassByteForByte() {
    String schema =
        json(
            "{ '$schema':'https://json-schema.org/draft/2020-12/schema', '$ref' : '#/$defs/é',\n"
                + " '$defs':{'é':{'const':1.10,'additionalProperties':false,'oneOf':[{},{}],"
                + "'maximum':123456789012345678901234567890,'pattern':'\\\\d+ \\ud83d'}} }");
    String out =
        lenient(
                asking(
                    json(",'tools':[{'type':'function','function':{'name':'f','parameters':")
                        + schema
                        + "}}]"))
            .json();
    assertTrue(out.contains("\"parametersJsonSchema\":" + schema + "}"), out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'auto'|{'mode':'AUTO'}",
        "'required'|{'mode':'ANY'}",
        "'none'|{'mode':'NONE'}",
        "null|{'mode':'AUTO'}",
        "{'type':'function','function':{'name':'f'}}|{'mode':'ANY','allowedFunctionNames':['f']}",
        "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function',"
            + "'function':{'name':'f'}},{'type':'function','function':{'name':'g'}}]}}"
            + "|{'mode':'VALIDATED','allowedFunctionNames':['f','g']}",
        "{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function',"
            + "'function':{'name':'f'}}]}}|{'mode':'ANY','allowedFunctionNames':['f']}"
      })
  void toolChoices(String choice, String expected) {
    JsonNode tree =
        lenient(
                asking(
                    json(
                        ",'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':"
                            + choice)))
            .tree();
    assertEquals(tree(json(expected)), tree.at("/toolConfig/functionCallingConfig"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gemini-2.5-flash|none|{'thinkingBudget':0}",
        "gemini-2.5-flash|minimal|{'thinkingBudget':1024}",
        "gemini-2.5-flash|low|{'thinkingBudget':1024}",
        "gemini-2.5-flash|medium|{'thinkingBudget':8192}",
        "gemini-2.5-flash|high|{'thinkingBudget':24576}",
        "gemini-2.5-pro|none|{'thinkingBudget':128}",
        "gemini-3-pro-preview|none|{'thinkingLevel':'MINIMAL'}",
        "gemini-3-pro-preview|medium|{'thinkingLevel':'MEDIUM'}",
        "gemini-3.1-pro|xhigh|{'thinkingLevel':'HIGH'}",
        "publishers/google/models/gemini-3-flash|low|{'thinkingLevel':'LOW'}"
      })
  void reasoningEffort(String model, String effort, String expected) {
    String body = asking(json(",'reasoning_effort':'" + effort + "'"));
    JsonNode tree = request(body, model, LossPolicy.LENIENT).tree();
    assertEquals(tree(json(expected)), tree.at("/generationConfig/thinkingConfig"));
  }

  @Test
  void modelsThatDoNotThinkAreNotToldTo() {
    String body = asking(json(",'reasoning_effort':'high'"));
    assertEquals(
        List.of("reasoning_effort"),
        request(body, "gemini-2.0-flash", LossPolicy.LENIENT).dropped());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'max_tokens':5|{'maxOutputTokens':5}",
        "'max_tokens':5,'max_completion_tokens':6|{'maxOutputTokens':6}",
        "'max_completion_tokens':6,'max_tokens':5|{'maxOutputTokens':6}",
        "'stop':'x'|{'stopSequences':['x']}",
        "'stop':['x','y']|{'stopSequences':['x','y']}",
        "'n':3|{'candidateCount':3}",
        "'seed':-2147483648|{'seed':-2147483648}",
        "'temperature':1.5,'top_p':0.25|{'temperature':1.5,'topP':0.25}",
        "'presence_penalty':-2,'frequency_penalty':2|{'presencePenalty':-2,'frequencyPenalty':2}",
        "'logprobs':true|{'responseLogprobs':true}",
        "'logprobs':true,'top_logprobs':3|{'responseLogprobs':true,'logprobs':3}",
        "'response_format':{'type':'json_object'}|{'responseMimeType':'application/json'}"
      })
  void settings(String members, String expected) {
    assertEquals(tree(json(expected)), config(json("," + members)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'n':1",
        "'stop':null",
        "'temperature':null",
        "'store':false",
        "'service_tier':'auto'",
        "'modalities':[ 'text' ]",
        "'logit_bias':{ }",
        "'response_format':{'type':'text'}",
        "'stream':true,'stream_options':{'include_usage':true}",
        "'parallel_tool_calls':true",
        "'audio':null"
      })
  void whatAsksForNothingIsNoLoss(String members) {
    var result = request(asking(json("," + members)), "m", LossPolicy.STRICT);
    assertEquals(
        tree(json("{'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}")), result.tree());
    assertEquals(List.of(), result.dropped());
  }

  @Test
  void soundAndFilesGoByValue() {
    JsonNode parts =
        lenient(
                json(
                    "{'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':"
                        + "{'data':'UklG','format':'wav'}},{'type':'file','file':{'filename':'a.pdf',"
                        + "'file_data':'data:application/pdf;base64,JVBE'}}]}]}"))
            .tree()
            .at("/contents/0/parts");
    assertEquals(
        tree(
            json(
                "[{'inlineData':{'mimeType':'audio/wav','data':'UklG'}},"
                    + "{'inlineData':{'mimeType':'application/pdf','data':'JVBE'}}]")),
        parts);
  }
}
