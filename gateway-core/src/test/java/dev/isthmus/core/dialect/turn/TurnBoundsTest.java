package dev.isthmus.core.dialect.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.isthmus.core.bytes.AllocationMeter;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.anthropic.MessagesTurnSide;
import dev.isthmus.core.dialect.gemini.GeminiSide;
import dev.isthmus.core.dialect.gemini.GeminiTurnSide;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.responses.ResponsesTurnSide;
import dev.isthmus.core.dialect.turn.TurnEvent.ToolResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that are large, and none the dearer for it. */
class TurnBoundsTest {
  private static final LossPolicy LENIENT = LossPolicy.LENIENT;
  private static final String SAID_TO_GEMINI = "'contents':[{'parts':[{'text':'Hi'}]}],";
  private static final String SAID = "'messages':[{'role':'user','content':'Hi'}]";

  /** What a request of that size takes where work grows with its square is a multiple of this. */
  private static final Duration GENEROUS = Duration.ofSeconds(10);

  @Test
  void manyCallsAreAnsweredByNameWithoutASearchThroughThem() throws IOException {
    int calls = 90_000;
    String asked = repeated(calls, i -> "{'functionCall':{'name':'f" + i + "'}}");
    String answered =
        repeated(
            calls, i -> "{'functionResponse':{'name':'f" + (calls - 1 - i) + "','response':{}}}");
    String contents = "[{'role':'model','parts':[" + asked + "]},{'parts':[" + answered + "]}]";
    List<TurnEvent> events =
        assertTimeoutPreemptively(GENEROUS, () -> GeminiCaller.events(contents));
    List<String> ids =
        events.stream()
            .filter(ToolResult.class::isInstance)
            .map(event -> ((ToolResult) event).callId())
            .toList();
    assertEquals(IntStream.range(0, calls).mapToObj(i -> "call_" + (calls - 1 - i)).toList(), ids);
  }

  @Test
  void anAnswerByIdLeavesTheOthersOfItsNameInTheirOrder() throws IOException {
    List<TurnEvent> events =
        GeminiCaller.events(
            "[{'role':'model','parts':[{'functionCall':{'name':'f','id':'a'}},"
                + "{'functionCall':{'name':'f','id':'b'}},"
                + "{'functionCall':{'name':'f','id':'c'}}]},"
                + "{'parts':[{'functionResponse':{'name':'f','id':'b','response':{}}},"
                + "{'functionResponse':{'name':'f','response':{}}},"
                + "{'functionResponse':{'name':'f','id':'unknown','response':{}}}]}]");
    assertEquals(
        List.of("b", "a", "c"),
        events.stream()
            .filter(ToolResult.class::isInstance)
            .map(event -> ((ToolResult) event).callId())
            .toList());
  }

  @Test
  void callsOfAConversationAreBounded() {
    String call = "{'functionCall':{'name':'f'}}";
    String contents =
        "{'contents':[{'role':'model','parts':["
            + repeated(TurnBounds.MAX_CALLS + 1, i -> call)
            + "]}]}";
    assertInvalid("contents.parts.functionCall", GeminiCaller.translated(contents, LENIENT));
  }

  @Test
  void blocksOfAConversationAreBounded() {
    String block = "{'type':'text','text':'a'}";
    String body =
        "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':["
            + repeated(TurnBounds.MAX_BLOCKS + 1, i -> block)
            + "]}]}";
    ByteBuf bytes = GeminiTranslation.bytes(body.replace('\'', '"'));
    Target target = new Target("gemini-2.5-flash", LENIENT, false);
    Translated translated =
        new TurnTranslator(new MessagesTurnSide(), new GeminiSide())
            .request(bytes, target, UnpooledByteBufAllocator.DEFAULT);
    bytes.release();
    assertInvalid("messages[0].content[" + TurnBounds.MAX_BLOCKS + "]", translated);
  }

  @Test
  void aDeepSchemaIsNotCopiedOncePerLevel() throws IOException {
    int levels = 50;
    String shallow = schema(1, "x".repeat(500_000));
    String deep = schema(levels, "x".repeat(500_000));
    long once = AllocationMeter.bytes(() -> settings(shallow));
    long often = AllocationMeter.bytes(() -> settings(deep));
    assertTrue(often < once + once / 2, often + " bytes for " + levels + " levels, not " + once);
  }

  @Test
  void aLongNameIsNotRepeatedForWhatIsBelowIt() {
    String below = repeated(10_000, i -> "'m" + i + "':1");
    String shallow = schema(1, "x");
    String wide = schema("n", below);
    String named = schema("n".repeat(20_000), below);
    long plain = AllocationMeter.bytes(() -> settings(wide));
    long often = AllocationMeter.bytes(() -> settings(named));
    assertTrue(often < 2 * plain, often + " bytes for a long name, not " + plain);
    assertTrue(AllocationMeter.bytes(() -> settings(shallow)) < plain);
  }

  @Test
  void aSchemaIsBounded() {
    String body = schema(1, "x".repeat(TurnBounds.MAX_SCHEMA_CHARS));
    assertInvalid(
        "generationConfig.responseSchema.properties.a.description",
        GeminiCaller.translated("{" + SAID_TO_GEMINI + body + "}", LENIENT));
  }

