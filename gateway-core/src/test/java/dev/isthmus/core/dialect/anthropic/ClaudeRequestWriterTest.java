package dev.isthmus.core.dialect.anthropic;

import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.MODEL;
import static dev.isthmus.core.dialect.anthropic.ClaudeTranslation.quoted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.isthmus.core.call.FailureKind;
import dev.isthmus.core.dialect.openai.ChatTurnSide;
import dev.isthmus.core.dialect.turn.LossPolicy;
import dev.isthmus.core.dialect.turn.Losses;
import dev.isthmus.core.dialect.turn.RequestWriter;
import dev.isthmus.core.dialect.turn.Target;
import dev.isthmus.core.dialect.turn.TurnEvent;
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
import dev.isthmus.core.dialect.turn.TurnRefusal;
import dev.isthmus.core.dialect.turn.TurnSettings;
import dev.isthmus.core.dialect.turn.TurnSettings.Choice;
import dev.isthmus.core.dialect.turn.TurnSettings.Format;
import dev.isthmus.core.dialect.turn.TurnSettings.Generation;
import dev.isthmus.core.dialect.turn.TurnSettings.Sampling;
import dev.isthmus.core.dialect.turn.TurnSettings.Thinking;
import dev.isthmus.core.dialect.turn.TurnSettings.Tool;
import dev.isthmus.core.dialect.turn.TurnSettings.Tooling;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What OpenAI's callers cannot say and others can. */
final class ClaudeRequestWriterTest {
  private static final CacheMark USUAL = new CacheMark(null);
  private static final TurnSettings PLAIN = settings(Generation.DEFAULT, List.of());

  private static TurnSettings settings(Generation generation, List<Tool> tools) {
    return new TurnSettings(generation, new Tooling(tools, Choice.AUTO, true), null);
  }

  private static RequestWriter writer(String model) {
    return new ClaudeSide(ClaudeSide.Form.DIRECT)
        .requestWriter(
            new Target(model, LossPolicy.LENIENT, false),
            new Losses(LossPolicy.LENIENT, new ChatTurnSide()),
            UnpooledByteBufAllocator.DEFAULT);
  }

  private static JsonNode written(String model, TurnSettings settings, TurnEvent... events)
      throws IOException {
    RequestWriter writer = writer(model);
    for (TurnEvent event : events) {
      writer.on(event);
    }
    return ClaudeTranslation.tree(ClaudeTranslation.text(writer.finish(settings)));
  }

  private static JsonNode written(TurnEvent... events) throws IOException {
    return written(MODEL, PLAIN, events);
  }

  private static Speaker says(Role role) {
    return new Speaker(role, 0);
  }

  @Test
  void marksStandOnTheBlockBeforeThem() throws IOException {
    JsonNode tree =
        written(
            MODEL,
            settings(
                Generation.DEFAULT, List.of(new Tool("f", null, null, false, new CacheMark("1h")))),
            USUAL,
            new SystemText("s"),
            new CacheMark("1h"),
            says(Role.USER),
            new Text("a"),
            new Text(""),
            new CacheMark("5m"),
            new CacheMark("1h"),
            new Text("b"),
            says(Role.ASSISTANT),
            new Reasoning("hm", new Signature("anthropic", "U0lH")),
            USUAL,
            new ToolCall("1", "f", "{}", null),
            USUAL,
            says(Role.TOOL),
            new ToolResult("1", "f", List.of(new Text("x")), false),
            USUAL);
    assertEquals(
        quoted("[{'type':'text','text':'s','cache_control':{'type':'ephemeral','ttl':'1h'}}]"),
        tree.path("system"));
    assertEquals(
        quoted(
            "[{'role':'user','content':[{'type':'text','text':'a','cache_control':"
                + "{'type':'ephemeral','ttl':'5m'}},{'type':'text','text':'b',"
                + "'cache_control':{'type':'ephemeral'}}]},"
                + "{'role':'assistant','content':[{'type':'thinking','thinking':'hm',"
                + "'signature':'U0lH'},{'type':'tool_use','id':'1','name':'f','input':{},"
                + "'cache_control':{'type':'ephemeral'}}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'1',"
                + "'content':'x','cache_control':{'type':'ephemeral'}}]}]"),
        tree.path("messages"));
    assertEquals(quoted("{'type':'ephemeral','ttl':'1h'}"), tree.at("/tools/0/cache_control"));
  }

  @Test
  void thoughtsStayInTheirPlacesAndAloneAreNoMessage() throws IOException {
    Reasoning redacted = new Reasoning("", new Signature("anthropic-redacted", "RU5D"));
    JsonNode messages =
        written(
                says(Role.USER),
                new Text("a"),
                says(Role.ASSISTANT),
                redacted,
                says(Role.USER),
                new Text("b"),
                says(Role.ASSISTANT),
                new Reasoning("one", new Signature("anthropic", "MQ==")),
                redacted,
                new Text("t"),
                new Reasoning("two", new Signature("anthropic", "Mg==")),
                new ToolCall("1", "f", "", null))
            .path("messages");
    assertEquals(2, messages.size());
    assertEquals(
        quoted(
            "[{'type':'thinking','thinking':'one','signature':'MQ=='},"
                + "{'type':'redacted_thinking','data':'RU5D'},{'type':'text','text':'t'},"
                + "{'type':'thinking','thinking':'two','signature':'Mg=='},"
                + "{'type':'tool_use','id':'1','name':'f','input':{}}]"),
        messages.at("/1/content"));
  }

