package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.MODEL;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.asking;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.lenient;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.quoted;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.request;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.sample;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.saying;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.strict;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.Translated;
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

/** What is said: messages, instructions, media, calls and results. */
final class ChatToClaudeRequestTest {
  private static final String CALL =
      "{'role':'assistant','tool_calls':[{'id':'ID','type':'function','function':"
          + "{'name':'f','arguments':'ARGUMENTS'}}]}";

  private static final String SIGNED =
      "'reasoning_content':'hm','extra_content':{'anthropic':{'thought_signature':'U0lH'}}";

  @ParameterizedTest
  @ValueSource(strings = {"chat", "tool", "tool-followup"})
  void goldenFiles(String name) {
    String body = sample("openai/" + name + ".request.json");
    JsonNode expected = tree(sample("chat-to-claude/" + name + ".json"));
    assertEquals(expected, lenient(body).tree());
  }

  @Test
  void everythingAtOnce() {
    String body =
        sample("openai/everything.request.json")
            .replace("\"n\": 2", "\"n\": 1")
            .replace("gs://b/", "https://b/");
    ClaudeTranslation.Result result = request(body, new Target(MODEL, LossPolicy.LENIENT, true));
    assertEquals(tree(sample("chat-to-claude/everything.json")), result.tree());
    assertEquals(
        Set.of("logit_bias", "messages.name", "reasoning_effort", "seed"),
        Set.copyOf(result.dropped()));
  }

  @Test
  void theModelStandsInTheBodyOrInThePath() {
    Target target = new Target(MODEL, LossPolicy.LENIENT, true);
    ByteBuf body = ClaudeTranslation.bytes(asking(""));
    String vertex = request(body, ClaudeSide.Form.VERTEX, target).json();
    String direct = request(asking(""), target).json();
    String same =
        ",'stream':true,'messages':[{'role':'user','content':[{'type':'text','text':'Hi'}]}],"
            + "'max_tokens':8192}";
    assertEquals(ClaudeTranslation.json("{'anthropic_version':'vertex-2023-10-16'" + same), vertex);
    assertEquals(ClaudeTranslation.json("{'model':'claude-sonnet-4-5'" + same), direct);
    assertTrue(lenient(asking("")).tree().path("stream").isMissingNode());
  }

  @Test
  void instructionsStandTogetherInTheirOrder() {
    JsonNode tree =
        lenient(
                saying(
                    "{'role':'system','content':'a'},{'role':'user','content':'b'},"
                        + "{'role':'system','content':''},{'role':'developer','content':"
                        + "[{'type':'text','text':'c'},{'type':'text','text':' '}]},"
                        + "{'role':'user','content':'d'}"))
            .tree();
    assertEquals(
        quoted("[{'type':'text','text':'a'},{'type':'text','text':'c'}]"), tree.path("system"));
    assertEquals(
        quoted(
            "[{'role':'user','content':[{'type':'text','text':'b'},{'type':'text','text':'d'}]}]"),
        tree.path("messages"));
  }

  @Test
  void neighboursOfOneRoleBecomeOneMessageAndEmptyOnesNone() {
    JsonNode messages =
        lenient(
                saying(
                    "{'role':'user','content':'a'},{'role':'assistant','content':''},"
                        + "{'role':'assistant',"
                        + SIGNED
                        + "},{'role':'user','content':[{'type':'text','text':'b'},"
                        + "{'type':'text','text':'\\n'}]},{'role':'assistant','content':'c'},"
                        + "{'role':'assistant','content':null},"
                        + "{'role':'assistant','content':'d'}"))
            .tree()
            .path("messages");
    assertEquals(
        quoted(
            "[{'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]},"
                + "{'role':'assistant','content':[{'type':'text','text':'c'},"
                + "{'type':'text','text':'d'}]}]"),
        messages);
  }

  @Test
  void resultsComeFirstAndTogether() {
    JsonNode messages =
        lenient(
                saying(
                    "{'role':'user','content':'a'},"
                        + CALL.replace("ID", "1").replace("ARGUMENTS", "{}")
                        + ","
                        + CALL.replace("ID", "2").replace("ARGUMENTS", "")
                        + ",{'role':'user','content':'wait'},"
                        + "{'role':'tool','tool_call_id':'2','content':[{'type':'text','text':'x'},"
                        + "{'type':'text','text':'y'}]},"
                        + "{'role':'system','content':'s'},"
                        + "{'role':'tool','tool_call_id':'1','content':''},"
                        + "{'role':'user','content':'and?'}"))
            .tree()
            .path("messages");
    assertEquals(3, messages.size());
    assertEquals(2, messages.get(1).path("content").size());
    assertEquals(
        quoted(
            "{'role':'user','content':[{'type':'tool_result','tool_use_id':'2','content':["
                + "{'type':'text','text':'x'},{'type':'text','text':'y'}]},"
                + "{'type':'tool_result','tool_use_id':'1'},"
                + "{'type':'text','text':'wait'},{'type':'text','text':'and?'}]}"),
        messages.get(2));
  }