  @Test
  void aPropertyOfASchemaStandsInItOnce() {
    String twice = "{'properties':{'a':{'type':'STRING'},'a':{'type':'STRING'}}}";
    assertInvalid(
        "generationConfig.responseSchema.properties.a",
        GeminiCaller.translated("{" + SAID_TO_GEMINI + config(twice) + "}", LENIENT));
  }

  @Test
  void aMemberOfASchemaHasOneNameOfTwo() {
    String twice = "{'anyOf':[{}],'any_of':[{}]}";
    assertInvalid(
        "generationConfig.responseSchema.any_of",
        GeminiCaller.translated("{" + SAID_TO_GEMINI + config(twice) + "}", LENIENT));
  }

  @Test
  void whatMayBeNullSaysSoWhereverTheFlagStands() {
    String google =
        "{'anyOf':[{'type':'STRING'},{'enum':['a']}],'enum':[1,null],'nullable':true,"
            + "'title':'t','type':['STRING','NULL']}";
    assertEquals(
        GeminiTranslation.json(
            "{'type':['string','null'],'anyOf':[{'type':'string'},{'enum':['a']},"
                + "{'type':'null'}],'title':'t','enum':[1,null]}"),
        settings(config(google)).generation().format().schema());
  }

  private static TurnSettings settings(String members) {
    try {
      return GeminiCaller.settings(members);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Properties within properties, and a description at the bottom. */
  private static String schema(int levels, String description) {
    return config(
        "{'properties':{'a':".repeat(levels)
            + "{'description':'"
            + description
            + "'}"
            + "}}".repeat(levels));
  }

  private static String schema(String name, String members) {
    return config("{'properties':{'" + name + "':{" + members + "}}}");
  }

  private static String config(String schema) {
    return "'generationConfig':{'responseMimeType':'application/json','responseSchema':"
        + schema
        + "}";
  }

  @Test
  void toolsAreBoundedInEveryDialect() {
    String chat = "{'type':'function','function':{'name':'f'}}";
    int most = TurnBounds.MAX_TOOLS;
    assertTooMany("tools", new ChatTurnSide(), "{'model':'m'," + SAID + ",'tools':[", i -> chat);
    assertTooMany(
        "tools",
        new MessagesTurnSide(),
        "{'model':'m','max_tokens':9,'tools':[",
        i -> "{'name':'f" + i + "','input_schema':{'type':'object'}}");
    assertTooMany(
        "tools",
        new ResponsesTurnSide(),
        "{'model':'m','input':'Hi','tools':[",
        i -> "{'type':'function','name':'f'}");
    String half = repeated(most / 2, i -> "{'name':'f'}");
    String tool = "{'functionDeclarations':[" + half + "]}";
    String tools = ",'tools':[" + tool + "," + tool + ",{'functionDeclarations':{'name':'f'}}]}";
    String gemini = "{'contents':[{'parts':[{'text':'Hi'}]}]" + tools;
    assertInvalid("tools[2].functionDeclarations", GeminiCaller.translated(gemini, LENIENT));
  }

  @Test
  void namesInAChoiceAreBounded() {
    String chosen = "{'type':'function','function':{'name':'f'}}";
    String tools = "'tools':[" + chosen + "],'tool_choice':{'type':'allowed_tools',";
    assertTooMany(
        "tool_choice.allowed_tools.tools",
        new ChatTurnSide(),
        "{'model':'m'," + SAID + "," + tools + "'allowed_tools':{'mode':'auto','tools':[",
        i -> chosen);
    assertTooMany(
        "tool_choice.tools",
        new ResponsesTurnSide(),
        "{'model':'m','input':'Hi','tools':[{'type':'function','name':'f'}],"
            + "'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[",
        i -> "{'type':'function','name':'f'}");
    assertTooMany(
        "toolConfig.functionCallingConfig.allowedFunctionNames",
        new GeminiTurnSide(),
        "{'contents':[{'parts':[{'text':'Hi'}]}],'toolConfig':{'functionCallingConfig':"
            + "{'allowedFunctionNames':[",
        i -> "'f'");
  }

  /** One element more than may be, at the end of an array that {@code start} opens. */
  private static void assertTooMany(
      String param, CallerSide caller, String start, IntFunction<String> element) {
    int most = TurnBounds.MAX_TOOLS;
    Translator translator = new TurnTranslator(caller, new GeminiSide());
    ByteBuf body =
        GeminiTranslation.bytes((start + repeated(most + 1, element)).replace('\'', '"'));
    Target target = new Target("gemini-2.5-flash", LENIENT, false);
    Translated translated = translator.request(body, target, UnpooledByteBufAllocator.DEFAULT);
    body.release();
    Failure failure = assertInstanceOf(Translated.Refused.class, translated).failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertTrue(String.valueOf(failure.param()).startsWith(param + "[" + most + "]"));
  }

  private static void assertInvalid(String param, Translated translated) {
    Failure failure = assertInstanceOf(Translated.Refused.class, translated).failure();
    assertEquals(FailureKind.INVALID_REQUEST, failure.kind());
    assertEquals(param, failure.param());
  }

  private static String repeated(int times, IntFunction<String> element) {
    return IntStream.range(0, times).mapToObj(element).collect(Collectors.joining(","));
  }
}
