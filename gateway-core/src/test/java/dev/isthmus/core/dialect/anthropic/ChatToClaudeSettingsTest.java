package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.MODEL;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.asking;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.json;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.lenient;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.quoted;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.saying;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.strict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked for besides what is said, and how generations of models differ in it. */
final class ChatToClaudeSettingsTest {
  private static final String TOOLS =
      "'tools':[{'type':'function','function':{'name':'f'}},"
          + "{'type':'function','function':{'name':'g'}}]";

  private static final String SCHEMA =
      "{'type':'object','properties':{'a':{'const':1.10}},'additionalProperties':false}";

  private static final String SHAPED =
      "'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':" + SCHEMA + "}}";

  /** All members of the request besides the model and what is said. */
  private static JsonNode settings(String members, String model) {
    ObjectNode tree = (ObjectNode) lenient(asking(members), model).tree();
    return tree.without(List.of("model", "messages"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'max_tokens':5|{'max_tokens':5}",
        "'max_tokens':5,'max_completion_tokens':6|{'max_tokens':6}",
        "'temperature':1|{'max_tokens':8192,'temperature':1}",
        "'temperature':0.5,'top_p':1|{'max_tokens':8192,'temperature':0.5}",
        "'top_p':0.25|{'max_tokens':8192,'top_p':0.25}",
        "'stop':'x'|{'max_tokens':8192,'stop_sequences':['x']}",
        "'stop':['x','y']|{'max_tokens':8192,'stop_sequences':['x','y']}",
        "'user':'u'|{'max_tokens':8192,'metadata':{'user_id':'u'}}",
        "'user':'u','safety_identifier':'s'|{'max_tokens':8192,'metadata':{'user_id':'s'}}",
        "'n':1,'stream':false|{'max_tokens':8192}",
        "'tool_choice':'none'|{'max_tokens':8192}"
      })
  void whatIsCarried(String members, String expected) {
    assertEquals(quoted(expected), settings(members, MODEL));
    assertEquals(List.of(), lenient(asking(members)).dropped());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "claude-sonnet-4-5|'seed':7|seed",
        "claude-sonnet-4-5|'presence_penalty':1|presence_penalty",
        "claude-sonnet-4-5|'frequency_penalty':1|frequency_penalty",
        "claude-sonnet-4-5|'logprobs':true|logprobs",
        "claude-opus-4-7|'temperature':0.5|temperature",
        "claude-opus-4-7|'temperature':2|temperature",
        "claude-sonnet-5|'top_p':0.5|top_p",
        "claude-sonnet-4-5|'temperature':0.5,'top_p':0.5|top_p",
        "claude-3-5-haiku|'reasoning_effort':'high'|reasoning_effort",
        "claude-sonnet-4-5|'reasoning_effort':'low','temperature':0.5|temperature",
        "claude-sonnet-4-5|'reasoning_effort':'low','top_p':0.5|top_p",
        "claude-sonnet-4-6|'reasoning_effort':'low','temperature':0.5|temperature"
      })
  void whatIsNotCarriedIsDroppedOrRefusedByPolicy(String model, String members, String field) {
    assertEquals(List.of(field), lenient(asking(members), model).dropped());
    assertTrue(settings(members, model).path(field).isMissingNode());
    Failure failure = strict(asking(members), model).failure();
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
        "temperature|'temperature':2,'reasoning_effort':'none'"
      })
  void whatWouldChangeTheAnswerIsAlwaysRefused(String param, String members) {
    Failure failure = lenient(asking(members)).failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(Failure.Origin.CLIENT, failure.origin());
    assertEquals(param, failure.param());
  }

  @Test
  void olderModelsTakeBothSamplings() {
    assertEquals(
        quoted("{'max_tokens':8192,'temperature':0.5,'top_p':0.9}"),
        settings("'temperature':0.5,'top_p':0.9", "claude-opus-4-20250514"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "claude-sonnet-4-5|'reasoning_effort':'none'|{'max_tokens':8192}",
        "claude-sonnet-4-5|'reasoning_effort':'minimal'|"
            + "{'max_tokens':9216,'thinking':{'type':'enabled','budget_tokens':1024}}",
        "claude-sonnet-4-5|'reasoning_effort':'medium'|"
            + "{'max_tokens':16384,'thinking':{'type':'enabled','budget_tokens':8192}}",
        "claude-opus-4-1|'reasoning_effort':'xhigh'|"
            + "{'max_tokens':32000,'thinking':{'type':'enabled','budget_tokens':24576}}",
        "claude-sonnet-4-5|'reasoning_effort':'medium','max_tokens':8193|"
            + "{'max_tokens':8193,'thinking':{'type':'enabled','budget_tokens':8192}}",
        "claude-sonnet-4-5|'reasoning_effort':'medium','max_tokens':8192|"
            + "{'max_tokens':8192,'thinking':{'type':'enabled','budget_tokens':4096}}",
        "claude-sonnet-4-5|'reasoning_effort':'high','max_tokens':1025|"
            + "{'max_tokens':1025,'thinking':{'type':'enabled','budget_tokens':1024}}",
        "claude-sonnet-4-5|'reasoning_effort':'low','temperature':1,'top_p':0.95|{'max_tokens':9216,"
            + "'top_p':0.95,'thinking':{'type':'enabled','budget_tokens':1024}}",
        "claude-opus-4-6|'reasoning_effort':'none'|"
            + "{'max_tokens':8192,'thinking':{'type':'disabled'}}",
        "claude-opus-4-6|'reasoning_effort':'minimal'|{'max_tokens':9216,"
            + "'thinking':{'type':'adaptive'},'output_config':{'effort':'low'}}",
        "claude-opus-4-6|'reasoning_effort':'xhigh'|{'max_tokens':32768,"
            + "'thinking':{'type':'adaptive'},'output_config':{'effort':'high'}}",
        "claude-opus-4-7|'reasoning_effort':'xhigh'|{'max_tokens':32768,"
            + "'thinking':{'type':'adaptive'},'output_config':{'effort':'xhigh'}}",
        "claude-sonnet-5|'reasoning_effort':'max','max_tokens':10|{'max_tokens':10,"
            + "'thinking':{'type':'adaptive'},'output_config':{'effort':'max'}}"
      })
  void thinking(String model, String members, String expected) {
    assertEquals(quoted(expected), settings(members, model));
    assertEquals(List.of(), lenient(asking(members), model).dropped());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "claude-sonnet-4-5|'max_tokens':1024|",
        "claude-sonnet-4-5|'tool_choice':'required'," + TOOLS + "|",
        "claude-opus-4-7|'tool_choice':'required'," + TOOLS + "|disabled",
        "claude-opus-4-1|" + SHAPED + "|"
      })
  void thoughtsGiveWayToWhatTheAnswerIsToBe(String model, String members, String type) {
    String body = asking(members + ",'reasoning_effort':'high'");
    assertEquals(List.of("reasoning_effort"), lenient(body, model).dropped());
    assertEquals(
        Objects.requireNonNullElse(type, ""),
        lenient(body, model).tree().at("/thinking/type").asText());
    assertEquals("reasoning_effort", strict(body, model).failure().param());
  }

  @Test
  void aRoundOfToolsThatBeganWithoutThoughtsGoesOnWithoutThem() {
    String messages =
        "{'role':'user','content':'a'},{'role':'assistant','tool_calls':[{'id':'1','function':"
            + "{'name':'f','arguments':'{}'}}]SIGNATURE},"
            + "{'role':'tool','tool_call_id':'1','content':'x'}";
    String bare = withEffort(messages.replace("SIGNATURE", ""));
    assertEquals(List.of("reasoning_effort"), lenient(bare).dropped());
    assertTrue(lenient(bare).tree().path("thinking").isMissingNode());
    assertEquals(List.of(), lenient(bare, "claude-opus-4-6").dropped());
    String signed =
        withEffort(
            messages.replace(
                "SIGNATURE",
                ",'reasoning_content':'hm','extra_content':"
                    + "{'anthropic':{'thought_signature':'U0lH'}}"));
    assertEquals("enabled", lenient(signed).tree().at("/thinking/type").asText());
    String over =
        withEffort(
            messages.replace("SIGNATURE", "")
                + ",{'role':'assistant','content':'b'},{'role':'user','content':'c'}");
    assertEquals("enabled", lenient(over).tree().at("/thinking/type").asText());
    String begun = withEffort("{'role':'user','content':'a'},{'role':'assistant','content':'b'}");
    assertEquals(List.of("reasoning_effort"), lenient(begun).dropped());
  }

  private static String withEffort(String messages) {
    return saying(messages).replaceFirst("}$", json(",'reasoning_effort':'low'}"));
  }

  @Test
  void aShapeIsHeldToWhereTheModelCan() {
    assertEquals(
        quoted(
            "{'max_tokens':32768,'output_config':{'effort':'high','format':"
                + "{'type':'json_schema','schema':"
                + SCHEMA
                + "}},'thinking':{'type':'adaptive'}}"),
        settings(SHAPED + ",'reasoning_effort':'high'", "claude-sonnet-4-6"));
    assertTrue(lenient(asking(SHAPED)).json().contains("\"schema\":" + json(SCHEMA) + "}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "''|1|{'type':'tool','name':'isthmus_json_answer','disable_parallel_tool_use':true}",
        "'tool_choice':'none',"
            + TOOLS
            + "|3|"
            + "{'type':'tool','name':'isthmus_json_answer','disable_parallel_tool_use':true}",
        TOOLS + "|3|{'type':'any'}",
        "'parallel_tool_calls':false,"
            + TOOLS
            + "|3|{'type':'any','disable_parallel_tool_use':true}",
        "'tool_choice':'required'," + TOOLS + "|2|{'type':'any'}"
      })
  void elsewhereTheAnswerIsWhatAToolTakes(String members, int tools, String choice) {
    String more = members.equals("''") ? "" : "," + members;
    JsonNode tree = lenient(asking(SHAPED + more), "claude-opus-4-1").tree();
    assertEquals(tools, tree.path("tools").size());
    assertEquals(quoted(choice), tree.path("tool_choice"));
    if (tools != 2) {
      assertEquals(
          quoted(
              "{'name':'isthmus_json_answer','description':'Gives the final answer to the user.',"
                  + "'input_schema':"
                  + SCHEMA
                  + "}"),
          tree.path("tools").get(tools - 1));
    }
    assertTrue(tree.path("output_config").isMissingNode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{'type':'json_object'}", "{'type':'json_schema','json_schema':{'name':'n'}}"})
  void jsonOfAnyShapeIsAskedForInWords(String format) {
    JsonNode tree = lenient(asking("'response_format':" + format)).tree();
    assertEquals(ClaudeRequestWriter.JSON_INSTRUCTION, tree.at("/system/0/text").asText());
    JsonNode alone =
        lenient(
                saying("{'role':'system','content':'s'}")
                    .replaceFirst("}$", json(",'response_format':" + format + "}")))
            .tree();
    assertEquals(2, alone.at("/messages/0/content").size());
  }

  @Test
  void toolsAndTheirSchemas() {
    String tools =
        "'tools':[{'type':'function','function':{'name':'a','description':'A','strict':true,"
            + "'parameters':{ 'type':'object', 'maximum':123456789012345678901234567890 }}},"
            + "{'type':'function','function':{'name':'b'}},"
            + "{'type':'function','function':{'name':'c','parameters':{}}},"
            + "{'type':'function','function':{'name':'d','parameters':{ 'properties':{'type':1}}}}"
            + "]";
    String out = lenient(asking(tools)).json();
    assertTrue(
        out.endsWith(
            json(
                "'tools':[{'name':'a','description':'A','input_schema':"
                    + "{ 'type':'object', 'maximum':123456789012345678901234567890 },"
                    + "'strict':true},"
                    + "{'name':'b','input_schema':{'type':'object','properties':{}}},"
                    + "{'name':'c','input_schema':{'type':'object','properties':{}}},"
                    + "{'name':'d','input_schema':{'type':'object', 'properties':{'type':1}}}]}")),
        out);
    assertEquals(
        List.of("tools.function.strict"), lenient(asking(tools), "claude-opus-4-1").dropped());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'auto'|true|f,g|",
        "'auto'|false|f,g|{'type':'auto','disable_parallel_tool_use':true}",
        "'required'|true|f,g|{'type':'any'}",
        "'required'|false|f,g|{'type':'any','disable_parallel_tool_use':true}",
        "'none'|false|f,g|{'type':'none'}",
        "{'type':'function','function':{'name':'g'}}|true|f,g|{'type':'tool','name':'g'}",
        "{'type':'function','function':{'name':'g'}}|false|f,g|"
            + "{'type':'tool','name':'g','disable_parallel_tool_use':true}",
        "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function',"
            + "'function':{'name':'g'}}]}}|true|g|",
        "{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function',"
            + "'function':{'name':'f'}},{'type':'function','function':{'name':'h'}}]}}"
            + "|true|f|{'type':'any'}"
      })
  void toolChoices(String choice, boolean parallel, String names, String expected) {
    JsonNode tree =
        lenient(asking(TOOLS + ",'parallel_tool_calls':" + parallel + ",'tool_choice':" + choice))
            .tree();
    assertEquals(
        expected == null ? "" : quoted(expected).toString(), tree.path("tool_choice").toString());
    assertEquals(names, String.join(",", tree.path("tools").findValuesAsText("name")));
  }

  @Test
  void aChoiceOfToolsThatAreNotGivenIsInvalid() {
    Failure failure =
        lenient(
                asking(
                    TOOLS
                        + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto',"
                        + "'tools':[{'type':'function','function':{'name':'h'}}]}}"))
            .failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals("tool_choice", failure.param());
  }
}