  @Test
  void resultsMayHoldImagesAndFail() throws IOException {
    ByteBuf png = ClaudeTranslation.bytes("iVBO");
    JsonNode content =
        written(
                says(Role.USER),
                new Text("a"),
                says(Role.ASSISTANT),
                new ToolCall("1", "f", "{}", null),
                says(Role.USER),
                new Text("why?"),
                new ToolResult(
                    "1", "f", List.of(new Text("no"), Media.image("image/png", png, null)), true))
            .at("/messages/2/content");
    png.release();
    assertEquals(
        quoted(
            "[{'type':'tool_result','tool_use_id':'1','content':[{'type':'text','text':'no'},"
                + "{'type':'image','source':{'type':'base64','media_type':'image/png',"
                + "'data':'iVBO'}}],'is_error':true},{'type':'text','text':'why?'}]"),
        content);
  }

  @Test
  void callsWithoutIdsAreAnsweredInTheirOrder() throws IOException {
    JsonNode messages =
        written(
                says(Role.USER),
                new Text("a"),
                says(Role.ASSISTANT),
                new ToolCall(null, "f", "{}", null),
                new ToolCall("own", "f", "{}", null),
                new ToolCall("", "f", "{}", null),
                new ToolCall(null, "g", "{}", null),
                says(Role.TOOL),
                new ToolResult("", "g", List.of(), false),
                new ToolResult("f", "f", List.of(), false),
                new ToolResult("own", "f", List.of(), false),
                new ToolResult("f", "f", List.of(), false))
            .path("messages");
    assertEquals(
        List.of("call_0", "own", "call_1", "call_2"), messages.get(1).findValuesAsText("id"));
    assertEquals(
        List.of("call_2", "call_0", "own", "call_1"),
        messages.get(2).findValuesAsText("tool_use_id"));
  }

  @Test
  void documentsMayStandElsewhere() throws IOException {
    Media media = new Media(Media.Kind.DOCUMENT, null, null, "https://x.example/a.pdf", null);
    assertEquals(
        quoted("{'type':'document','source':{'type':'url','url':'https://x.example/a.pdf'}}"),
        written(says(Role.USER), media).at("/messages/0/content/0"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Media.Kind.class,
      names = {"IMAGE", "DOCUMENT"})
  void theAssistantShowsNothing(Media.Kind kind) throws IOException {
    RequestWriter writer = writer(MODEL);
    writer.on(says(Role.ASSISTANT));
    TurnRefusal refusal =
        assertThrows(
            TurnRefusal.class,
            () -> writer.on(new Media(kind, null, null, "https://x.example/a", null)));
    assertEquals(FailureKind.UNSUPPORTED, refusal.failure().kind());
    writer.discard();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "claude-sonnet-4-5|2000|{'type':'enabled','budget_tokens':2000}|",
        "claude-sonnet-4-5|100|{'type':'enabled','budget_tokens':1024}|",
        "claude-sonnet-4-5|-1|{'type':'enabled','budget_tokens':8192}|",
        "claude-sonnet-4-5|64000|{'type':'enabled','budget_tokens':32000}|",
        "claude-sonnet-4-5|0||",
        "claude-opus-4-7|-1|{'type':'adaptive'}|",
        "claude-opus-4-7|2000|{'type':'adaptive'}|medium",
        "claude-opus-4-7|0|{'type':'disabled'}|"
      })
  void budgets(String model, long budget, String thinking, String effort) throws IOException {
    Generation generation =
        new Generation(
            Sampling.DEFAULT, null, List.of(), 1, null, Format.TEXT, Thinking.of(budget));
    JsonNode tree = written(model, settings(generation, List.of()), says(Role.USER), new Text("a"));
    assertEquals(
        thinking == null ? "" : quoted(thinking).toString(), tree.path("thinking").toString());
    assertEquals(effort == null ? "" : effort, tree.at("/output_config/effort").asText());
  }

  @Test
  void topKIsCarriedExceptWhereTheModelThinks() throws IOException {
    Sampling sampling = new Sampling(null, null, 40L, null, null, null);
    Generation still = new Generation(sampling, 9L, List.of(), 1, null, Format.TEXT, null);
    Generation thinking =
        new Generation(sampling, null, List.of(), 1, null, Format.TEXT, Thinking.of(2000));
    TurnEvent[] said = {says(Role.USER), new Text("a")};
    assertEquals(40, written(MODEL, settings(still, List.of()), said).path("top_k").asInt());
    assertEquals(0, written(MODEL, settings(thinking, List.of()), said).path("top_k").asInt());
  }
}
