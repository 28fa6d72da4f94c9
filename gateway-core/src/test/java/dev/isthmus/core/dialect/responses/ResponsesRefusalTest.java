package dev.isthmus.core.dialect.responses;

import static dev.isthmus.core.dialect.responses.ResponsesTranslation.asking;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.items;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.json;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.lenient;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.request;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.sample;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Translated;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponsesRefusalTest {
  private static final String USER = "{'role':'user','content':'q'},";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metadata|'metadata':{'a':'b'}",
        "service_tier|'service_tier':'flex'",
        "truncation|'truncation':'auto'",
        "prompt_cache_key|'prompt_cache_key':'k'",
        "prompt_cache_retention|'prompt_cache_retention':'24h'",
        "context_management|'context_management':[{'type':'compaction'}]",
        "text.verbosity|'text':{'verbosity':'low'}",
        "text.format.description|'text':{'format':{'type':'text','description':'d'}}",
        "reasoning.summary|'reasoning':{'summary':'detailed'}",
        "reasoning.mode|'reasoning':{'mode':'x'}",
        "include|'include':['something.new']",
        "user|'user':'u'",
        "user|'safety_identifier':'u'",
        "tools.strict|'tools':[{'type':'function','name':'f','strict':true}]",
        "tools.defer_loading|'tools':[{'type':'function','name':'f','defer_loading':true}]",
        "never_heard_of|'never_heard_of':[1,{'a':2}]"
      })
  void whatCannotBeCarriedIsDroppedOrRefusedByPolicy(String name, String members) {
    String body = asking(json("," + members));
    assertEquals(List.of(name), lenient(body).dropped());
    Failure failure = request(body, "gemini-2.5-flash", LossPolicy.STRICT).failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(name, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "store|'store':true",
        "background|'background':true",
        "previous_response_id|'previous_response_id':'resp_1'",
        "conversation|'conversation':'conv_1'",
        "conversation|'conversation':{'id':'conv_1'}",
        "prompt|'prompt':{'id':'p'}",
        "tools[0].type|'tools':[{'type':'web_search'}]",
        "tools[1].type|'tools':[{'type':'function','name':'f'},{'server_url':'x','type':'mcp'}]",
        "tools[0].type|'tools':[{'type':'file_search','vector_store_ids':['v']}]",
        "tools[0].type|'tools':[{'type':'code_interpreter','container':{'type':'auto'}}]",
        "tools[0].type|'tools':[{'type':'image_generation'}]",
        "tools[0].type|'tools':[{'type':'custom','name':'c'}]",
        "tool_choice.type|'tool_choice':{'type':'mcp','server_label':'s'}",
        "tool_choice.type|'tool_choice':{'type':'custom','name':'c'}",
        "tool_choice.tools[0].type|'tool_choice':{'type':'allowed_tools','mode':'auto',"
            + "'tools':[{'type':'mcp','server_label':'s'}]}",
        "max_output_tokens|'max_output_tokens':2147483648"
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
        "input[1].type|{'type':'item_reference','id':'msg_1'}",
        "input[1].type|{'type':'computer_call_output','call_id':'c','output':{'type':'x'}}",
        "input[1].type|{'type':'custom_tool_call','call_id':'c','name':'n','input':'i'}",
        "input[1].type|{'type':'web_search_call','id':'ws_1','action':{}}",
        "input[1].content[0].file_id|{'role':'user','content':[{'type':'input_image',"
            + "'file_id':'file-1'}]}",
        "input[1].content[0].file_id|{'role':'user','content':[{'type':'input_file',"
            + "'file_id':'file-1'}]}"
      })
  void whatLivesElsewhereIsRefused(String param, String item) {
    Failure failure = lenient(json(items(USER + item))).failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(param, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "input.content.detail|{'role':'user','content':[{'type':'input_image',"
            + "'image_url':'https://x/a.png','detail':'low'}]}",
        "input.content.refusal|{'role':'assistant','content':[{'type':'refusal','refusal':'no'}]}",
        "input.content.prompt_cache_breakpoint|{'role':'user','content':[{'type':'input_text',"
            + "'text':'a','prompt_cache_breakpoint':{'mode':'explicit'}}]}",
        "input.namespace|{'type':'function_call','call_id':'c','name':'f','arguments':'',"
            + "'namespace':'n'}"
      })
  void whatItemsLose(String name, String item) {
    String body = json(items(USER + item));
    assertEquals(List.of(name), lenient(body).dropped());
    assertEquals(name, request(body, "gemini-2.5-flash", LossPolicy.STRICT).failure().param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "instructions|'instructions':7",
        "temperature|'temperature':2.1",
        "temperature|'temperature':'1'",
        "temperature|'temperature':1,'temperature':1",
        "input|'input':'twice'",
        "top_p|'top_p':-1",
        "max_output_tokens|'max_output_tokens':15",
        "max_output_tokens|'max_output_tokens':1e3",
        "top_logprobs|'top_logprobs':21",
        "include|'include':'x'",
        "include[0]|'include':[1]",
        "user|'user':1",
        "text|'text':'x'",
        "text.format.type|'text':{'format':{'type':'xml'}}",
        "text.format.name|'text':{'format':{'type':'json_schema','schema':{}}}",
        "text.format.schema|'text':{'format':{'type':'json_schema','name':'n'}}",
        "text.format.schema|'text':{'format':{'type':'json_schema','name':'n','schema':1}}",
        "text.format.strict|'text':{'format':{'type':'json_schema','strict':1}}",
        "text.verbosity|'text':{'verbosity':3}",
        "reasoning|'reasoning':'low'",
        "reasoning.effort|'reasoning':{'effort':'huge'}",
        "reasoning.summary|'reasoning':{'summary':'long'}",
        "parallel_tool_calls|'parallel_tool_calls':1",
        "tools|'tools':{}",
        "tools[0]|'tools':[null]",
        "tools[0].type|'tools':[{'name':'f'}]",
        "tools[0].name|'tools':[{'type':'function','function':{'name':'f'}}]",
        "tools[0].parameters|'tools':[{'type':'function','name':'f','parameters':[]}]",
        "tool_choice|'tool_choice':'maybe'",
        "tool_choice|'tool_choice':'required'",
        "tool_choice|'tool_choice':{'type':'function'}",
        "tool_choice.type|'tool_choice':{'name':'f'}",
        "tool_choice.mode|'tool_choice':{'type':'allowed_tools','mode':'x'}",
        "tool_choice.tools[0].name|'tool_choice':{'type':'allowed_tools',"
            + "'tools':[{'type':'function'}]}"
      })
  void whatBreaksTheGrammarIsInvalid(String param, String members) {
    Failure failure = lenient(asking(json("," + members))).failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "input|{}",
        "input|{'input':[]}",
        "input|{'input':''}",
        "input|{'input':{}}",
        "input|{'input':7}",
        "input[0]|{'input':['a']}",
        "input[0].role|{'input':[{'content':'a'}]}",
        "input[0].role|{'input':[{'role':'tool','content':'a'}]}",
        "input[0].type|{'input':[{'type':'robot'}]}",
        "input[0].content|{'input':[{'role':'user','content':1}]}",
        "input[0].content[0].type|{'input':[{'role':'user','content':[{}]}]}",
        "input[0].content[0].type|{'input':[{'role':'user','content':[{'type':'text','text':'a'}]}]}",
        "input[0].content[0].text|{'input':[{'role':'user','content':[{'type':'input_text'}]}]}",
        "input[0].content[0].image_url|{'input':[{'role':'user','content':[{'type':'input_image'}]}]}",
        "input[0].content[0].image_url|{'input':[{'role':'user','content':[{'type':'input_image',"
            + "'image_url':{'url':'https://x/a.png'}}]}]}",
        "input[0].content[0].image_url|{'input':[{'role':'user','content':[{'type':'input_image',"
            + "'image_url':'file:///etc/passwd'}]}]}",
        "input[0].content[0].file_data|{'input':[{'role':'user','content':[{'type':'input_file',"
            + "'file_data':'QUJD'}]}]}",
        "input[0].content[0].file_url|{'input':[{'role':'user','content':[{'type':'input_file',"
            + "'file_url':'ftp://x'}]}]}",
        "input[0].content[0].input_audio.format|{'input':[{'role':'user','content':["
            + "{'type':'input_audio','input_audio':{'data':'QUJD','format':'ogg'}}]}]}",
        "input[0].content|{'input':[{'role':'system','content':[{'type':'input_image',"
            + "'image_url':'https://x/a.png'}]}]}",
        "input[0].content|{'input':[{'role':'assistant','content':[{'type':'input_image',"
            + "'image_url':'https://x/a.png'}]}]}",
        "input[0].call_id|{'input':[{'type':'function_call','name':'f','arguments':''}]}",
        "input[0].name|{'input':[{'type':'function_call','call_id':'c','arguments':''}]}",
        "input[0].arguments|{'input':[{'type':'function_call','call_id':'c','name':'f'}]}",
        "input[0].arguments|{'input':[{'type':'function_call','call_id':'c','name':'f',"
            + "'arguments':{}}]}",
        "input[0].call_id|{'input':[{'type':'function_call_output','call_id':'c','output':'r'}]}",
        "input[1].output|{'input':[{'type':'function_call','call_id':'c','name':'f',"
            + "'arguments':''},{'type':'function_call_output','call_id':'c'}]}",
        "input[0].summary|{'input':[{'type':'reasoning','summary':'s'}]}",
        "body|[]",
        "body|{'input':'a'} x"
      })
  void inputThatBreaksTheGrammar(String param, String body) {
    Failure failure = lenient(json(body)).failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param.equals("body") ? failure.param() : param, failure.param());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"input\":[secret]}", "{\"input\":[", "\ufeff{}", "{\u0000}"})
  void whatIsNoJsonIsToldWithoutEcho(String body) {
    Failure failure = lenient(body).failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertFalse(failure.detail().contains("secret"), failure.detail());
  }

  @Test
  void everyCutAndEveryBrokenByteIsRefusedOrRead() {
    byte[] whole =
        sample("openai/responses.everything.request.json").getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut < whole.length - 2; cut++) {
      Failure failure = lenient(new String(whole, 0, cut, StandardCharsets.UTF_8)).failure();
      assertEquals(FailureKind.INVALID_REQUEST, failure.kind(), "cut at " + cut);
    }
    for (long seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = whole.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
      }
      var result = lenient(new String(bytes, StandardCharsets.UTF_8));
      if (result.translated() instanceof Translated.Refused refused) {
        assertEquals(400, refused.failure().kind().httpStatus(), "seed " + seed);
      } else {
        assertTrue(result.tree().isObject(), "seed " + seed);
      }
    }
  }
}
