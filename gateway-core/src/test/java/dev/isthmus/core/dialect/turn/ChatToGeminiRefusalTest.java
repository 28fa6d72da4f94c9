package dev.isthmus.core.dialect.turn;

import static dev.isthmus.core.dialect.turn.GeminiTranslation.asking;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.json;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.lenient;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatToGeminiRefusalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "logit_bias|{'50256':-100}",
        "store|true",
        "metadata|{'a':'b'}",
        "prediction|{'type':'content','content':'x'}",
        "web_search_options|{}",
        "service_tier|'flex'",
        "user|'u'",
        "verbosity|'low'",
        "never_heard_of|[1,{'a':2}]"
      })
  void whatCannotBeCarriedIsDroppedOrRefusedByPolicy(String field, String value) {
    String body = asking(json(",'" + field + "':" + value));
    assertEquals(List.of(field), lenient(body).dropped());
    Failure failure = request(body, "m", LossPolicy.STRICT).failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(Failure.Origin.CLIENT, failure.origin());
    assertEquals(field, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "audio|'audio':{'voice':'alloy','format':'wav'}",
        "modalities|'modalities':['text','audio']",
        "functions|'functions':[{'name':'f'}]",
        "tools[0].type|'tools':[{'type':'custom','custom':{'name':'c'}}]",
        "tool_choice.type|'tool_choice':{'type':'custom','custom':{'name':'c'}}",
        "seed|'seed':2147483648",
        "max_completion_tokens|'max_tokens':2147483648"
      })
  void whatWouldChangeTheAnswerIsAlwaysRefused(String param, String members) {
    Failure failure = lenient(asking(json("," + members))).failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(param, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "temperature|'temperature':1e400",
        "temperature|'temperature':2.1",
        "temperature|'temperature':'1'",
        "top_p|'top_p':-1",
        "seed|'seed':99999999999999999999999",
        "seed|'seed':1.5",
        "max_tokens|'max_tokens':0",
        "max_completion_tokens|'max_completion_tokens':1e3",
        "n|'n':129",
        "n|'n':0",
        "stop|'stop':['a','b','c','d','e']",
        "stop[0]|'stop':[1]",
        "stop|'stop':{}",
        "logprobs|'logprobs':1",
        "top_logprobs|'top_logprobs':2",
        "reasoning_effort|'reasoning_effort':'huge'",
        "tools|'tools':{}",
        "tools[0]|'tools':[null]",
        "tools[0].function|'tools':[{'type':'function'}]",
        "tools[0].function.name|'tools':[{'type':'function','function':{}}]",
        "tools[0].function.parameters|'tools':[{'type':'function','function':{'name':'f','parameters':[]}}]",
        "tool_choice|'tool_choice':'maybe'",
        "tool_choice|'tool_choice':{'type':'function'}",
        "tool_choice|'tool_choice':'required'",
        "response_format.type|'response_format':{'type':'xml'}",
        "response_format.json_schema|'response_format':{'type':'json_schema'}",
        "response_format.json_schema.schema|'response_format':{'type':'json_schema','json_schema':{'schema':1}}",
        "temperature|'temperature':1,'temperature':1"
      })
  void whatBreaksOpenAisGrammarIsInvalid(String param, String members) {
    Failure failure = lenient(asking(json("," + members))).failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "messages|{}",
        "messages|{'messages':[]}",
        "messages|{'messages':{}}",
        "messages[0]|{'messages':['a']}",
        "messages[0].role|{'messages':[{'content':'a'}]}",
        "messages[0].role|{'messages':[{'role':'robot','content':'a'}]}",
        "messages[0].content|{'messages':[{'role':'user','content':1}]}",
        "messages[0].content[0]|{'messages':[{'role':'user','content':[{}]}]}",
        "messages[0].content[0].type|{'messages':[{'role':'user','content':[{'type':'video'}]}]}",
        "messages[0].content|{'messages':[{'role':'system','content':[{'type':'image_url',"
            + "'image_url':{'url':'https://x/a.png'}}]}]}",
        "messages[0].tool_calls|{'messages':[{'role':'user','content':'a','tool_calls':"
            + "[{'function':{'name':'f','arguments':''}}]}]}",
        "messages[0].tool_calls[0].function.name|{'messages':[{'role':'assistant','tool_calls':[{}]}]}",
        "body|[]",
        "body|{'messages':[{'role':'user','content':'a'}]} x"
      })
  void messagesThatBreakTheGrammar(String param, String body) {
    Failure failure = lenient(json(body)).failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param.equals("body") ? failure.param() : param, failure.param());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{\"messages\":[secret]}", "{\"messages\":[", "\ufeff{}", "{\u0000}"})
  void whatIsNoJsonIsToldWithoutEcho(String body) {
    Failure failure = lenient(body).failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertFalse(failure.detail().contains("secret"), failure.detail());
  }

  @Test
  void depthIsBounded() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    assertEquals(FailureKind.INVALID_REQUEST, lenient(asking(",\"x\":" + deep)).failure().kind());
  }

  @Test
  void aNameThatIsNoHeaderValueIsNotToldBack() {
    assertEquals(
        List.of("(unnamed)"), lenient(asking(json(",'a\\r\\nset-cookie: x':1"))).dropped());
  }

  @Test
  void theListOfLossesIsBounded() {
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      members.append(",\"f").append(i).append("\":1");
    }
    assertEquals(Losses.MAX_NAMES, lenient(asking(members.toString())).dropped().size());
  }

  @Test
  void halfASurrogatePairDoesNotBreakTheWriter() {
    var result = lenient(json("{'messages':[{'role':'user','content':'a\\ud83d'}]}"));
    assertEquals("a\ud83d", result.tree().at("/contents/0/parts/0/text").asText());
  }

  /** A bucket would be opened with the rights of whoever pays the provider. */
  @Test
  void bucketsAreNotTheCallersToName() {
    Failure failure =
        lenient(
                json(
                    "{'messages':[{'role':'user','content':[{'type':'image_url',"
                        + "'image_url':{'url':'gs://bucket/a.png'}}]}]}"))
            .failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals("messages.content.image_url.url", failure.param());
  }

  @Test
  void uploadedFilesLiveElsewhere() {
    String body =
        json("{'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}]}");
    assertEquals("messages[0].content[0].file.file_id", lenient(body).failure().param());
  }
}
