package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.asking;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.config;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.json;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.lenient;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.request;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.sample;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.saying;
import static dev.isthmus.core.dialect.anthropic.MessagesTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.LossPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessagesToGeminiRequestTest {
  private static final String USER = "{'role':'user','content':'a'},";
  private static final String CALL =
      USER + "{'role':'assistant','content':[{'type':'tool_use','id':'t1','name':'f','input':{}}]}";
  private static final String RESULT = "{'type':'tool_result','tool_use_id':'t1','content':'done'}";

  @ParameterizedTest
  @ValueSource(strings = {"messages", "tool", "everything"})
  void goldenFiles(String name) {
    JsonNode expected = tree(sample("anthropic-to-gemini/" + name + ".json"));
    assertEquals(expected, lenient(sample("anthropic/" + name + ".request.json")).tree());
  }

  @Test
  void numbersAndSchemasKeepTheirText() {
    String out = lenient(sample("anthropic/everything.request.json")).json();
    assertTrue(out.contains("\"args\":{\"city\":\"Oslo\",\"depth\":1.10}"), out);
    assertTrue(out.contains("\"minimum\": 1.10"), out);
  }

  @Test
  void whatIsLostIsToldByName() {
    assertEquals(
        List.of(
            "cache_control",
            "tools.strict",
            "tool_choice.disable_parallel_tool_use",
            "metadata.user_id"),
        lenient(sample("anthropic/everything.request.json")).dropped());
    assertEquals(
        List.of("service_tier", "betas", "unknown", "metadata.other", "thinking.display"),
        lenient(
                asking(
                    ",'service_tier':'standard_only','betas':['x'],'unknown':{'a':[1]},"
                        + "'metadata':{'other':1},'thinking':{'type':'adaptive',"
                        + "'display':'omitted'},'mcp_servers':[],'inference_geo':'global'"))
            .dropped());
  }

  @Test
  void instructionsStandFirstWhereverTheyAreWritten() {
    String messages =
        "'messages':[{'role':'user','content':'a'},{'role':'system','content':'late'},"
            + "{'role':'assistant','content':'b'}]";
    for (String members :
        List.of(
            "'system':'first'," + messages,
            messages + ",'system':[{'type':'text','text':'first'}]")) {
      JsonNode tree = lenient(json("{'max_tokens':1," + members + "}")).tree();
      assertEquals(
          tree(json("[{'text':'first'},{'text':'late'}]")), tree.at("/systemInstruction/parts"));
      assertEquals(2, tree.path("contents").size());
    }
  }

  @Test
  void resultsOfSeveralMessagesAnswerOneTurn() {
    String body =
        saying(
            "{'role':'user','content':'a'},{'role':'assistant','content':["
                + "{'type':'tool_use','id':'t1','name':'f','input':{}},"
                + "{'type':'tool_use','id':'t2','name':'g','input':{}}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t2'}]},"
                + "{'role':'user','content':["
                + RESULT
                + ",{'type':'text','text':'and?'}]}");
    assertEquals(
        tree(
            json(
                "[{'functionResponse':{'name':'f','response':{'output':'done'}}},"
                    + "{'functionResponse':{'name':'g','response':{'output':''}}},"
                    + "{'text':'and?'}]")),
        lenient(body).tree().at("/contents/2/parts"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'enabled','budget_tokens':2048} | '' | 2048",
        "{'type':'adaptive'} | '' | -1",
        "{'type':'disabled'} | '' | 0",
        "{'type':'disabled'} | ,'output_config':{'effort':'high'} | 0",
        "null | ,'output_config':{'effort':'low'} | 1024",
        "null | ,'output_config':{'effort':'max'} | 24576"
      })
  void thinkingIsABudget(String thinking, String more, long budget) {
    JsonNode config = config(",'thinking':" + thinking + more);
    assertEquals(budget, config.at("/thinkingConfig/thinkingBudget").asLong(Long.MIN_VALUE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'type':'auto'} | {'mode':'AUTO'}",
        "{'type':'any'} | {'mode':'ANY'}",
        "{'type':'none'} | {'mode':'NONE'}",
        "{'name':'f','type':'tool'} | {'mode':'ANY','allowedFunctionNames':['f']}"
      })
  void toolChoices(String choice, String expected) {
    String tools = ",'tools':[{'name':'f','input_schema':{'type':'object'}}],'tool_choice':";
    assertEquals(
        tree(json(expected)),
        lenient(asking(tools + choice)).tree().at("/toolConfig/functionCallingConfig"));
  }

  @Test
  void dataMayComeBeforeItsType() {
    String body =
        saying(
            "{'content':[{'source':{'data':'aGk=','media_type':'image/png','type':'base64'},"
                + "'type':'image'}],'role':'user'}");
    assertEquals(
        tree(json("{'inlineData':{'mimeType':'image/png','data':'aGk='}}")),
        lenient(body).tree().at("/contents/0/parts/0"));
  }

  @Test
  void aSignatureOfAnotherIssuerFindsBackToIt() {
    String body =
        saying(
            USER
                + "{'role':'assistant','content':["
                + "{'type':'redacted_thinking','data':'google:dGV4dA=='},"
                + "{'type':'text','text':'b'},"
                + "{'type':'redacted_thinking','data':'google+call:Y2FsbA=='},"
                + "{'type':'tool_use','id':'t1','name':'f','input':{}}]},"
                + "{'role':'user','content':["
                + RESULT
                + "]}");
    JsonNode parts =
        request(body, "gemini-3-pro", LossPolicy.LENIENT).tree().at("/contents/1/parts");
    assertEquals("dGV4dA==", parts.at("/0/thoughtSignature").asText());
    assertEquals("Y2FsbA==", parts.at("/1/thoughtSignature").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'thinking','thinking':'hm','signature':'google:dGV4dA=='},"
            + "{'type':'text','text':'b'}",
        "{'type':'text','text':'b'},{'type':'redacted_thinking','data':'google:dGV4dA=='}"
      })
  void aTextsSignatureMayStandOnEitherSide(String blocks) {
    JsonNode parts =
        lenient(saying(USER + "{'role':'assistant','content':[" + blocks + "]}"))
            .tree()
            .at("/contents/1/parts");
    assertEquals(tree(json("[{'text':'b','thoughtSignature':'dGV4dA=='}]")), parts);
  }

  @Test
  void claudesOwnSignaturesAreShownToNobodyElse() {
    String out = lenient(sample("anthropic/everything.request.json")).json();
    assertTrue(!out.contains("c2FtcGxl") && !out.contains("b3BhcXVl"), out);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_tokens | {'messages':[{'role':'user','content':'a'}]}",
        "messages | {'max_tokens':1}",
        "messages | {'max_tokens':1,'messages':null}",
        "messages | {'max_tokens':1,'messages':[]}",
        "top_k | {'max_tokens':1,'top_k':1,'top_k':2,'messages':[{'role':'user','content':'a'}]}",
      })
  void whatMustBeThereOnce(String param, String quoted) {
    assertInvalid(param, json(quoted));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_tokens | ,'max_tokens':0",
        "temperature | ,'temperature':1.5",
        "temperature | ,'temperature':'1'",
        "top_p | ,'top_p':-0.1",
        "top_k | ,'top_k':-1",
        "stop_sequences | ,'stop_sequences':'a'",
        "stop_sequences[1] | ,'stop_sequences':['a',' ']",
        "metadata | ,'metadata':'a'",
        "metadata.user_id | ,'metadata':{'user_id':1}",
        "thinking.type | ,'thinking':{}",
        "thinking.type | ,'thinking':{'type':'much'}",
        "thinking.budget_tokens | ,'thinking':{'type':'enabled'}",
        "thinking.budget_tokens | ,'thinking':{'type':'enabled','budget_tokens':1023}",
        "thinking.budget_tokens | ,'thinking':{'type':'enabled','budget_tokens':4096}",
        "output_config.effort | ,'output_config':{'effort':'none'}",
        "output_config.format.type | ,'output_config':{'format':{'type':'json_object'}}",
        "output_config.format.schema | ,'output_config':{'format':{'type':'json_schema'}}",
        "output_format.type | ,'output_format':{'schema':{}}",
        "tool_choice | ,'tool_choice':{'type':'any'}",
        "tool_choice.type | ,'tool_choice':{}",
        "tool_choice.type | ,'tool_choice':{'type':'required'}",
        "tools[0].name | ,'tools':[{'input_schema':{'type':'object'}}]",
        "tools[0].name | ,'tools':[{'name':'a b','input_schema':{'type':'object'}}]",
        "tools[0].input_schema | ,'tools':[{'name':'a'}]",
        "tools[0].input_schema.type | ,'tools':[{'name':'a','input_schema':{'type':'array'}}]",
        "system[0].type | ,'system':[{'type':'tool_use'}]",
        "system[0].text | ,'system':[{'type':'text','text':''}]",
        "cache_control.type | ,'cache_control':{'ttl':'5m'}",
        "cache_control.ttl | ,'cache_control':{'type':'ephemeral','ttl':'2h'}"
      })
  void settingsOfAnotherShape(String param, String members) {
    String body = asking("");
    String without =
        members.contains("max_tokens'") ? body.replace("\"max_tokens\":4096,", "") : body;
    assertInvalid(param, without.substring(0, without.length() - 1) + json(members) + "}");
  }

  @Test
  void toolsAndTheirChoiceMustAgree() {
    String tool = "{'name':'f','input_schema':{'type':'object'}}";
    assertInvalid("tools[1].name", asking(",'tools':[" + tool + "," + tool + "]"));
    assertInvalid(
        "tool_choice.name",
        asking(",'tools':[" + tool + "],'tool_choice':{'type':'tool','name':'g'}"));
    assertInvalid(
        "tool_choice.type",
        asking(
            ",'tools':["
                + tool
                + "],'tool_choice':{'type':'any'},"
                + "'thinking':{'type':'enabled','budget_tokens':1024}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "messages[0].role | {'role':'tool','content':'a'}",
        "messages[0].role | {'content':'a'}",
        "messages[0].role | {'role':'assistant','content':'a'}",
        "messages[0].content | {'role':'user'}",
        "messages[0].content | {'role':'user','content':''}",
        "messages[0].content | {'role':'user','content':[]}",
        "messages[0].content | {'role':'user','content':7}",
        "messages[0].content[0] | {'role':'user','content':['a']}",
        "messages[0].content[0].type | {'role':'user','content':[{'text':'a'}]}",
        "messages[0].content[0].type | {'role':'user','content':[{'type':'sound'}]}",
        "messages[0].content[0].type | {'role':'user','content':[{'type':'tool_use','id':'t',"
            + "'name':'f','input':{}}]}",
        "messages[0].content[0].text | {'role':'user','content':[{'type':'text'}]}",
        "messages[0].content[0].text | {'role':'user','content':[{'type':'text','text':''}]}",
        "messages[0].content[0].source | {'role':'user','content':[{'type':'image'}]}",
        "messages[0].content[0].source.type | {'role':'user','content':[{'type':'image',"
            + "'source':{'type':'text','data':'a'}}]}",
        "messages[0].content[0].source.media_type | {'role':'user','content':[{'type':'image',"
            + "'source':{'type':'base64','media_type':'image/bmp','data':'aGk='}}]}",
        "messages[0].content[0].source.data | {'role':'user','content':[{'type':'image',"
            + "'source':{'type':'base64','media_type':'image/png','data':''}}]}",
        "messages[0].content[0].source.url | {'role':'user','content':[{'type':'image',"
            + "'source':{'type':'url','url':'file:///etc/passwd'}}]}",
        "messages[0].content[0].source.media_type | {'role':'user','content':[{'type':'document',"
            + "'source':{'type':'base64','media_type':'text/plain','data':'aGk='}}]}",
        "messages[0].content[0].cache_control.type | {'role':'user','content':[{'type':'text',"
            + "'text':'a','cache_control':{'type':'for_ever'}}]}",
        "messages[1].content[0].type | {'role':'user','content':'a'},{'role':'assistant',"
            + "'content':[{'type':'image','source':{'type':'url','url':'https://a/b'}}]}",
        "messages[1].content[0].id | {'role':'user','content':'a'},{'role':'assistant',"
            + "'content':[{'type':'tool_use','id':'a.b','name':'f','input':{}}]}",
        "messages[1].content[0].input | {'role':'user','content':'a'},{'role':'assistant',"
            + "'content':[{'type':'tool_use','id':'ab','name':'f','input':'{}'}]}",
        "messages[1].content | {'role':'user','content':'a'},{'role':'assistant','content':[]},"
            + "{'role':'user','content':'a'}",
        "messages[1].content[0].type | {'role':'user','content':'a'},{'role':'system',"
            + "'content':[{'type':'image'}]}"
      })
  void messagesOfAnotherShape(String param, String messages) {
    assertInvalid(param, saying(messages));
  }

  @Test
  void everyUseIsAnsweredOnceAtTheStartOfTheNextTurn() {
    String text = "{'type':'text','text':'b'}";
    assertInvalid("messages", saying(CALL));
    assertInvalid("messages[2].content", saying(CALL + ",{'role':'user','content':'b'}"));
    assertInvalid(
        "messages[2].content[0]",
        saying(CALL + ",{'role':'user','content':[" + text + "," + RESULT + "]}"));
    assertInvalid(
        "messages[2].content[1].tool_use_id",
        saying(CALL + ",{'role':'user','content':[" + RESULT + "," + RESULT + "]}"));
    assertInvalid(
        "messages[2].content[0].tool_use_id",
        saying(CALL + ",{'role':'user','content':[" + RESULT.replace("t1", "t9") + "]}"));
    assertInvalid(
        "messages[1].content[1].id",
        saying(
            USER
                + "{'role':'assistant','content':["
                + "{'type':'tool_use','id':'t1','name':'f','input':{}},"
                + "{'type':'tool_use','id':'t1','name':'f','input':{}}]}"));
  }

  @Test
  void aFinalMessageOfTheAssistantMayBeEmpty() {
    assertEquals(
        1,
        lenient(saying(USER + "{'role':'assistant','content':''}")).tree().path("contents").size());
  }

  @Test
  void fourCacheMarksAreTheMostWhereverTheyStand() {
    String marked = "{'type':'text','text':'a','cache_control':{'type':'ephemeral'}},";
    String message =
        "{'role':'user','content':[" + marked.repeat(3) + "{'type':'text','text':'b'}]}";
    String body = saying(message);
    String system =
        json(",'system':[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]");
    String open = body.substring(0, body.length() - 1);
    assertEquals(List.of("cache_control"), lenient(open + system + "}").dropped());
    assertInvalid("cache_control", open + system + json(",'cache_control':{'type':'ephemeral'}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "container | ,'container':'c1'",
        "mcp_servers | ,'mcp_servers':[{'name':'s'}]",
        "inference_geo | ,'inference_geo':'eu'",
        "tools[0].type | ,'tools':[{'type':'web_search_20250305','name':'web_search'}]"
      })
  void whatNobodyElseHasIsRefused(String param, String members) {
    assertUnsupported(param, asking(members));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "messages[0].content[0].source.type | {'role':'user','content':[{'type':'image',"
            + "'source':{'type':'file','file_id':'f1'}}]}",
        "messages[0].content[0].type | {'role':'user','content':[{'type':'container_upload',"
            + "'file_id':'f1'}]}",
        "messages[1].content[0].type | {'role':'user','content':'a'},{'role':'assistant',"
            + "'content':[{'type':'server_tool_use','id':'s1','name':'web_search','input':{}}]}",
        "messages[1].content[0].type | {'role':'user','content':'a'},{'role':'assistant',"
            + "'content':[{'type':'web_search_tool_result','tool_use_id':'s1','content':[]}]}"
      })
  void blocksThatNobodyElseHasAreRefused(String param, String messages) {
    assertUnsupported(param, saying(messages));
  }

  @Test
  void aStrictRouteLosesNothing() {
    Failure mark =
        request(
                sample("anthropic/messages.request.json"),
                MessagesTranslation.MODEL,
                LossPolicy.STRICT)
            .failure();
    assertEquals(FailureKind.UNSUPPORTED, mark.kind());
    assertEquals("cache_control", mark.param());
    String document =
        saying(
            "{'role':'user','content':[{'type':'document','source':{'type':'text',"
                + "'media_type':'text/plain','data':'a'}}]}");
    assertEquals(
        "messages.content.document",
        request(document, MessagesTranslation.MODEL, LossPolicy.STRICT).failure().param());
  }

  private static void assertInvalid(String param, String body) {
    Failure failure = lenient(body).failure();
    assertEquals(param, failure.param(), failure.detail());
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
  }

  private static void assertUnsupported(String param, String body) {
    Failure failure = lenient(body).failure();
    assertEquals(param, failure.param(), failure.detail());
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
  }
}
