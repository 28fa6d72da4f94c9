package dev.isthmus.core.dialect.turn;

import static dev.isthmus.core.dialect.turn.ChatTranslation.dropped;
import static dev.isthmus.core.dialect.turn.ChatTranslation.refusal;
import static dev.isthmus.core.dialect.turn.ChatTranslation.write;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.asking;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.bytes;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.json;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.sample;
import static dev.isthmus.core.dialect.turn.GeminiTranslation.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.openai.ChatSide;
import dev.isthmus.core.dialect.turn.TurnEvent.CacheMark;
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
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of every feature, as dialects other than this one ask for them. */
final class ChatProviderRequestTest {
  private static final Tooling NO_TOOLS = new Tooling(List.of(), Choice.AUTO, true);
  private static final TurnSettings PLAIN = new TurnSettings(Generation.DEFAULT, NO_TOOLS, null);
  private static final List<TurnEvent> HELLO =
      List.of(new Speaker(Role.USER, 0), new Text("Hello"));

  private static final TurnSettings ALL =
      new TurnSettings(
          new Generation(
              new Sampling(0.5, 1.0, 40L, -1.0, 0.25, 9007199254740993L),
              100L,
              List.of("A", "B"),
              2,
              3,
              new Format(true, "{\"const\":1.10}", null, true),
              Thinking.of(Effort.HIGH)),
          new Tooling(
              List.of(
                  new Tool("look", "Looks", "{\"type\":\"object\"}", true, new CacheMark(null)),
                  new Tool("list", null, null, false, null)),
              new Choice(Choice.Mode.AUTO, List.of("look")),
              false),
          "u-1");

  private static List<TurnEvent> conversation() {
    return List.of(
        new SystemText("Be brief."),
        new CacheMark("1h"),
        new SystemText("No jokes."),
        new Speaker(Role.USER, 0),
        new Text("What is this?"),
        Media.image("image/png", bytes("iVBORw0KGgo="), null),
        Media.image(null, null, "https://example.com/a.png"),
        new Media(Media.Kind.DOCUMENT, "application/pdf", bytes("JVBERi0="), null, null),
        new Media(Media.Kind.AUDIO, "audio/x-wav", bytes("UklGRg=="), null, null),
        new Speaker(Role.ASSISTANT, 0),
        new Reasoning("hm", new Signature("anthropic", "c2ln")),
        new Text("Let me"),
        new Text(" look."),
        new ToolCall("toolu_1", "look", "{\"x\": 1.50}", new Signature("google", "U0lH")),
        new ToolCall(null, "list", "", null),
        new Speaker(Role.USER, 0),
        new ToolResult(
            "toolu_1",
            "look",
            List.of(new Text("See the picture."), Media.image("image/jpeg", bytes("/9j/"), null)),
            false),
        new ToolResult("", "list", List.of(), true),
        new Text("Well?"),
        new CacheMark(null),
        new SystemText("Answer now."));
  }

  @Test
  void aWholeConversationForOpenAi() throws IOException {
    String written = write(target("gpt-4o", true), conversation(), ALL);
    assertEquals(tree(sample("turn-to-openai/gpt-4o.json")), tree(written));
    assertTrue(written.contains(":9007199254740993,"), "integers are exact");
    assertTrue(written.contains("{\"const\":1.10}"), "schemas stay as they were written");
  }

