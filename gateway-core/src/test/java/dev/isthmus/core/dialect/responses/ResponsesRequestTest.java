package dev.isthmus.core.dialect.responses;

import static dev.isthmus.core.dialect.responses.ResponsesTranslation.asking;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.items;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.json;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.lenient;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.request;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.sample;
import static dev.isthmus.core.dialect.responses.ResponsesTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.dialect.turn.Feature;
import dev.isthmus.core.dialect.turn.LossPolicy;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponsesRequestTest {

  @Test
  void everythingAtOnce() {
    var result = lenient(sample("openai/responses.everything.request.json"));
    assertEquals(tree(sample("responses-to-gemini/everything.json")), result.tree());
    assertEquals(
        Set.of("prompt_cache_key", "tools.strict", "parallel_tool_calls", "user"),
        Set.copyOf(result.dropped()));
    assertTrue(result.json().contains("{\"x\": 1.50}"), "arguments stay as they were written");
  }

  @Test
  void aStringIsOneMessageOfTheUsers() {
    assertEquals(
        tree(json("{'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}")),
        lenient(asking("")).tree());
  }

  @Test
  void instructionsComeFirstWhereverTheyStand() {
    String two = "{'role':'system','content':'b'},{'role':'user','content':'c'}";
    for (String body :
        List.of(
            "{'instructions':'a','input':[" + two + "]}",
            "{'input':[" + two + "],'instructions':'a'}")) {
      JsonNode tree = lenient(json(body)).tree();
      assertEquals("a", tree.at("/systemInstruction/parts/0/text").asText());
      assertEquals("b", tree.at("/systemInstruction/parts/1/text").asText());
    }
  }

  @Test
  void theOrderOfMembersMeansNothing() {
    String body =
        items(
            "{'content':[{'text':'a','type':'input_text'}],'role':'user','type':'message'},"
                + "{'name':'f','arguments':'{}','call_id':'x','type':'function_call'},"
                + "{'output':'r','call_id':'x','type':'function_call_output'}");
    JsonNode contents = lenient(json(body)).tree().path("contents");
    assertEquals("a", contents.at("/0/parts/0/text").asText());
    assertEquals("f", contents.at("/1/parts/0/functionCall/name").asText());
    assertEquals("r", contents.at("/2/parts/0/functionResponse/response/output").asText());
  }

  @Test
  void neighbouringItemsOfTheAssistantAreOneTurn() {
    String body =
        items(
            "{'role':'user','content':'q'},"
                + "{'type':'reasoning','summary':[]},"
                + "{'role':'assistant','content':'a'},"
                + "{'type':'function_call','call_id':'x','name':'f','arguments':'{}'},"
                + "{'type':'function_call','call_id':'y','name':'g','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'y','output':'2'},"
                + "{'type':'function_call_output','call_id':'x','output':'1'}");
    JsonNode contents = lenient(json(body)).tree().path("contents");
    assertEquals(3, contents.size());
    assertEquals("model", contents.at("/1/role").asText());
    assertEquals(3, contents.at("/1/parts").size());
    assertEquals("f", contents.at("/2/parts/0/functionResponse/name").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/toolConfig/functionCallingConfig|'auto'|{'mode':'AUTO'}",
        "/toolConfig/functionCallingConfig|'none'|{'mode':'NONE'}",
        "/toolConfig/functionCallingConfig|'required'|{'mode':'ANY'}",
        "/toolConfig/functionCallingConfig|{'type':'function','name':'f'}"
            + "|{'mode':'ANY','allowedFunctionNames':['f']}",
        "/toolConfig/functionCallingConfig|{'tools':[{'name':'f','type':'function'}],"
            + "'mode':'auto','type':'allowed_tools'}"
            + "|{'mode':'VALIDATED','allowedFunctionNames':['f']}"
      })
  void toolChoices(String at, String choice, String expected) {
    String members = ",'tools':[{'type':'function','name':'f'}],'tool_choice':" + choice;
    assertEquals(tree(json(expected)), lenient(asking(json(members))).tree().at(at));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'top_logprobs':3,'include':['message.output_text.logprobs']"
            + "|{'responseLogprobs':true,'logprobs':3}",
        "'include':['message.output_text.logprobs']|{'responseLogprobs':true}",
        "'top_logprobs':2|{'responseLogprobs':true,'logprobs':2}",
        "'text':{'format':{'type':'json_object'}}|{'responseMimeType':'application/json'}",
        "'reasoning':{'effort':'none'}|{'thinkingConfig':{'thinkingBudget':0}}",
        "'reasoning':{'effort':'high','summary':'auto'}|{'thinkingConfig':{'thinkingBudget':24576}}",
        "'max_output_tokens':16,'temperature':2,'top_p':0.5"
            + "|{'maxOutputTokens':16,'temperature':2,'topP':0.5}"
      })
  void settings(String members, String expected) {
    var result = request(asking(json("," + members)), "gemini-2.5-flash", LossPolicy.STRICT);
    assertEquals(tree(json(expected)), result.tree().path("generationConfig"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'text':{'format':{'type':'text'},'verbosity':'medium'}",
        "'store':false",
        "'store':null",
        "'background':false",
        "'conversation':null,'previous_response_id':null,'prompt':null",
        "'metadata':{}",
        "'truncation':'disabled'",
        "'service_tier':'default'",
        "'stream_options':{'include_obfuscation':false}",
        "'max_tool_calls':2",
        "'include':['file_search_call.results']",
        "'top_logprobs':0"
      })
  void whatAsksForNothingIsNoLoss(String members) {
    JsonNode tree =
        request(asking(json("," + members)), "gemini-2.5-flash", LossPolicy.STRICT).tree();
    assertEquals(Set.of("contents"), Set.copyOf(names(tree)));
  }

  private static List<String> names(JsonNode tree) {
    return tree.properties().stream().map(Map.Entry::getKey).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "call|{'type':'function_call','call_id':'x','name':'f','arguments':'{}'}|/1/parts/0",
        "thought|{'role':'assistant','content':'a'}|/1/parts/0"
      })
  void ourSignaturesComeBackToTheirIssuer(String of, String next, String at) {
    String body =
        items(
            "{'role':'user','content':'q'},{'type':'reasoning','summary':[],"
                + ("'encrypted_content':'isthmus:" + of + ":google:a:b='},")
                + next);
    assertEquals(
        "a:b=", lenient(json(body)).tree().at("/contents" + at + "/thoughtSignature").asText());
    String foreign = json(body).replace(":google:", ":anthropic:");
    assertTrue(lenient(foreign).tree().at("/contents" + at + "/thoughtSignature").isMissingNode());
  }

  @Test
  void aSignatureAfterItsMessageIsPutBeforeIt() {
    String body =
        items(
            "{'role':'user','content':'q'},{'role':'assistant','content':'a'},"
                + "{'type':'reasoning','summary':[],"
                + "'encrypted_content':'isthmus:message:google:U0lH'}");
    assertEquals(
        "U0lH", lenient(json(body)).tree().at("/contents/1/parts/0/thoughtSignature").asText());
  }

  @Test
  void whatOthersEncryptedIsLeftOut() {
    String body =
        json(
            items(
                "{'role':'user','content':'q'},{'type':'reasoning','summary':[],"
                    + "'encrypted_content':'gAAAA'},{'role':'assistant','content':'a'}"));
    assertEquals(List.of("input.encrypted_content"), lenient(body).dropped());
    assertEquals("a", lenient(body).tree().at("/contents/1/parts/0/text").asText());
    assertEquals(
        "input.encrypted_content",
        request(body, "gemini-2.5-flash", LossPolicy.STRICT).failure().param());
  }

  @Test
  void everyFeatureThatCanBeAskedForHasAName() {
    ResponsesTurnSide side = new ResponsesTurnSide();
    Set<Feature> unnamed =
        EnumSet.of(
            Feature.TOP_K,
            Feature.PRESENCE_PENALTY,
            Feature.FREQUENCY_PENALTY,
            Feature.SEED,
            Feature.STOP,
            Feature.CHOICES,
            Feature.TOOL_FAILURE,
            Feature.CACHE_MARK);
    for (Feature feature : Feature.values()) {
      if (unnamed.contains(feature)) {
        assertNull(side.nameOf(feature), feature.name());
      } else {
        assertNotNull(side.nameOf(feature), feature.name());
      }
    }
  }
}
