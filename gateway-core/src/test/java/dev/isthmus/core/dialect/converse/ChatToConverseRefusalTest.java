package dev.isthmus.core.dialect.converse;

import static dev.isthmus.core.dialect.converse.ConverseTranslation.asking;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.json;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.lenient;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.request;
import static dev.isthmus.core.dialect.converse.ConverseTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.LossPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChatToConverseRefusalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "seed|'seed':7",
        "presence_penalty|'presence_penalty':1",
        "frequency_penalty|'frequency_penalty':1",
        "logprobs|'logprobs':true",
        "response_format|'response_format':{'type':'json_object'}",
        "parallel_tool_calls|'parallel_tool_calls':false,"
            + "'tools':[{'type':'function','function':{'name':'f'}}]"
      })
  void whatCannotBeCarriedIsDroppedOrRefusedByPolicy(String field, String members) {
    String body = asking(members);
    assertEquals(List.of(field), lenient(body).dropped());
    Failure failure = request(body, ConverseTranslation.CLAUDE, LossPolicy.STRICT).failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(field, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "n|'n':2",
        "temperature|'temperature':1.01",
        "temperature|'temperature':1.5,'reasoning_effort':'low'",
        "max_completion_tokens|'max_tokens':2147483648",
        "tools|'tools':[{'type':'function','function':{'name':'a.b'}}]"
      })
  void whatWouldChangeTheAnswerIsAlwaysRefused(String param, String members) {
    Failure failure = lenient(asking(members)).failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(Failure.Origin.CLIENT, failure.origin());
    assertEquals(param, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "messages.content.image_url.url|"
            + "{'type':'image_url','image_url':{'url':'https://x.example/a.png'}}",
        "messages.content.image_url.url|{'type':'image_url','image_url':{'url':'gs://b/c.bmp'}}",
        "messages.content.image_url|"
            + "{'type':'image_url','image_url':{'url':'data:image/bmp;base64,iVBO'}}",
        "messages.content.file|{'type':'file','file':{'filename':'a.zip',"
            + "'file_data':'data:application/zip;base64,UEsD'}}",
        "messages.content.file|{'type':'file','file':{'filename':'a.mp4',"
            + "'file_data':'data:video/mp4;base64,AAAA'}}",
        "messages.content.input_audio|"
            + "{'type':'input_audio','input_audio':{'data':'UklG','format':'wav'}}"
      })
  void mediaThatBedrockDoesNotTake(String param, String part) {
    String body = json("{'messages':[{'role':'user','content':[" + part + "]}]}");
    Failure failure = lenient(body).failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(param, failure.param());
  }

  @Test
  void toolsThatWereUsedCannotBeForbidden() {
    String body =
        json(
            "{'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':["
                + "{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'a','content':'x'}],"
                + "'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'none'}");
    Failure failure = lenient(body).failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals("tool_choice", failure.param());
  }

  @Test
  void aToolThatIsNotOnOfferCannotBeChosen() {
    Failure failure =
        lenient(
                asking(
                    "'tools':[{'type':'function','function':{'name':'f'}}],"
                        + "'tool_choice':{'type':'function','function':{'name':'g'}}"))
            .failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals("tool_choice", failure.param());
  }

  @Test
  void llamaKnowsNoChoiceOfTools() {
    String body =
        asking("'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'required'");
    assertEquals(
        "tool_choice",
        request(body, ConverseTranslation.LLAMA, LossPolicy.LENIENT).failure().param());
  }

  @Test
  void brokenArgumentsAreRefusedWhereNothingMayChange() {
    String body =
        json(
            "{'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':"
                + "'1','function':{'name':'f','arguments':'{'}}]}]}");
    assertEquals(
        "messages.tool_calls.function.arguments",
        request(body, ConverseTranslation.CLAUDE, LossPolicy.STRICT).failure().param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "INVALID_REQUEST|{'role':'user','content':' '}",
        "INVALID_REQUEST|{'role':'system','content':''}"
      })
  void somethingMustBeSaid(FailureKind kind, String messages) {
    Failure failure = lenient(json("{'messages':[" + messages + "]}")).failure();
    assertEquals(kind, failure.kind());
    assertEquals("messages", failure.param());
  }

  @Test
  void theUserSpeaksFirstOrIsMadeTo() {
    String body =
        json("{'messages':[{'role':'assistant','content':'a'},{'role':'user','content':'b'}]}");
    assertEquals(
        tree(
            json(
                "[{'role':'user','content':[{'text':'.'}]},"
                    + "{'role':'assistant','content':[{'text':'a'}]},"
                    + "{'role':'user','content':[{'text':'b'}]}]")),
        lenient(body).tree().path("messages"));
    assertEquals(
        "messages", request(body, ConverseTranslation.CLAUDE, LossPolicy.STRICT).failure().param());
  }
}