  @Test
  void aWholeConversationForAnOpenModel() throws IOException {
    String model = "meta-llama/Llama-3.3-70B-Instruct";
    String written = write(target(model, false), conversation(), ALL);
    assertEquals(tree(sample("turn-to-openai/llama.json")), tree(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-5-mini", "o3", "openai/gpt-5.2", "gpt-5.1-2025-11-13"})
  void aReasoningModelIsSpokenToInItsOwnWords(String model) throws IOException {
    JsonNode written = tree(write(target(model, false), conversation(), ALL));
    assertEquals("developer", written.at("/messages/0/role").asText());
    assertEquals(100, written.path("max_completion_tokens").asInt());
    assertEquals("high", written.path("reasoning_effort").asText());
    for (String refused :
        List.of("max_tokens", "temperature", "top_p", "presence_penalty", "frequency_penalty")) {
      assertFalse(written.has(refused), refused);
    }
    assertEquals(2, written.path("stop").size());
  }

  @Test
  void whatIsLostIsToldByName() {
    String body =
        asking(",'temperature':0.5,'presence_penalty':1,'reasoning_effort':'low','seed':1");
    assertEquals(
        Set.of("temperature", "presence_penalty"), Set.copyOf(dropped(json(body), "gpt-5")));
    assertEquals(List.of("reasoning_effort"), dropped(json(body), "gpt-4o"));
    assertEquals(
        "temperature", refusal(json(body), new Target("gpt-5", LossPolicy.STRICT, false)).param());
  }

  @ParameterizedTest
  @CsvSource({
    "o3, NONE, low",
    "o3, MAX, high",
    "gpt-5, NONE, minimal",
    "gpt-5, XHIGH, high",
    "gpt-5.1, NONE, none",
    "gpt-5.1, MINIMAL, low",
    "gpt-5.2, MAX, xhigh",
    "gpt-6, MEDIUM, medium",
    "google/gemini-2.5-flash, NONE, none",
    "google/gemini-2.5-pro, NONE, low",
    "openai/gpt-oss-120b-maas, MINIMAL, low",
  })
  void effortsAreSaidInTheWordsOfTheModel(String model, Effort effort, String word)
      throws IOException {
    JsonNode written = tree(write(target(model, false), HELLO, thinking(Thinking.of(effort))));
    assertEquals(word, written.path("reasoning_effort").asText());
  }

  @Test
  void aBudgetIsAnEffort() throws IOException {
    TurnSettings budget = thinking(Thinking.of(20_000));
    assertEquals(
        "high", tree(write(target("o3", false), HELLO, budget)).path("reasoning_effort").asText());
    assertFalse(tree(write(target("gpt-4o", false), HELLO, budget)).has("reasoning_effort"));
  }

  @Test
  void aStreamAsksForItsUsageWhereTheServerKnowsHow() throws IOException {
    JsonNode without = tree(write(new ChatSide(false), target("m", true), HELLO, PLAIN));
    assertTrue(without.path("stream").asBoolean());
    assertFalse(without.has("stream_options"));
    JsonNode plain = tree(write(target("m", false), HELLO, PLAIN));
    assertEquals(tree(json("{'model':'m','messages':[{'role':'user','content':'Hello'}]}")), plain);
  }

  @Test
  void signaturesGoToGooglesModelsAlone() throws IOException {
    List<TurnEvent> events =
        List.of(
            new Speaker(Role.USER, 0),
            new Text("Hi"),
            new Speaker(Role.ASSISTANT, 0),
            new Reasoning("", new Signature("google", "dGV4dA==")),
            new Text("Hm."),
            new ToolCall("a", "f", "{}", new Signature("google", "Y2FsbA==")),
            new ToolCall("b", "g", "{}", new Signature("anthropic", "x")),
            new Speaker(Role.TOOL, 0),
            new ToolResult("a", "f", List.of(new Text("1")), false),
            new Speaker(Role.TOOL, 0),
            new ToolResult("b", "g", List.of(new Text("2")), false));
    JsonNode said =
        tree(write(target("google/gemini-2.5-flash", false), events, PLAIN)).at("/messages/1");
    assertEquals("dGV4dA==", said.at("/extra_content/google/thought_signature").asText());
    assertEquals(
        "Y2FsbA==", said.at("/tool_calls/0/extra_content/google/thought_signature").asText());
    assertFalse(said.at("/tool_calls/1").has("extra_content"));
    assertFalse(write(target("gpt-4o", false), events, PLAIN).contains("extra_content"));
  }

  @Test
  void resultsFindTheirCallsByNameAndPlaceWhereThereAreNoIds() throws IOException {
    List<TurnEvent> events =
        List.of(
            new Speaker(Role.ASSISTANT, 0),
            new ToolCall(null, "f", "{}", null),
            new ToolCall("", "g", "{}", null),
            new ToolCall(null, "f", "{}", null),
            new ToolCall("x".repeat(41), "h", "{}", null),
            new Speaker(Role.USER, 0),
            new ToolResult("", "g", List.of(new Text("g1")), false),
            new ToolResult("", "f", List.of(new Text("f1")), false),
            new ToolResult("x".repeat(41), "h", List.of(new Text("h1")), false),
            new ToolResult("", "f", List.of(new Text("f2")), false));
    JsonNode messages = tree(write(target("m", false), events, PLAIN)).path("messages");
    JsonNode calls = messages.at("/0/tool_calls");
    assertEquals(4, calls.findValuesAsText("id").stream().distinct().count());
    int[] order = {1, 0, 3, 2};
    for (int i = 0; i < order.length; i++) {
      assertEquals(
          calls.at("/" + order[i] + "/id").asText(),
          messages.at("/" + (i + 1) + "/tool_call_id").asText());
    }
  }

  @Test
  void aResultWithoutItsCallIsTheCallersError() {
    List<TurnEvent> events =
        List.of(new Speaker(Role.USER, 0), new ToolResult("9", "f", List.of(new Text("1")), false));
    TurnRefusal refusal =
        assertThrows(TurnRefusal.class, () -> write(target("m", false), events, PLAIN));
    assertEquals(FailureKind.INVALID_REQUEST, refusal.failure().kind());
  }

  @Test
  void imagesOfResultsWaitUntilAllResultsAreSaid() throws IOException {
    List<TurnEvent> events =
        List.of(
            new Speaker(Role.ASSISTANT, 0),
            new ToolCall("a", "f", "{}", null),
            new ToolCall("b", "g", "{}", null),
            new Speaker(Role.TOOL, 0),
            new ToolResult("a", "f", List.of(Media.image("image/png", bytes("AAAA"), null)), false),
            new Speaker(Role.TOOL, 0),
            new ToolResult("b", "g", List.of(new Text("2")), false),
            new Speaker(Role.ASSISTANT, 0),
            new Text("Seen."));
    JsonNode messages = tree(write(target("m", false), events, PLAIN)).path("messages");
    assertEquals(
        List.of("assistant", "tool", "tool", "user", "assistant"),
        messages.findValuesAsText("role"));
    assertEquals("", messages.at("/1/content").asText());
    assertEquals("data:image/png;base64,AAAA", messages.at("/3/content/1/image_url/url").asText());
  }

  @Test
  void emptyMessagesAreNoneAndNothingAtAllIsRefused() throws IOException {
    List<TurnEvent> events =
        List.of(
            new SystemText(""),
            new Speaker(Role.USER, 0),
            new Text(""),
            new Speaker(Role.ASSISTANT, 0),
            new Reasoning("hm", null),
            new Text(""));
    TurnRefusal refusal =
        assertThrows(TurnRefusal.class, () -> write(target("m", false), events, PLAIN));
    assertEquals("messages", refusal.failure().param());
  }

  @Test
  void openAiIsToldOfJsonWhereNoMessageNamesIt() throws IOException {
    TurnSettings inJson = format(Format.JSON);
    JsonNode told = tree(write(target("gpt-4o", false), HELLO, inJson));
    assertEquals("json_object", told.at("/response_format/type").asText());
    assertEquals("Answer in JSON.", told.at("/messages/1/content").asText());
    List<TurnEvent> named = List.of(new Speaker(Role.USER, 0), new Text("As json, please"));
    assertEquals(1, tree(write(target("gpt-4o", false), named, inJson)).path("messages").size());
    assertEquals(1, tree(write(target("llama", false), HELLO, inJson)).path("messages").size());
    assertThrows(
        TurnRefusal.class,
        () -> write(new Target("gpt-4o", LossPolicy.STRICT, false), HELLO, inJson));
  }

  @Test
  void choicesOfTools() throws IOException {
    assertEquals("", choice("gpt-4o", Choice.AUTO));
    assertEquals("\"none\"", choice("gpt-4o", new Choice(Choice.Mode.NONE, List.of())));
    assertEquals("\"required\"", choice("m", new Choice(Choice.Mode.REQUIRED, List.of())));
    assertEquals(
        json("{'type':'function','function':{'name':'b'}}"),
        choice("m", new Choice(Choice.Mode.REQUIRED, List.of("b"))));
    assertEquals(
        json(
            "{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':["
                + "{'type':'function','function':{'name':'a'}},"
                + "{'type':'function','function':{'name':'c'}}]}}"),
        choice("gpt-4.1", new Choice(Choice.Mode.REQUIRED, List.of("a", "c"))));
    JsonNode fewer = tooling("llama", new Choice(Choice.Mode.REQUIRED, List.of("a", "c")));
    assertEquals(List.of("a", "c"), fewer.path("tools").findValuesAsText("name"));
    assertEquals("required", fewer.path("tool_choice").asText());
    assertThrows(TurnRefusal.class, () -> tooling("m", new Choice(Choice.Mode.AUTO, List.of("z"))));
  }

  @Test
  void aSeriesOModelIsNotToldToCallOneToolAtATime() throws IOException {
    TurnSettings single =
        new TurnSettings(
            Generation.DEFAULT,
            new Tooling(List.of(new Tool("a", null, null, false, null)), Choice.AUTO, false),
            null);
    assertFalse(tree(write(target("o3", false), HELLO, single)).has("parallel_tool_calls"));
    assertTrue(tree(write(target("gpt-5", false), HELLO, single)).has("parallel_tool_calls"));
  }

  @Test
  void moreStopsThanFourAreRefused() {
    Generation base = Generation.DEFAULT;
    List<String> stops = List.of("1", "2", "3", "4", "5");
    TurnSettings settings =
        new TurnSettings(
            new Generation(base.sampling(), null, stops, 1, null, Format.TEXT, null),
            NO_TOOLS,
            null);
    TurnRefusal refusal =
        assertThrows(TurnRefusal.class, () -> write(target("m", false), HELLO, settings));
    assertEquals(FailureKind.UNSUPPORTED, refusal.failure().kind());
    assertEquals("stop", refusal.failure().param());
  }

  @Test
  void mediaWithoutWordsHereAreRefused() {
    refused(new Media(Media.Kind.VIDEO, "video/mp4", bytes("AAAA"), null, null));
    refused(new Media(Media.Kind.DOCUMENT, null, null, "https://example.com/a.pdf", null));
    refused(new Media(Media.Kind.AUDIO, "audio/ogg", bytes("AAAA"), null, null));
    refused(new Media(Media.Kind.AUDIO, "audio/wav", null, "https://example.com/a.wav", null));
    refused(Media.image(null, null, "gs://bucket/a.png"));
    refused(Media.image(null, null, "file:///etc/passwd"));
    refused(Media.image("image/png\",\"x\":\"", bytes("AAAA"), null));
  }

  @Test
  void imagesOfTheAssistantAreLeftOutAndTold() throws IOException {
    List<TurnEvent> events =
        List.of(
            new Speaker(Role.ASSISTANT, 0),
            new Text("Here:"),
            Media.image("image/png", bytes("AAAA"), null));
    String written = write(target("m", false), events, PLAIN);
    assertEquals("Here:", tree(written).at("/messages/0/content").asText());
    TurnRefusal refusal =
        assertThrows(
            TurnRefusal.class,
            () -> write(new Target("m", LossPolicy.STRICT, false), events, PLAIN));
    assertEquals(Failure.Origin.CLIENT, refusal.failure().origin());
  }

  private static void refused(Media media) {
    TurnRefusal refusal =
        assertThrows(
            TurnRefusal.class,
            () -> write(target("gpt-4o", false), List.of(new Speaker(Role.USER, 0), media), PLAIN));
    assertEquals(FailureKind.UNSUPPORTED, refusal.failure().kind(), media.toString());
  }

  private static String choice(String model, Choice choice) throws IOException {
    JsonNode written = tooling(model, choice);
    assertEquals(3, written.path("tools").size());
    return written.has("tool_choice") ? written.path("tool_choice").toString() : "";
  }

  private static JsonNode tooling(String model, Choice choice) throws IOException {
    List<Tool> tools =
        List.of(
            new Tool("a", null, null, false, null),
            new Tool("b", null, null, false, null),
            new Tool("c", null, null, false, null));
    TurnSettings settings =
        new TurnSettings(Generation.DEFAULT, new Tooling(tools, choice, true), null);
    return tree(write(target(model, false), HELLO, settings));
  }

  private static TurnSettings thinking(Thinking thinking) {
    Generation base = Generation.DEFAULT;
    return new TurnSettings(
        new Generation(base.sampling(), null, List.of(), 1, null, Format.TEXT, thinking),
        NO_TOOLS,
        null);
  }

  private static TurnSettings format(Format format) {
    Generation base = Generation.DEFAULT;
    return new TurnSettings(
        new Generation(base.sampling(), null, List.of(), 1, null, format, null), NO_TOOLS, null);
  }

  private static Target target(String model, boolean stream) {
    return new Target(model, LossPolicy.LENIENT, stream);
  }
}
