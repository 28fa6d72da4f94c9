package dev.isthmus.core.dialect.turn;

import static dev.isthmus.core.dialect.turn.GeminiCaller.events;
import static dev.isthmus.core.dialect.turn.GeminiCaller.read;
import static dev.isthmus.core.dialect.turn.GeminiCaller.refusal;
import static dev.isthmus.core.dialect.turn.GeminiCaller.settings;
import static dev.isthmus.core.dialect.turn.GeminiCaller.toGemini;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.json;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.sample;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.turn.TurnEvent.Media;
import dev.isthmus.core.dialect.turn.TurnEvent.Reasoning;
import dev.isthmus.core.dialect.turn.TurnEvent.Role;
import dev.isthmus.core.dialect.turn.TurnEvent.Signature;
import dev.isthmus.core.dialect.turn.TurnEvent.Speaker;
import dev.isthmus.core.dialect.turn.TurnEvent.SystemText;
import dev.isthmus.core.dialect.turn.TurnEvent.Text;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolCall;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Effort;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeminiCallerRequestTest {

  @Test
  void aSampleComesOutAsItWentInButForItsSafetySettings() {
    ObjectNode asked = (ObjectNode) tree(sample("vertex-ai/gemini.request.json"));
    asked.remove("safetySettings");
    assertEquals(asked, toGemini(sample("vertex-ai/gemini.request.json")));
  }

  @Test
  void aConversationWithToolsComesOutAsItWentIn() {
    String body = sample("vertex-ai/gemini.tool-followup.request.json");
    assertEquals(tree(body), toGemini(body));
  }

  @Test
  void snakeCaseAndSingleObjectsMeanTheSame() {
    String snake =
        "{'system_instruction':{'parts':{'text':'Be brief.'}},'contents':{'role':'USER','parts':"
            + "[{'text':'Which colour?'},{'inline_data':{'mime_type':'image/png',"
            + "'data':'iVBORw0KGgo='}}]},'generation_config':{'max_output_tokens':64,"
            + "'temperature':0,'thinking_config':{'thinking_budget':0}},"
            + "'safety_settings':[{'category':'HARM_CATEGORY_DANGEROUS_CONTENT'}]}";
    assertEquals(toGemini(sample("vertex-ai/gemini.request.json")), toGemini(snake));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Be brief.'",
        "{'parts':[{'text':'Be brief.'}]}",
        "{'role':'system','parts':[{'text':'Be brief.'}]}",
        "{'text':'Be brief.'}",
        "[{'text':'Be brief.'}]",
        "['Be brief.']"
      })
  void takesInstructionsInEachForm(String form) throws IOException {
    String contents = "'contents':[{'parts':[{'text':'Hi'}]}]";
    assertEquals(
        List.of(new SystemText("Be brief."), new Speaker(Role.USER, 0), new Text("Hi")),
        read("{'systemInstruction':" + form + "," + contents + "}").events());
  }

  @Test
  void resultsFindTheirCallsByNameAndOrder() throws IOException {
    List<TurnEvent> events =
        events(
            "[{'role':'model','parts':[{'functionCall':{'name':'a','args':{'n':1.10}}},"
                + "{'functionCall':{'name':'b'}},{'functionCall':{'name':'a','args':{}}}]},"
                + "{'role':'user','parts':[{'text':'so'},"
                + "{'functionResponse':{'name':'b','response':{'result':'B'}}},"
                + "{'functionResponse':{'name':'a','response':{'output':'A1'}}},"
                + "{'functionResponse':{'name':'a','response':{'output':'A2'}}}]}]");
    assertEquals(
        List.of(
            new Speaker(Role.ASSISTANT, 0),
            new ToolCall("call_0", "a", "{\"n\":1.10}", null),
            new ToolCall("call_1", "b", "{}", null),
            new ToolCall("call_2", "a", "{}", null),
            new Speaker(Role.TOOL, 0),
            new ToolResult("call_1", "b", List.of(new Text("B")), false),
            new Speaker(Role.TOOL, 0),
            new ToolResult("call_0", "a", List.of(new Text("A1")), false),
            new Speaker(Role.TOOL, 0),
            new ToolResult("call_2", "a", List.of(new Text("A2")), false),
            new Speaker(Role.USER, 0),
            new Text("so")),
        events);
  }

  @Test
  void idsOfTheCallersOwnStandAndAreNotMintedAgain() throws IOException {
    List<TurnEvent> events =
        events(
            "[{'role':'model','parts':[{'functionCall':{'id':'call_0','name':'a'}},"
                + "{'functionCall':{'name':'a'}}]},{'role':'function','parts':["
                + "{'functionResponse':{'id':'call_0','name':'a','response':{'output':'x'}}},"
                + "{'functionResponse':{'name':'a','response':{'output':'y'}}}]}]");
    assertEquals("call_1", assertInstanceOf(ToolCall.class, events.get(2)).id());
    assertEquals("call_0", assertInstanceOf(ToolResult.class, events.get(4)).callId());
    assertEquals("call_1", assertInstanceOf(ToolResult.class, events.get(6)).callId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'output':'x'}|x|false",
        "{'result':'x'}|x|false",
        "{'output':'x','error':null}|x|false",
        "{'output':'x','error':''}|x|false",
        "{'error':'no'}|no|true",
        "{'error':{'code':1.0}}|{'error':{'code':1.0}}|true",
        "{'output':{'n': 1.10}}|{'output':{'n':1.10}}|false",
        "{'temperature': 12345678901234567890}|{'temperature':12345678901234567890}|false",
        "{'output':'x','result':'y'}|{'output':'x','result':'y'}|false",
        "{}|{}|false"
      })
  void aToolsAnswerIsText(String response, String text, boolean failed) throws IOException {
    List<TurnEvent> events =
        events(
            "[{'role':'model','parts':[{'functionCall':{'name':'f'}}]},{'parts':"
                + "[{'functionResponse':{'name':'f','response':"
                + response
                + "}}]}]");
    ToolResult result = assertInstanceOf(ToolResult.class, events.get(3));
    assertEquals(json(text), result.text());
    assertEquals(failed, result.failed());
  }

  @Test
  void aToolsAnswerMayHoldMedia() throws IOException {
    List<TurnEvent> events =
        events(
            "[{'role':'model','parts':[{'functionCall':{'name':'f'}}]},{'parts':"
                + "[{'functionResponse':{'name':'f','response':{'output':'see'},'parts':["
                + "{'inlineData':{'mimeType':'image/png','data':'AAAA'}}]}}]}]");
    ToolResult result = assertInstanceOf(ToolResult.class, events.get(3));
    assertEquals(2, result.content().size());
    Media media = assertInstanceOf(Media.class, result.content().get(1));
    assertEquals(Media.Kind.IMAGE, media.kind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'inlineData':{'mimeType':'application/pdf','data':'AA-_','displayName':'a.pdf'}}"
            + "|DOCUMENT|application/pdf|AA+/|",
        "{'inlineData':{'mimeType':'audio/wav','data':'AAAA'}}|AUDIO|audio/wav|AAAA|",
        "{'fileData':{'mimeType':'video/mp4','fileUri':'gs://b/o'}}|VIDEO|video/mp4||gs://b/o",
        "{'file_data':{'file_uri':'https://x.test/a.pdf'}}"
            + "|DOCUMENT|application/pdf||https://x.test/a.pdf"
      })
  void mediaAreReadByValueAndByAddress(
      String part, Media.Kind kind, String type, String base64, String uri) throws IOException {
    Media media = assertInstanceOf(Media.class, events("[{'parts':[" + part + "]}]").get(1));
    assertEquals(kind, media.kind());
    assertEquals(type, media.mimeType());
    assertEquals(uri, media.uri());
    assertEquals(
        base64, media.base64() == null ? null : media.base64().toString(StandardCharsets.UTF_8));
  }

  @Test
  void thoughtsAndTheirSignaturesAreTheModelsOwn() throws IOException {
    Signature google = new Signature("google", "U0lH");
    assertEquals(
        List.of(
            new Speaker(Role.ASSISTANT, 0),
            new Reasoning("Hmm, so", google),
            new Text("Yes"),
            new Reasoning("", google),
            new Text("signed"),
            new Reasoning("open", null),
            new ToolCall("call_0", "f", "{}", google)),
        events(
            "[{'role':'model','parts':[{'text':'Hmm','thought':true},{'thought':true,"
                + "'text':', so','thoughtSignature':'U0lH'},{'text':'Yes'},"
                + "{'text':'signed','thought_signature':'U0lH'},{'text':'open','thought':true},"
                + "{'functionCall':{'name':'f'},'thoughtSignature':'U0lH'}]}]"));
  }

  @Test
  void aSchemaOfGooglesIsSaidInJsonSchemaWithItsNumbersAsTheyWere() throws IOException {
    String google =
        "{'type':'OBJECT','description':'d','propertyOrdering':['b','a'],'required':['a'],"
            + "'properties':{'type':{'type':'STRING','nullable':true,'enum':['x','y']},"
            + "'n':{'type':'NUMBER','minimum':0.10,'maximum':1e400,'format':'double'},"
            + "'l':{'type':'ARRAY','min_items':'1','maxItems':3,'items':{'type':'INTEGER'}},"
            + "'u':{'any_of':[{'type':'STRING'},{'ref':'#/defs/t'}],'nullable':true},"
            + "'o':{'type':'object','additionalProperties':false,'example':{'k':1.0}},"
            + "'v':{'type':'TYPE_UNSPECIFIED','default':1.50}},"
            + "'defs':{'t':{'type':'BOOLEAN'}}}";
    String expected =
        "{'type':'object','description':'d','required':['a'],"
            + "'properties':{'type':{'type':['string','null'],'enum':['x','y',null]},"
            + "'n':{'type':'number','minimum':0.10,'maximum':1e400,'format':'double'},"
            + "'l':{'type':'array','minItems':1,'maxItems':3,'items':{'type':'integer'}},"
            + "'u':{'anyOf':[{'type':'string'},{'$ref':'#/$defs/t'},{'type':'null'}]},"
            + "'o':{'type':'object','additionalProperties':false,'examples':[{'k':1.0}]},"
            + "'v':{'default':1.50}},"
            + "'$defs':{'t':{'type':'boolean'}}}";
    TurnSettings read =
        settings(
            "'tools':[{'functionDeclarations':[{'name':'f','parameters':"
                + google
                + "}]}],'generationConfig':{'responseMimeType':'application/json',"
                + "'responseSchema':"
                + google
                + "}");
    assertEquals(json(expected), read.tooling().tools().get(0).schema());
    assertEquals(json(expected), read.generation().format().schema());
  }

  @Test
  void aJsonSchemaStaysAsItIs() throws IOException {
    String schema = "{'type':'object', 'x': 1.0e2,'propertyOrdering':[]}";
    TurnSettings read =
        settings(
            "'tools':{'function_declarations':[{'name':'f','parametersJsonSchema':"
                + schema
                + "}]}");
    assertEquals(json(schema), read.tooling().tools().get(0).schema());
  }

  @Test
  void readsEverySetting() throws IOException {
    TurnSettings read =
        settings(
            "'generationConfig':{'temperature':1.5,'topP':0.9,'topK':40.0,'seed':-7,"
                + "'presencePenalty':-1,'frequencyPenalty':2,'maxOutputTokens':9,"
                + "'candidateCount':2,'stopSequences':['a','b'],'responseLogprobs':true,"
                + "'logprobs':3,'responseMimeType':'application/json',"
                + "'responseModalities':['TEXT'],"
                + "'thinkingConfig':{'includeThoughts':true,'thinkingLevel':'low'}}");
    assertEquals(
        new TurnSettings.Generation(
            new TurnSettings.Sampling(1.5, 0.9, 40L, -1.0, 2.0, -7L),
            9L,
            List.of("a", "b"),
            2,
            3,
            TurnSettings.Format.JSON,
            Thinking.of(Effort.LOW)),
        read.generation());
    assertNull(read.endUser());
  }

  @Test
  void whatIsNotSaidIsLeftToTheProvider() throws IOException {
    TurnSettings read = settings("'generationConfig':{'temperature':null}");
    assertEquals(TurnSettings.Generation.DEFAULT, read.generation());
    assertEquals(Choice.AUTO, read.tooling().choice());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'mode':'AUTO'}|AUTO|",
        "{'mode':'any'}|REQUIRED|",
        "{'mode':'ANY','allowedFunctionNames':['f']}|REQUIRED|f",
        "{'mode':'VALIDATED','allowed_function_names':['f']}|AUTO|f",
        "{'mode':'NONE'}|NONE|",
        "{}|AUTO|"
      })
  void readsWhetherToolsAreCalled(String calling, Choice.Mode mode, String name)
      throws IOException {
    TurnSettings read =
        settings(
            "'tools':[{'functionDeclarations':[{'name':'f'}]}],"
                + "'toolConfig':{'functionCallingConfig':"
                + calling
                + "}");
    List<String> names = name == null ? List.of() : List.of(name);
    assertEquals(new Choice(mode, names), read.tooling().choice());
  }

  @Test
  void tellsWhatItLeavesOut() throws IOException {
    List<String> dropped =
        read("{'contents':[{'parts':[{'text':'Hi','videoMetadata':{}}]}],'labels':{'a':'b'},"
                + "'safetySettings':[{}],'store':false,'newThing':1,"
                + "'toolConfig':{'retrievalConfig':{}},"
                + "'generationConfig':{'speechConfig':{},'media_resolution':'LOW'}}")
            .dropped();
    assertEquals(
        List.of(
            "contents.parts.videoMetadata",
            "labels",
            "safetySettings",
            "newThing",
            "toolConfig.retrievalConfig",
            "generationConfig.speechConfig",
            "generationConfig.mediaResolution"),
        dropped);
  }

  @Test
  void aStrictRouteRefusesWhatWouldBeLeftOut() {
    String body = "{'contents':[{'parts':[{'text':'Hi'}]}],'labels':{'a':'b'}}";
    Translated strict = GeminiCaller.translated(body, LossPolicy.STRICT);
    Failure failure = assertInstanceOf(Translated.Refused.class, strict).failure();
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals("labels", failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'contents':[{'parts':[{'text':'x'}]}],'cachedContent':'c'}|cachedContent",
        "{'contents':[{'parts':[{'text':'x'}]}],'modelArmorConfig':{'a':1}}|modelArmorConfig",
        "{'contents':[{'parts':[{'text':'x'}]}],'tools':[{'googleSearch':{}}]}"
            + "|tools[0].googleSearch",
        "{'contents':[{'parts':[{'text':'x'}]}],'tools':[{'codeExecution':{}}]}"
            + "|tools[0].codeExecution",
        "{'contents':[{'parts':[{'executableCode':{}}]}]}|contents[0].parts[0].executableCode",
        "{'contents':[{'parts':[{'fileData':{'fileUri':"
            + "'https://generativelanguage.googleapis.com/v1beta/files/a'}}]}]}"
            + "|contents[0].parts[0].fileData.fileUri",
        "{'contents':[{'parts':[{'text':'x'}]}],'generationConfig':"
            + "{'responseModalities':['TEXT','IMAGE']}}|generationConfig.responseModalities",
        "{'contents':[{'role':'model','parts':[{'inlineData':{'mimeType':'image/png',"
            + "'data':'AA'}}]}]}|contents[0].parts[0]"
      })
  void refusesWhatNoOtherDialectCarries(String body, String param) {
    Failure failure = refusal(body);
    assertEquals(FailureKind.UNSUPPORTED, failure.kind());
    assertEquals(param, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|contents",
        "{'contents':[]}|contents",
        "{'contents':'Hi'}|contents",
        "{'contents':[{'role':'assistant','parts':[{'text':'x'}]}]}|contents[0].role",
        "{'contents':[{'role':'user'}]}|contents[0].parts",
        "{'contents':[{'parts':[{}]}]}|contents[0].parts[0]",
        "{'contents':[{'parts':[{'text':'x','functionCall':{'name':'f'}}]}]}"
            + "|contents[0].parts[0]",
        "{'contents':[{'parts':[{'text':7}]}]}|contents[0].parts[0].text",
        "{'contents':[{'parts':[{'functionCall':{'name':'f'}}]}]}|contents[0].parts[0]",
        "{'contents':[{'role':'model','parts':[{'functionCall':{'args':{}}}]}]}"
            + "|contents[0].parts[0].functionCall.name",
        "{'contents':[{'role':'model','parts':[{'functionCall':{'name':'f','args':[]}}]}]}"
            + "|contents[0].parts[0].functionCall.args",
        "{'contents':[{'parts':[{'functionResponse':{'name':'f','response':{}}}]}]}"
            + "|contents[0].parts[0].functionResponse.name",
        "{'contents':[{'parts':[{'functionResponse':{'name':'f','response':'x'}}]}]}"
            + "|contents[0].parts[0].functionResponse.response",
        "{'contents':[{'role':'model','parts':[{'functionResponse':{'name':'f'}}]}]}"
            + "|contents[0].parts[0].functionResponse",
        "{'contents':[{'parts':[{'inlineData':{'data':'AA'}}]}]}"
            + "|contents[0].parts[0].inlineData.mimeType",
        "{'contents':[{'parts':[{'inlineData':{'mimeType':'image/png'}}]}]}"
            + "|contents[0].parts[0].inlineData.data",
        "{'contents':[{'parts':[{'text':'x'}]}],'systemInstruction':{'parts':["
            + "{'inlineData':{'mimeType':'image/png','data':'AA'}}]}}|systemInstruction.parts[0]",
        "{'contents':[{'parts':[{'text':'x'}]}],'contents':[{'parts':[{'text':'x'}]}]}|contents",
        "{'contents':[{'parts':[{'text':'x'}]}],'toolConfig':{},'tool_config':{}}|toolConfig"
      })
  void namesThePathOfWhatIsWrong(String body, String param) {
    Failure failure = refusal(body);
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param, failure.param());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'generationConfig':{'temperature':2.1}|generationConfig.temperature",
        "'generationConfig':{'topK':1.5}|generationConfig.topK",
        "'generationConfig':{'maxOutputTokens':0}|generationConfig.maxOutputTokens",
        "'generationConfig':{'seed':2147483648}|generationConfig.seed",
        "'generationConfig':{'candidateCount':9}|generationConfig.candidateCount",
        "'generationConfig':{'stopSequences':['1','2','3','4','5','6']}"
            + "|generationConfig.stopSequences",
        "'generationConfig':{'logprobs':2}|generationConfig.logprobs",
        "'generationConfig':{'responseSchema':{'type':'STRING'}}"
            + "|generationConfig.responseMimeType",
        "'generationConfig':{'responseMimeType':'text/html'}|generationConfig.responseMimeType",
        "'generationConfig':{'responseSchema':{'type':'TEXT'}}"
            + "|generationConfig.responseSchema.type",
        "'generationConfig':{'responseSchema':{},'responseJsonSchema':{}}"
            + "|generationConfig.responseJsonSchema",
        "'generationConfig':{'thinkingConfig':{'thinkingBudget':1,'thinkingLevel':'LOW'}}"
            + "|generationConfig.thinkingConfig",
        "'generationConfig':{'thinkingConfig':{'thinkingLevel':'MAX'}}"
            + "|generationConfig.thinkingConfig.thinkingLevel",
        "'tools':[{'functionDeclarations':[{'description':'d'}]}]"
            + "|tools[0].functionDeclarations[0].name",
        "'tools':[{'functionDeclarations':[{'name':'f','parameters':{},"
            + "'parametersJsonSchema':{}}]}]"
            + "|tools[0].functionDeclarations[0].parametersJsonSchema",
        "'toolConfig':{'functionCallingConfig':{'mode':'MUST'}}"
            + "|toolConfig.functionCallingConfig.mode",
        "'toolConfig':{'functionCallingConfig':{'mode':'ANY'}}"
            + "|toolConfig.functionCallingConfig.mode",
        "'tools':[{'functionDeclarations':[{'name':'f'}]}],'toolConfig':"
            + "{'functionCallingConfig':{'mode':'AUTO','allowedFunctionNames':['f']}}"
            + "|toolConfig.functionCallingConfig.allowedFunctionNames"
      })
  void refusesSettingsThatTheRealOneWould(String members, String param) {
    Failure failure = refusal("{'contents':[{'parts':[{'text':'x'}]}]," + members + "}");
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param, failure.param());
  }

  @Test
  void noCutOfARequestIsTakenForAWholeOne() {
    String body = sample("vertex-ai/gemini.tool-followup.request.json").strip();
    for (int cut = 0; cut < body.length(); cut++) {
      assertEquals(FailureKind.INVALID_REQUEST, refusal(body.substring(0, cut)).kind());
    }
  }

  @Test
  void everyFeatureThatCanBeAskedForHasAName() {
    List<Feature> foreign =
        List.of(
            Feature.END_USER, Feature.SINGLE_TOOL_CALLS, Feature.STRICT_TOOLS, Feature.CACHE_MARK);
    for (Feature feature : Feature.values()) {
      if (!foreign.contains(feature)) {
        assertNotNull(GeminiCaller.SIDE.nameOf(feature), feature.name());
      }
    }
  }

  @Test
  void aGoogleSchemaGoesOutAsJsonSchema() {
    JsonNode out =
        toGemini(
            "{'contents':[{'parts':[{'text':'x'}]}],'tools':[{'functionDeclarations':[{"
                + "'name':'f','parameters':{'type':'OBJECT','properties':{'a':{'type':'STRING'}}}"
                + "}]}]}");
    JsonNode schema = out.at("/tools/0/functionDeclarations/0/parametersJsonSchema");
    assertEquals(tree(json("{'type':'object','properties':{'a':{'type':'string'}}}")), schema);
  }

  @Test
  void aCallThatNobodySignedIsToldSoToGemini3AsGoogleAsks() {
    ByteBuf body =
        GeminiTranslation.bytes(
            GeminiTranslation.json(
                "{'contents':[{'parts':[{'text':'q'}]},{'role':'model','parts':[{'functionCall':"
                    + "{'name':'f','args':{}},'thoughtSignature':'aXN0aG11czE6bm9ib2R5Og=='}]},"
                    + "{'parts':[{'functionResponse':{'name':'f','response':{}}}]}]}"));
    Target target = new Target("gemini-3-pro-preview", LossPolicy.LENIENT, false);
    Translated translated =
        GeminiCaller.TO_GEMINI.request(body, target, UnpooledByteBufAllocator.DEFAULT);
    body.release();
    ByteBuf out = assertInstanceOf(Translated.Body.class, translated).body();
    JsonNode call = GeminiTranslation.tree(GeminiTranslation.text(out)).at("/contents/1/parts/0");
    assertEquals(
        "skip_thought_signature_validator",
        new String(
            Base64.getDecoder().decode(call.path("thoughtSignature").asText("")),
            StandardCharsets.UTF_8));
  }
}