  @Test
  void instructionsAloneAreSaidByTheUser() {
    JsonNode tree = lenient(saying("{'role':'system','content':'Say hi'}")).tree();
    assertEquals(
        quoted("[{'role':'user','content':[{'type':'text','text':'Say hi'}]}]"),
        tree.path("messages"));
    assertTrue(tree.path("system").isMissingNode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{'role':'user','content':' '}", "{'role':'system','content':''}"})
  void nothingAtAllIsNoRequest(String messages) {
    assertEquals(FailureKind.INVALID_REQUEST, lenient(saying(messages)).failure().kind());
    assertEquals("messages", lenient(saying(messages)).failure().param());
  }

  @Test
  void theUserSpeaksFirstOrIsMadeTo() {
    String body = saying("{'role':'assistant','content':'Hello!'},{'role':'user','content':'Hi'}");
    JsonNode messages = lenient(body).tree().path("messages");
    assertEquals(quoted("{'role':'user','content':[{'type':'text','text':'.'}]}"), messages.get(0));
    assertEquals("Hello!", messages.at("/1/content/0/text").asText());
    assertEquals(3, messages.size());
    assertEquals("messages", strict(body, MODEL).failure().param());
  }

  @Test
  void wordsToGoOnWithEndWithoutWhiteSpace() {
    JsonNode messages =
        lenient(
                saying(
                    "{'role':'user','content':'q'},{'role':'assistant','content':'a '},"
                        + "{'role':'user','content':'q'},{'role':'assistant','content':'b \\n'}"))
            .tree()
            .path("messages");
    assertEquals("a ", messages.at("/1/content/0/text").asText());
    assertEquals("b", messages.at("/3/content/0/text").asText());
  }

  @Test
  void idsThatComeAgainDifferForCallAndResultAlike() {
    String round =
        CALL.replace("ID", "c1").replace("ARGUMENTS", "{}")
            + ",{'role':'tool','tool_call_id':'c1','content':'r'},";
    String taken = CALL.replace("ID", "c1-2").replace("ARGUMENTS", "{}");
    String answer = ",{'role':'tool','tool_call_id':'c1-2','content':'r'},";
    JsonNode messages =
        lenient(
                saying(
                    "{'role':'user','content':'q'},"
                        + round
                        + taken
                        + answer
                        + round
                        + round
                        + "{'role':'user','content':'q'}"))
            .tree()
            .path("messages");
    List<String> ids = List.of("c1", "c1-2", "c1-3", "c1-4");
    for (int i = 0; i < ids.size(); i++) {
      assertEquals(ids.get(i), messages.at("/" + (2 * i + 1) + "/content/0/id").asText());
      assertEquals(ids.get(i), messages.at("/" + (2 * i + 2) + "/content/0/tool_use_id").asText());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "toolu_A-1, toolu_A-1",
    "call:1, call_1-ae796215",
    "call.1, call_1-ae7960a1",
    "é, _-e9"
  })
  void idsAreMadeSafeForCallAndResultAlike(String id, String expected) {
    JsonNode messages =
        lenient(
                saying(
                    CALL.replace("ID", id).replace("ARGUMENTS", "{}")
                        + ",{'role':'tool','tool_call_id':'"
                        + id
                        + "','content':'x'}"))
            .tree()
            .path("messages");
    assertEquals(expected, messages.at("/1/content/0/id").asText());
    assertEquals(expected, messages.at("/2/content/0/tool_use_id").asText());
    assertTrue(expected.matches("^[a-zA-Z0-9_-]+$"));
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
        saying("{'role':'user','content':'a'}," + CALL.replace("ID", "1"))
            .replace("ARGUMENTS", written);
    String out = lenient(body).json();
    assertTrue(out.contains("\"input\":" + expected + "}"), out);
    boolean wrapped = expected.contains("arguments");
    assertEquals(wrapped, strict(body, MODEL).translated() instanceof Translated.Refused);
  }

  @Test
  void signedThoughtsGoBackBeforeTextAndCalls() {
    JsonNode content =
        lenient(
                saying(
                    "{'role':'user','content':'a'},{'role':'assistant','content':'t',"
                        + SIGNED
                        + ",'tool_calls':[{'id':'1','type':'function','function':"
                        + "{'name':'f','arguments':'{}'}}]}"))
            .tree()
            .at("/messages/1/content");
    assertEquals(
        quoted(
            "[{'type':'thinking','thinking':'hm','signature':'U0lH'},{'type':'text','text':'t'},"
                + "{'type':'tool_use','id':'1','name':'f','input':{}}]"),
        content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'reasoning_content':'hm'",
        "'reasoning_content':'hm','extra_content':{'google':{'thought_signature':'U0lH'}}"
      })
  void othersThoughtsAreNotShown(String members) {
    ClaudeTranslation.Result result =
        lenient(
            saying(
                "{'role':'user','content':'a'},{'role':'assistant','content':'t',"
                    + members
                    + "}"));
    assertEquals(quoted("[{'type':'text','text':'t'}]"), result.tree().at("/messages/1/content"));
    assertEquals(List.of(), result.dropped());
  }

  @Test
  void thoughtsThatOnlyAnthropicReadsGoBackAsTheyCame() {
    JsonNode content =
        lenient(
                saying(
                    "{'role':'user','content':'a'},{'role':'assistant','content':'t',"
                        + "'extra_content':{'anthropic-redacted':{'thought_signature':'RU5D'}}}"))
            .tree()
            .at("/messages/1/content");
    assertEquals(
        quoted("[{'type':'redacted_thinking','data':'RU5D'},{'type':'text','text':'t'}]"), content);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "data:image/png;base64,iVBO|{'type':'base64','media_type':'image/png','data':'iVBO'}",
        "data:IMAGE/PNG;base64,iVBO|{'type':'base64','media_type':'image/png','data':'iVBO'}",
        "data:image/JPG;base64,iV\\/BO|{'type':'base64','media_type':'image/jpeg','data':'iV/BO'}",
        "data:image/webp;base64,iVBO|{'type':'base64','media_type':'image/webp','data':'iVBO'}",
        "https://x.example/a.png?x=1|{'type':'url','url':'https://x.example/a.png?x=1'}"
      })
  void imagesGoByValueOrByAddress(String url, String source) {
    JsonNode block = lenient(image(url)).tree().at("/messages/0/content/0");
    assertEquals(quoted("{'type':'image','source':" + source + "}"), block);
  }

  @ParameterizedTest
  @CsvSource({
    "'data:image/svg+xml;base64,iVBO', messages.content.image_url",
    "'data:image/bmp;base64,iVBO', messages.content.image_url",
    "gs://bucket/a.png, messages.content.image_url.url"
  })
  void otherImagesAreRefused(String url, String param) {
    assertEquals(FailureKind.UNSUPPORTED, lenient(image(url)).failure().kind());
    assertEquals(param, lenient(image(url)).failure().param());
  }

  private static String image(String url) {
    return saying(
        "{'role':'user','content':[{'type':'image_url','image_url':{'url':'" + url + "'}}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/pdf|JVBERg==|{'type':'base64','media_type':'application/pdf','data':'JVBERg=='}",
        "text/markdown|bsOpICJ4Ig==|{'type':'text','media_type':'text/plain','data':'né \\u0022x\\u0022'}"
      })
  void documentsGoByValue(String type, String data, String source) {
    assertEquals(
        quoted("{'type':'document','source':" + source + ",'title':'a.x'}"),
        lenient(file(type, data)).tree().at("/messages/0/content/0"));
  }

  @ParameterizedTest
  @CsvSource({
    "application/zip, UEs=, UNSUPPORTED",
    "text/plain, a*b, INVALID_REQUEST",
    "audio/wav, UklG, UNSUPPORTED",
    "video/mp4, AAAA, UNSUPPORTED"
  })
  void otherDocumentsAreRefused(String type, String data, FailureKind kind) {
    assertEquals(kind, lenient(file(type, data)).failure().kind());
  }

  private static String file(String type, String data) {
    return saying(
        "{'role':'user','content':[{'type':'file','file':{'filename':'a.x','file_data':'data:"
            + type
            + ";base64,"
            + data
            + "'}}]}");
  }

  @Test
  void aLargeImageCrossesComponentsOfTheHeldBody() {
    String data = "QUJD".repeat(50_000);
    byte[] bytes = image("data:image/png;base64," + data).getBytes(StandardCharsets.UTF_8);
    CompositeByteBuf held = Unpooled.compositeBuffer(256);
    for (int i = 0; i < bytes.length; i += 1000) {
      held.addComponent(true, Unpooled.wrappedBuffer(bytes, i, Math.min(1000, bytes.length - i)));
    }
    Target target = new Target(MODEL, LossPolicy.LENIENT, false);
    JsonNode tree = request(held, ClaudeSide.Form.DIRECT, target).tree();
    assertEquals(data, tree.at("/messages/0/content/0/source/data").asText());
  }

  @Test
  void aToolRoundReadsTheSameAsItsSample() {
    JsonNode ours =
        lenient(
                saying(
                    "{'role':'user','content':'Weather in Oslo and Rome?'},"
                        + "{'role':'assistant','content':null,'tool_calls':["
                        + call("toolu_a1", "Oslo")
                        + ","
                        + call("toolu_b2", "Rome")
                        + "]},{'role':'tool','tool_call_id':'toolu_a1','content':'-3 C'},"
                        + "{'role':'tool','tool_call_id':'toolu_b2','content':'14 C'},"
                        + "{'role':'user','content':'Which is colder?'}"))
            .tree()
            .path("messages");
    JsonNode theirs = tree(sample("anthropic/tool.request.json")).path("messages");
    assertEquals(theirs.get(1), ours.get(1));
    assertEquals(theirs.get(2), ours.get(2));
    assertEquals(theirs.at("/0/content"), ours.at("/0/content/0/text"));
  }

  private static String call(String id, String city) {
    return "{'id':'"
        + id
        + "','type':'function','function':{'name':'get_weather','arguments':"
        + "'{\\u0022city\\u0022:\\u0022"
        + city
        + "\\u0022}'}}";
  }
}
